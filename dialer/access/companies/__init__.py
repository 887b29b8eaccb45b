"""Companies, on whose behalf people are called, and their caller ids."""
