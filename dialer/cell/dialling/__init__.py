"""Which leads are dialled, and when."""
