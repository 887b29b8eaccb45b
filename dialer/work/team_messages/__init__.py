"""Team messages: what supervisors tell agents and teams, and whether it was read."""
