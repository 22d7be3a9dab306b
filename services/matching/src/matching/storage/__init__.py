"""Tables and queries: domain values in and out. Row policies decide what a caller sees; queries filter all the same."""
