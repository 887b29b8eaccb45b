"""Public registers of objections: asked, answered, and what an answer is worth."""
