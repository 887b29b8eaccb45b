"""What comes to the engine over the bus."""
