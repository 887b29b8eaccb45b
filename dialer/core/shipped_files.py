"""Where the files are that come with Pronto: the rules of countries, and the configuration of an Asterisk."""

from pathlib import Path
from typing import Final

_DIALER: Final = Path(__file__).resolve().parents[1]

PROFILES: Final = _DIALER / "compliance" / "profiles"


def asterisk_config() -> Path:
    """The folder with manager.conf, extensions-pronto.conf …: in the wheel, or beside the packages in a checkout.

    Raises FileNotFoundError if it is absent.
    """
    for folder in (_DIALER / "telephony" / "asterisk" / "config", _DIALER.parent / "asterisk-config"):
        if (folder / "manager.conf").is_file():
            return folder
    raise FileNotFoundError("Pronto's asterisk-config folder is missing from this installation; install it again.")
