"""Nodes as the engine sees them: link, audits, state, AMI actions."""
