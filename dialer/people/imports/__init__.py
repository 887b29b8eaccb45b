"""Imports: files that are read, checked and loaded into lists."""
