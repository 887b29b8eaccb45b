"""What a register's answer says of hashed numbers, on disk from its reading to its writing: it may be long."""

from collections.abc import Mapping
from typing import BinaryIO, Final

_DIGEST_BYTES: Final = 32
_RECORD_BYTES: Final = _DIGEST_BYTES + 1


class Spool:
    """Written in full, then read once from the beginning. The file is nobody else's, and holds no number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def put(self, answers: Mapping[str, bool]) -> None:
        """Add what is said of some numbers, by their hashes in hexadecimal digits."""
        self._file.write(b"".join(bytes.fromhex(digest) + bytes([listed]) for digest, listed in answers.items()))
        self.count += len(answers)

    def rewind(self) -> None:
        """Go to the beginning."""
        self._file.seek(0)

    def next(self, most: int) -> dict[str, bool]:
        """Take the next answers; none at the end."""
        some, found = self._file.read(most * _RECORD_BYTES), dict[str, bool]()
        for start in range(0, len(some), _RECORD_BYTES):
            end = start + _DIGEST_BYTES
            digest = some[start:end].hex()
            # Of two rows on one number the one that forbids counts.
            found[digest] = found.get(digest, False) or some[end] == 1
        return found
