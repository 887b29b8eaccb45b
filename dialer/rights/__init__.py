"""What a person may ask of the own data, as a document that the person can read."""
