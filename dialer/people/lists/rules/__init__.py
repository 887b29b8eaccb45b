"""Decisions on lists and their fields. Pure."""
