"""SQL of campaigns."""
