"""What pydantic says of a value that is wrong, as a person would say it: by its sentences, which it keeps stable."""

import re
from typing import Final

_SAYS: Final = (
    (re.compile(r"\bValue error, "), ""),
    (re.compile(r"Input should be a valid integer\b.*"), "must be a whole number"),
    (re.compile(r"Input should be a valid number\b.*"), "must be a number"),
    (re.compile(r"Input should be a valid boolean\b.*"), "must be true or false"),
    (re.compile(r"Input should be a valid string\b.*"), "must be a text"),
    (re.compile(r"Input should be a valid dictionary\b.*"), "must be names and values"),
    (re.compile(r"Input should be greater than or equal to "), "must be at least "),
    (re.compile(r"Input should be less than or equal to "), "must be at most "),
    (re.compile(r"Input should be greater than "), "must be more than "),
    (re.compile(r"Input should be less than "), "must be less than "),
    (re.compile(r"Input should be "), "must be "),
)


def shortly(text: str) -> str:
    """The text with pydantic's sentences said shortly; what is none of them stays."""
    for sentence, said in _SAYS:
        text = sentence.sub(said, text)
    return text
