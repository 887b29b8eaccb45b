"""What goes over the wire: never a table, never an internal state."""
