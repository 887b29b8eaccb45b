"""Mail: written messages to people, by template."""
