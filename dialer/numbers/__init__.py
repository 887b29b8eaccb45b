"""Phone numbers: read as people write them, where they belong, how they are masked. Pure."""
