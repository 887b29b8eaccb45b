"""SQL of attempts."""
