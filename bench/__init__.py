"""Speed, measured as a ratio to the raw limit and to what every tutorial shows, in one run on one machine, durability on."""
