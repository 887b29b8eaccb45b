"""Persons' rights: access, erasure, consents."""
