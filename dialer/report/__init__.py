"""What is handed to people outside: a person's own data, and the proof of a campaign. Values in, documents out."""
