"""A file of numbers is read in a process of its own: what a strange file does to its reader, it does to that alone."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Final

import orjson

from dialer.leads.bad_file import BadFile
from dialer.leads.number_file import NoNumbers, NumberBatch, NumberFile, NumbersAsked, of_plain, plain
from dialer.leads.reading import BROKE_OFF, bound_memory

_LENGTH_BYTES: Final = 4


async def read_number_file(asked: NumbersAsked) -> AsyncGenerator[NumberBatch, None]:
    """The rows of a file of numbers, some at a time. Raises BadFile; NoNumbers where it holds none."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.leads.number_process", stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(orjson.dumps(asdict(asked)))
        process.stdin.close()
        while True:
            try:
                length = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES))
                told = orjson.loads(await process.stdout.readexactly(length))
            except asyncio.IncompleteReadError:
                raise BadFile(BROKE_OFF) from None
            if told is None:
                return
            if "failed" in told:
                raise (NoNumbers if told["empty"] else BadFile)(told["failed"])
            yield of_plain(told)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def main() -> None:
    """Do the job on standard input; each thing told stands behind its length, the last is null."""
    bound_memory()
    asked = NumbersAsked(**orjson.loads(sys.stdin.buffer.read()))
    try:
        for batch in NumberFile(asked).batches():
            _tell(plain(batch))
    except BadFile as bad:
        _tell({"failed": str(bad), "empty": isinstance(bad, NoNumbers)})
    else:
        _tell(None)


def _tell(told: object) -> None:
    text = orjson.dumps(told)
    sys.stdout.buffer.write(len(text).to_bytes(_LENGTH_BYTES) + text)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
