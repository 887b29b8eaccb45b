"""Issue reports: what agents report as wrong, for those who can mend it."""
