"""Background work: what is to be done, by whom, and how far it is."""
