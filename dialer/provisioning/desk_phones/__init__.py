"""Agents' phones on the desk: their accounts in Asterisk, which Pronto writes."""
