"""Letters read in the wrong encoding: GiosuÃ¨ for Giosuè, or Giosu� if they are lost."""

import re
from typing import Final

# The bytes 0x80 to 0xBF in Windows-1252, or in Latin-1 where it has no letter for them.
_LATER: Final = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xC0))
# UTF-8 read as Windows-1252: the letters of western Europe, and quotes, dashes and the euro.
_GARBLED: Final = re.compile(f"[ÂÃ][{re.escape(_LATER)}]|â[€‚][{re.escape(_LATER)}]|\N{REPLACEMENT CHARACTER}")


def is_garbled(cell: str) -> bool:
    """Whether a cell looks as if it was read in the wrong encoding."""
    return _GARBLED.search(cell) is not None
