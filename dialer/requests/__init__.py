"""Writes that carry a key of the client's: a repetition gets the first answer and changes nothing."""
