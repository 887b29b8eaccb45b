"""The profile files that were accepted, and what changed in them since."""
