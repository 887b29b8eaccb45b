"""A spreadsheet's number cell."""


class NumberCell(str):
    """The digits of a cell with a number instead of a text: a number cell cannot keep a leading 0."""

    __slots__ = ()
