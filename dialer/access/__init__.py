"""Access: tokens, the installation's keys, log-ins, and who may monitor agents."""
