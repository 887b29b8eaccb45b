"""The tables, by the feature that owns them: its store alone writes their rows.

Stores return frozen dataclasses, and read the tables of others where a statement joins them.
"""
