"""Trunks that Pronto writes into Asterisk by itself: planned, applied, proven, rolled back, healed."""
