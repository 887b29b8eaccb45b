"""SQL of interactions."""
