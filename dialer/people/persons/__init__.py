"""Persons: whose leads these are, their data, and their consent to recording."""
