"""A read model of all events, with a web page for operators."""
