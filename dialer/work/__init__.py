"""The agents' working day."""
