"""A Pronto process: its composition, settings, logging, start and end."""
