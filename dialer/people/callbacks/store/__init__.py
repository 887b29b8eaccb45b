"""SQL of call-backs."""
