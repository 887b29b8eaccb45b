"""What was promised to people: calls back and tasks."""
