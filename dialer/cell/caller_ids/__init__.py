"""The number that a call shows."""
