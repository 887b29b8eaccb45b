"""A campaign's own law for the days that the simulator plays."""
