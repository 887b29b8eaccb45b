"""Stored scripts, their use by campaigns, and their runs."""
