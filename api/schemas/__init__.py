"""Schemas of requests and answers: never a table, never internal state."""
