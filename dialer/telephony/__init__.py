"""Asterisks, trunks, and the numbers that are called and shown."""
