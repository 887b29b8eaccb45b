"""Where the profiles lie that come with Pronto: for the settings, which must not wait for the rules to be imported."""

from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parent / "profiles"
