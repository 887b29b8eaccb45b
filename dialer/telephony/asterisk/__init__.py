"""Asterisk's side of Pronto: the configuration that ships with it and the check of a running Asterisk."""
