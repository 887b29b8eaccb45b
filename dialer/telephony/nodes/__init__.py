"""Nodes: the Asterisk servers, and which engine owns their cells."""
