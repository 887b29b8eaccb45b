"""What decides about scripts: reading, walking, answers, publishing, texts. Pure."""
