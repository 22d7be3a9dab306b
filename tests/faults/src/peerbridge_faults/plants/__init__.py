"""Planted bugs: wrong code put into a service's process from outside, to see whether the reader sees it. Never in the product."""
