"""Which trunk a call takes, and what happens when a trunk refuses calls."""
