"""When a lead may be tried, and what follows an attempt. Pure."""
