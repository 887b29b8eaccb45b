"""One call: its states, and what follows each event."""
