"""What is wrong with a profile file: where, what, and how to mend it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dialer.compliance.vocabulary import Kind
from dialer.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault. `path` leads to it inside the rule, or inside the profile where no rule is named."""

    file: str
    what: str
    mend: str
    rule_id: str = ""
    path: str = ""
    line: int = 0  # of the file, counted from 1; 0 where it is not known
    language: Language = Language.EN

    def of(self, language: Language) -> "Problem":
        """The same in this language."""
        if language is Language.EN:
            return self
        from dialer.compliance.fault_words import in_italian, place_in_italian

        what, mend, path = in_italian(self.what), in_italian(self.mend), place_in_italian(self.path)
        return replace(self, what=what, mend=mend, path=path, language=language)

    @property
    def where(self) -> str:
        """File, rule and path."""
        rule = "regola" if self.language is Language.IT else "rule"
        return ", ".join(part for part in (self.file, self.rule_id and f"{rule} {self.rule_id}", self.path) if part)

    def __str__(self) -> str:
        line = "Riga" if self.language is Language.IT else "Line"
        at = f" ({line} {self.line}.)" if self.line else ""
        return f"{self.where}: {self.what}. {self.mend}.{at}"


class BadProfiles(ValueError):  # noqa: N818 - reads as what it is in a message
    """Profiles that cannot be used, with everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.said(Language.EN))

    def said(self, language: Language) -> str:
        """All of them, a line each."""
        return "\n".join(str(problem.of(language)) for problem in self.problems)


def problems_of(
    error: ValidationError,
    *,
    file: str,
    raw: Mapping[str, Any],
    line: Callable[[Sequence[int | str]], int] = lambda _: 0,
) -> list[Problem]:
    """Say in our words what pydantic found in the file that holds `raw`; `line` tells where a place of it stands."""
    return [_problem(detail, file, raw, line(detail["loc"])) for detail in error.errors(include_url=False)]


def _problem(detail: ErrorDetails, file: str, raw: Mapping[str, Any], line: int) -> Problem:
    rule_id, path = _where(detail["loc"], raw)
    what, mend = _words(detail)
    return Problem(file=file, rule_id=rule_id, path=path, what=what, mend=mend, line=line)


def _where(loc: Sequence[int | str], raw: Any) -> tuple[str, str]:
    """The rule's id and the path in it; the kind that pydantic puts after a rule's number is left out."""
    rule_id, path, at = "", [], raw
    kinds = {str(kind) for kind in Kind}
    for index, part in enumerate(loc):
        before = loc[index - 1] if index else None
        if part in kinds and isinstance(before, int):
            continue
        at = _step(at, part)
        path.append(str(part))
        if isinstance(part, int) and before in ("rules", "add") and isinstance(at, Mapping) and at.get("id"):
            rule_id, path = str(at["id"]), []
    return rule_id, ".".join(path)


def _step(at: Any, part: int | str) -> Any:
    if isinstance(at, Mapping):
        return at.get(part)
    if isinstance(at, Sequence) and not isinstance(at, str) and isinstance(part, int) and part < len(at):
        return at[part]
    return None


def _words(detail: ErrorDetails) -> tuple[str, str]:
    context, name = detail.get("ctx", {}), str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "missing":
            return f"{name} is missing", f"Add {name}"
        case "extra_forbidden":
            return f"{name} is not known here", "Correct its spelling, or remove it"
        case "union_tag_invalid":
            tag, kinds = str(context.get("tag")), [str(kind) for kind in Kind]
            near = get_close_matches(tag, kinds, n=1)
            return f"the kind {tag!r} is not known", f"Write {near[0]}" if near else f"Use one of {', '.join(kinds)}"
        case "union_tag_not_found":
            return "kind is missing", "Say which kind of rule it is"
        case "literal_error" | "enum":
            return f"{detail['input']!r} cannot stand here", f"Write {context.get('expected')}"
        case "value_error":
            said = str(context.get("error", detail["msg"]))
            what, _, mend = said.partition(": ")
            return what, mend[:1].upper() + mend[1:] if mend else "Correct the value"
        case _:
            return f"{detail['input']!r} cannot stand here", detail["msg"]
