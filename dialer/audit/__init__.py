"""The audit: who changed what, in a chain that shows gaps."""
