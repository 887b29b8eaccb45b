"""Imports: files read, checked and loaded into lists."""
