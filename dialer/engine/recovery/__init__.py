"""After a restart or a lost link: takes over what lives, and recovers what was missed."""
