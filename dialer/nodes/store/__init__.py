"""SQL of nodes."""
