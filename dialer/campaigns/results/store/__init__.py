"""Results in the database: read, counted ahead, and counted again after a change."""
