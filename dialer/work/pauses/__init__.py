"""Pauses: the reasons that agents may give, and the pauses that they took."""
