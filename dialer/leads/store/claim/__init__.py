"""Claiming leads, so that only one cell has a lead."""
