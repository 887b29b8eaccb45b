"""Retention: nothing is kept longer than its limit."""
