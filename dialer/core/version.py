"""Which Pronto this is: the version that pyproject.toml names, as it was installed."""

from importlib import metadata


def installed_version() -> str:
    """The version, as in 0.1.0."""
    return metadata.version("pronto-dialer")
