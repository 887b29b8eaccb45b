"""Claims, which keep a lead to one cell."""
