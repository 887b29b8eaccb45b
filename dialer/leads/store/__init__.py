"""SQL of leads."""
