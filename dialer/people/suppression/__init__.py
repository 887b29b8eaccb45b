"""Suppression: numbers and people that must not be called."""
