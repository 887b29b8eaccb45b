"""The version of Pronto that is installed, as pyproject.toml names it."""

from importlib import metadata


def installed_version() -> str:
    """The version, as in 0.1.0."""
    return metadata.version("pronto-dialer")
