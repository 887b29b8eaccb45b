"""Where the shipped Asterisk configuration lies: in the wheel, or beside the packages in a checkout."""

from pathlib import Path


def config_folder() -> Path:
    """The folder with the shipped manager.conf, extensions-pronto.conf … Raises FileNotFoundError if it is absent."""
    here = Path(__file__).resolve().parent
    for folder in (here / "config", here.parents[1] / "asterisk-config"):
        if (folder / "manager.conf").is_file():
            return folder
    raise FileNotFoundError("Pronto's asterisk-config folder is missing from this installation; install it again.")
