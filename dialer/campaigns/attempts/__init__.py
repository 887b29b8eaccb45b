"""Attempts: one dialling of one phone each, with its result."""
