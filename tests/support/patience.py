"""How long a test waits for what must come, which only a test that fails does. Playwright's own limit is the same."""

from typing import Final

PATIENCE_S: Final = 30.0
PATIENCE_MS: Final = PATIENCE_S * 1000
