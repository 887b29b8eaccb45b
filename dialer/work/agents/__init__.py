"""Agents: the people who talk."""
