"""Trunks: the ways out to the public network."""
