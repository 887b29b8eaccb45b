"""How a command says what Pronto refused: as it came in English, from the catalogue in Italian."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from api.cli.speech import spoken
from api.cli.texts.problems import FACT, PROBLEM, WHAT
from dialer.errors import DialerError
from dialer.leads.row_words import said_of_row
from dialer.named import named
from dialer.settings import SettingsError
from dialer.words import Language

_FACTS: Final = re.compile(r"\((.*)\)$", re.DOTALL)
_PLACE: Final = re.compile(r"\\{(\w+)\\}")


def of_problem(problem: Mapping[str, Any]) -> str:
    """Title and detail of the API's problem document. Raises `KeyError` if it is none."""
    title, detail = problem["title"], problem["detail"]
    slug = str(problem["type"]).rpartition("/")[2]
    return _refused(slug, f"{title}: {detail}", detail, problem.get("errors", ()))


def of_error(error: DialerError) -> str:
    """An error of the parts of this machine."""
    return _refused(error.problem, str(error), str(error), getattr(error, "errors", ()))


def of_settings(error: SettingsError) -> str:
    """A line for each wrong variable."""
    return "\n".join(map(_of_variable, str(error).splitlines()))


def _of_variable(line: str) -> str:
    variable, colon, what = line.partition(": ")
    return f"{variable}: {of_what(what)}" if colon and variable.isupper() else of_what(line)


def of_what(english: str) -> str:
    """What is wrong with a value, or with a line."""
    if spoken() is Language.EN:
        return english
    for pattern, key in _patterns():
        if found := pattern.fullmatch(english):
            facts = found.groupdict()
            return WHAT(key, **facts | ({"why": of_what(facts["why"])} if "why" in facts else {}))
    reason, semicolon, mend = english.partition("; ")
    return "; ".join(said_of_row(one, Language.IT) for one in ([reason, mend] if semicolon else [reason]))


def _refused(slug: str, english: str, detail: str, errors: Iterable[Mapping[str, Any]]) -> str:
    if spoken() is Language.EN or slug not in PROBLEM:
        return english
    if errors:
        return "; ".join(map(_of_place, errors))
    facts = _FACTS.search(detail)
    said = f" ({', '.join(map(_fact, facts[1].split(', ')))})" if facts else ""
    return f"{PROBLEM(slug)}{said}"


def _of_place(place: Mapping[str, Any]) -> str:
    """A wrong place of a request; one with a cure of its own was asked for in Italian."""
    if mend := place.get("mend"):
        return f"{place['where']} {place['what']}: {mend}"
    return f"{place['where']}: {of_what(place['what'])}"


def _fact(text: str) -> str:
    name, _, value = text.partition(" ")
    if name == "state":
        value = named("lead", value)[1]
    return f"{FACT(name) if name in FACT else name} {value}".rstrip()


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(key)), re.DOTALL), key) for key in WHAT.texts)
