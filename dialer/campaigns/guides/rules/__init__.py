"""What decides about guides: reading, walking, answers, publishing, texts. Pure."""
