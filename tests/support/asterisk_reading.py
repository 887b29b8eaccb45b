"""How Asterisk reads what a client sends, written anew from its documented behaviour, so that tests can compare
what was meant with what arrives: lines, channel variables, caller ids."""

LINE_BUFFER = 1024
MAX_HEADERS = 128


class LineReader:
    """The manager's input: lines end at LF, a CR before it is dropped, an over-long line spoils the whole action."""

    def __init__(self) -> None:
        self._buffer = b""
        self._headers: list[tuple[str, str]] = []
        self._error: str | None = None

    def feed(self, data: bytes) -> list[tuple[list[tuple[str, str]], str | None]]:
        """Complete actions: their headers, and the parse error if there was one."""
        done = []
        self._buffer += data
        while b"\n" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\n")
            if len(line) + 1 > LINE_BUFFER:
                self._error = "Failed to parse message: line too long"
                continue
            # A NUL ends the line for Asterisk, whatever follows.
            text = line.removesuffix(b"\r").partition(b"\0")[0]
            if text:
                self._take(text)
            else:
                done.append((self._headers, self._error))
                self._headers, self._error = [], None
        return done

    def _take(self, line: bytes) -> None:
        name, colon, value = line.partition(b":")
        if len(self._headers) == MAX_HEADERS:
            self._error = "Too many lines in message or allocation failure"
        elif colon:
            skipped = value.lstrip(bytes(range(33)))
            self._headers.append((name.decode(), skipped.decode("utf-8", "surrogateescape")))


def variables(header: str) -> list[tuple[str, str]]:
    """Channel variables of one `Variable` header: split at commas outside quotes and brackets; quotes and one level
    of backslashes are taken away."""
    parts = [""]
    depth = {"(": 0, "[": 0}
    quoted = False
    chars = iter(header)
    for char in chars:
        if char == "\\":
            parts[-1] += next(chars, "")
        elif char == '"':
            quoted = not quoted
        elif char == "," and not quoted and not any(depth.values()):
            parts.append("")
        else:
            if char in depth:
                depth[char] += 1
            elif char in ")]":
                opening = "(" if char == ")" else "["
                depth[opening] = max(0, depth[opening] - 1)
            parts[-1] += char
    return [(name, value) for name, equals, value in (part.partition("=") for part in parts) if equals and name]


def caller_id(header: str) -> tuple[str, str]:
    """Name and number of `"name" <number>`."""
    name, bracket, number = header.rpartition("<")
    assert bracket
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    chars = iter(name)
    plain = "".join(next(chars, "") if char == "\\" else char for char in chars)
    return plain, number.removesuffix(">")
