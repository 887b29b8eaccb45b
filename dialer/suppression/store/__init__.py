"""SQL of suppression."""
