"""The rules: values in, a decision or a named refusal out."""
