"""Messages as an id with parameters, and the catalogues that turn them into sentences."""
