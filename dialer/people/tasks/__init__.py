"""Tasks: what an agent or a team owes a person, and by when."""
