"""Everything Pronto keeps, by domain: each class has the stores of its domain and of those below it.

What belongs to a domain takes that domain's class, and so reaches nothing above it. Stores that an engine does not use
are imported on first use, so that an engine starts faster.
"""
