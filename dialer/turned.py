"""English texts that are kept or sent as they are, and said again in Italian to whoever reads Italian."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

LONGEST: Final = 2000  # characters; to find several places in a text takes time by a power of its length
_PLACE: Final = re.compile(r"\\{(\w+)\\}")


class Turned:
    """English texts and the same in Italian, some with {places} for facts; the more special stand first."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._with_facts = [
            (re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(english)), re.DOTALL), english)
            for english in texts
            if "{" in english
        ]

    def __call__(self, english: str, fact: Callable[[str, str], str] = lambda _name, said: said) -> str | None:
        """The text in Italian, with what `fact` makes of each fact's name and words; None if it is not here."""
        if english in self.texts:
            return self.texts[english]
        for key, facts in self.found(english):
            return self.texts[key].format(**{name: fact(name, said) for name, said in facts.items()})
        return None

    def found(self, english: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Texts with places that it may have been made of, each with its facts; none if it is too long."""
        if len(english) > LONGEST:
            return
        for pattern, key in self._with_facts:
            if said := pattern.fullmatch(english):
                yield key, said.groupdict()
