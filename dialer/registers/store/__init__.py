"""SQL of registers."""
