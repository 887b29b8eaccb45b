"""Lists: where leads came from, with order, filter, shares and penetration."""
