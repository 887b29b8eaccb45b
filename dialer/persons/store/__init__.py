"""SQL of persons."""
