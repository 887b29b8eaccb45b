"""What the engine writes: attempts, leads given back, objections."""
