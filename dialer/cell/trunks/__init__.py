"""Which trunk a call takes, and trunks that refuse calls."""
