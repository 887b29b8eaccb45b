"""The parameters of each kind of rule: what a profile may set, and in which direction each is stricter."""
