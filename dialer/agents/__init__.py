"""Agents: who talks."""
