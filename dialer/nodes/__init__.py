"""Nodes: the Asterisk servers, and who owns their cells."""
