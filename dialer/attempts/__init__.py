"""Attempts: one dialling of one phone each, with what came of it."""
