"""A Pronto process: its parts put together, settings, logging, start and end."""
