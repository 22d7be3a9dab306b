"""The whole system on one machine, with a simulator that plays the people through the public APIs."""
