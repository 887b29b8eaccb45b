"""The agents of a cell: who is ready, who is next, and what their pages show."""
