"""A profile to read: each rule in sentences, with its source."""
