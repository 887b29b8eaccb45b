"""Leads: what they are, how they come in from a file, and when they are tried again."""
