"""A file of numbers is read in a process of its own: what a strange file does to its reader, it does to that alone."""

import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict

import orjson

from dialer.leads.apart import BrokeOff, tell, told_by
from dialer.leads.bad_file import BadFile
from dialer.leads.number_file import NoNumbers, NumberBatch, NumberFile, NumbersAsked, of_plain, plain
from dialer.leads.reading import BROKE_OFF, bound_memory


async def read_number_file(asked: NumbersAsked) -> AsyncGenerator[NumberBatch, None]:
    """The rows of a file of numbers, some at a time. Raises BadFile; NoNumbers where it holds none."""
    try:
        async with aclosing(told_by("dialer.leads.number_process", orjson.dumps(asdict(asked)))) as news:
            async for told in news:
                if "failed" in told:
                    raise (NoNumbers if told["empty"] else BadFile)(told["failed"])
                yield of_plain(told)
    except BrokeOff:
        raise BadFile(BROKE_OFF) from None


def main() -> None:
    """Do the job on standard input; each thing told stands behind its length, the last is null."""
    bound_memory()
    asked = NumbersAsked(**orjson.loads(sys.stdin.buffer.read()))
    try:
        for batch in NumberFile(asked).batches():
            tell(plain(batch))
    except BadFile as bad:
        tell({"failed": str(bad), "empty": isinstance(bad, NoNumbers)})
    else:
        tell(None)


if __name__ == "__main__":
    main()
