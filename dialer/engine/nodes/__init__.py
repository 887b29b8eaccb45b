"""Nodes as the engine sees them: link, audits, state, what is asked of Asterisk."""
