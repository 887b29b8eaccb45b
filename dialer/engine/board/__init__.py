"""The board: what the engine shows of itself."""
