"""Lists of leads: their source, order, filter, shares and penetration."""
