"""The database: the handle on SQLite or PostgreSQL, driver-level tools, migrations."""
