"""The check before the start: everything that would stop or delay dialling."""
