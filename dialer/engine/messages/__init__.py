"""Bus messages and questions that reach the engine."""
