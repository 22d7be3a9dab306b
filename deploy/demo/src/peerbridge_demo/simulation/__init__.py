"""Some counties' first years under real programmes, played by chance from a seed through the public interfaces alone."""
