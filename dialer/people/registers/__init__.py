"""Public do-not-call registers: requests, answers, and the validity of answers."""
