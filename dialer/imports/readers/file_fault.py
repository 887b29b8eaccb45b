"""A file that is no list."""


class BadFile(ValueError):  # noqa: N818 - reads as what it is
    """The file is no table that can be read; the message says why and what to do."""
