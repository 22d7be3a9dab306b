"""The rules of notification: values in, decision out."""
