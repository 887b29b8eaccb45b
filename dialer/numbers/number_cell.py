"""A cell that a spreadsheet keeps as a number."""


class NumberCell(str):
    """The digits of a cell that holds a number and no text: a leading 0 cannot be in it."""

    __slots__ = ()
