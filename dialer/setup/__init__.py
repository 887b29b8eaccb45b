"""The set-up: from an empty database to the first call."""
