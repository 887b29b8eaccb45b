"""Rows of a table as leads, or as rejected rows with a reason."""
