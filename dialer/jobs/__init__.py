"""Background work: jobs, their owners and progress."""
