"""Access: users, sessions, keys of programs, the installation's own keys, log-ins, and who may monitor agents."""
