"""When a lead may be tried, and what becomes of it. Pure."""
