"""What can go wrong with the lab, in words a person can act on."""


class LabError(Exception):
    """The lab could not do what was asked; the message says why and what cures it."""
