"""Errors of the lab."""


class LabError(Exception):
    """The lab could not do what was asked; the message says why and how to fix it."""
