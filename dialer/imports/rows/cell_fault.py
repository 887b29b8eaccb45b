"""What is wrong with a cell."""


class BadCell(ValueError):  # noqa: N818 - the name is the reason's kind
    """The cell does not hold what its column should; the message says why, `mend` how to put it right."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.mend = mend
