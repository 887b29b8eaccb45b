"""Pools of caller ids in the database: their numbers, how often these were shown and answered, and test calls."""
