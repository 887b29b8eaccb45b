"""Pronto's HTTP API, pages and command line."""
