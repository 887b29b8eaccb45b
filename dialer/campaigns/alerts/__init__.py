"""Alerts: what is wrong now, or soon will be, and what to do about it."""
