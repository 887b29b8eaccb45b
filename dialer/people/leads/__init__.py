"""Leads: the people to call; claimed, given back, tried again."""
