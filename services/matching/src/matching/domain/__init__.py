"""The rules of matching: values in, a decision or a named refusal out. No I/O, no clock, no ids made inside."""
