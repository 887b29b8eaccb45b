"""Changes of many things at once."""
