"""The rules of supervision: values in, decision out."""
