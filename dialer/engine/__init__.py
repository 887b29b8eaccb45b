"""The engine: the shell around the cells. It listens to Asterisk, the database and the bus, and performs effects."""
