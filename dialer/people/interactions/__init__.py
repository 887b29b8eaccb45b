"""Interactions: contacts with people on any channel, with what is noted during them."""
