"""Phones in the browser: their short-lived accounts in Asterisk."""
