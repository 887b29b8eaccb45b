"""The parameters of each kind of rule: what a profile may set, checked, and which way each is stricter."""
