"""SQL of callbacks."""
