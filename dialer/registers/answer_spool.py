"""What a register's answer says of hashed numbers, on disk from its reading to its writing: it may be long."""

import struct
from collections.abc import Mapping
from typing import BinaryIO, Final

_DIGEST_BYTES: Final = 32
_RECORD: Final = struct.Struct(f"<{_DIGEST_BYTES}s?d")  # hash, whether it is listed, since when; 0 where nobody says


class Spool:
    """Written in full, then read once from the beginning. The file is nobody else's, and holds no number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def put(self, answers: Mapping[str, bool], since: Mapping[str, float]) -> None:
        """Add what is said of some numbers, by their hashes in hexadecimal digits: listed or not, and since when."""
        told = (_RECORD.pack(bytes.fromhex(one), listed, since.get(one, 0.0)) for one, listed in answers.items())
        self._file.write(b"".join(told))
        self.count += len(answers)

    def rewind(self) -> None:
        """Go to the beginning."""
        self._file.seek(0)

    def next(self, most: int) -> tuple[dict[str, bool], dict[str, float]]:
        """Take the next answers, and since when; none at the end."""
        some, found, since = self._file.read(most * _RECORD.size), dict[str, bool](), dict[str, float]()
        for key, listed, at in _RECORD.iter_unpack(some):
            digest = key.hex()
            # Of two rows on one number the one that forbids counts, and of two dates the later one.
            found[digest] = found.get(digest, False) or listed
            if at:
                since[digest] = max(at, since.get(digest, at))
        return found, since
