"""A register's answers by hashed number, kept on disk between reading and writing, since they may be many."""

import struct
from collections.abc import Mapping
from typing import BinaryIO, Final

_DIGEST_BYTES: Final = 32
_RECORD: Final = struct.Struct(f"<{_DIGEST_BYTES}s?d")  # hash, listed, listed since (0 if not stated)


class Spool:
    """Written completely, then read once. The file is private, and holds no phone number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = 0

    def put(self, answers: Mapping[str, bool], since: Mapping[str, float]) -> None:
        """Add answers by hash in hexadecimal: listed or not, and since when."""
        told = (_RECORD.pack(bytes.fromhex(one), listed, since.get(one, 0.0)) for one, listed in answers.items())
        self._file.write(b"".join(told))
        self.count += len(answers)

    def rewind(self) -> None:
        """Go to the beginning."""
        self._file.seek(0)

    def next(self, most: int) -> tuple[dict[str, bool], dict[str, float]]:
        """The next answers, and since when they are listed; empty at the end."""
        some, found, since = self._file.read(most * _RECORD.size), dict[str, bool](), dict[str, float]()
        for key, listed, at in _RECORD.iter_unpack(some):
            digest = key.hex()
            # If two rows differ on a number, `listed` and the later date count.
            found[digest] = found.get(digest, False) or listed
            if at:
                since[digest] = max(at, since.get(digest, at))
        return found, since
