"""Call-backs: calls at a promised time."""
