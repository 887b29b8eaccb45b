"""How long a test waits for what must come. A loaded machine is slow, not wrong; only who fails waits so long."""

from typing import Final

PATIENCE_S: Final = 180.0
PATIENCE_MS: Final = PATIENCE_S * 1000
