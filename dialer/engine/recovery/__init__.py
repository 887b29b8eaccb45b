"""After a restart or a lost link: what lives is taken up, what was missed is made good."""
