"""SQL of access requests and erasure, across the tables of all features."""
