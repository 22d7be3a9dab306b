"""Load from outside, through public entrances only, with a ledger of its own."""
