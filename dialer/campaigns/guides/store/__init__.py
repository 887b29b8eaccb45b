"""Stored guides, their use by campaigns, and their runs."""
