"""Access: tokens, keys of the installation, log-ins, who may watch agents."""
