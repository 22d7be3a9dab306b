"""Faults from outside: processes, servers, the network's ends, the clock; each returns what it did and how long recovery took."""
