"""Scripts as JSON of SurveyJS, and back: what both can say; what is left out is said.

SurveyJS asks those who read. It has pages with elements, titles by language, `visibleIf` on an element, and choices; it
has no duties, stages, asides, identification or quotas, and its conditions show a question instead of leading to it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dialer.campaigns.scripts.model import Question, QuestionType, Script, Step, Texts
from dialer.campaigns.scripts.rules.reading import BadScript
from dialer.campaigns.scripts.rules.texts import FIELD
from dialer.i18n.message import Message, msg

_TYPES: Final[Mapping[QuestionType, str]] = {
    QuestionType.YES_NO: "boolean",
    QuestionType.ONE_OF: "radiogroup",
    QuestionType.SOME_OF: "checkbox",
    QuestionType.SCALE: "rating",
    QuestionType.NUMBER: "text",
    QuestionType.DAY: "text",
    QuestionType.TEXT: "text",
    QuestionType.NOTE: "comment",
    QuestionType.RANK: "ranking",
    QuestionType.GRID: "matrix",
}
_READ: Final[Mapping[str, str]] = {
    "boolean": "yes_no",
    "radiogroup": "one_of",
    "dropdown": "one_of",
    "buttongroup": "one_of",
    "checkbox": "some_of",
    "tagbox": "some_of",
    "rating": "scale",
    "comment": "note",
    "ranking": "rank",
    "matrix": "grid",
}
_INPUTS: Final[Mapping[str, str]] = {"number": "number", "range": "number", "date": "day"}
RATING: Final = (1, 5)  # what SurveyJS means without a least and a most


def to_surveyjs(script: Script) -> tuple[dict[str, Any], list[Message]]:
    """The script as a survey, and what of it cannot be said there."""
    pages = [{"name": step.id, "elements": [_element(step)]} for step in script.steps]
    survey = {"locale": script.languages[0], "pages": pages}
    return survey, list(_left_of_script(script))


def _element(step: Step) -> dict[str, Any]:
    title = _said(step.say or step.title)
    if step.ask is None:
        return {"type": "html", "name": step.id, "html": title}
    question = step.ask
    element: dict[str, Any] = {"type": _TYPES[question.type], "name": step.id, "title": title}
    if not question.is_optional:
        element["isRequired"] = True
    if question.choices and question.type is not QuestionType.GRID:
        element["choices"] = [{"value": one.code, "text": _said(one.label)} for one in question.choices]
    if question.type is QuestionType.GRID:
        element["columns"] = [{"value": one.code, "text": _said(one.label)} for one in question.choices]
        element["rows"] = [{"value": one.code, "text": _said(one.label)} for one in question.rows]
    return element | _bounds(question)


def _bounds(question: Question) -> dict[str, Any]:
    names = {QuestionType.SCALE: ("rateMin", "rateMax"), QuestionType.NUMBER: ("min", "max")}
    found: dict[str, Any] = {}
    if question.type is QuestionType.NUMBER:
        found["inputType"] = "number"
    if question.type is QuestionType.DAY:
        found["inputType"] = "date"
    for name, value in zip(names.get(question.type, ()), (question.least, question.most), strict=False):
        if value is not None:
            found[name] = int(value) if value % 1 == 0 else value
    for name, texts in (("minRateDescription", question.low), ("maxRateDescription", question.high)):
        if texts:
            found[name] = _said(texts)
    return found


def _said(texts: Texts) -> dict[str, str]:
    """A localised text; SurveyJS has one of its first language under `default`."""
    return {("default" if place == 0 else language): text for place, (language, text) in enumerate(texts.items())}


def _left_of_script(script: Script) -> Iterator[Message]:
    steps = (*script.steps, *script.asides)
    parts: Mapping[str, tuple[Message, bool]] = {
        "asides": (msg("asides"), bool(script.asides)),
        "quotas": (msg("quotas"), bool(script.quotas)),
        "links": (msg("links"), bool(script.links)),
        "branches": (msg("branches: each step stands on a page, in order"), any(step.next for step in script.steps)),
        "duties": (msg("duties"), any(step.duty for step in steps)),
        "stages": (msg("stages"), any(step.stage for step in steps)),
        "variants": (msg("variants of the words"), any(step.variants for step in steps)),
        "identification": (msg("identification"), any(step.identify for step in steps)),
        "cues": (msg("aims and cues"), any(step.aim or step.cue for step in steps)),
        "fields": (msg("merged fields"), any(FIELD.search(text) for step in steps for text in step.say.values())),
        "refused": (msg("answers that are refused or not known"), any(step.ask for step in steps)),
    }
    yield from (what for what, is_there in parts.values() if is_there)


def from_surveyjs(survey: Mapping[str, Any]) -> tuple[dict[str, Any], list[Message]]:
    """The data of a questionnaire, and what of the survey cannot be taken over. Raises BadScript if it is no survey."""
    pages = survey.get("pages") or [{"elements": survey.get("elements") or survey.get("questions") or []}]
    elements = [one for page in pages if isinstance(page, Mapping) for one in _flat(page.get("elements"))]
    if not elements:
        raise BadScript([("text", msg("this is no survey of SurveyJS"))])
    reader = _Survey(survey)
    steps = [step for one in elements if (step := reader.step(one)) is not None]
    if not steps:
        raise BadScript([("text", msg("nothing of this survey can be asked by an agent"))])
    steps.append({"id": reader.name("thanks"), "say": reader.thanks(), "end": "complete"})
    return {"kind": "questionnaire", "languages": reader.languages, "steps": steps}, reader.left


def _flat(elements: Any) -> Iterator[Mapping[str, Any]]:
    """The elements, also those inside panels."""
    for one in elements if isinstance(elements, list) else ():
        if isinstance(one, Mapping):
            inner = one.get("elements")
            yield from _flat(inner) if inner else iter([one])


class _Survey:
    """Reads elements of a survey and gathers what cannot be taken over."""

    def __init__(self, survey: Mapping[str, Any]) -> None:
        first = str(survey.get("locale") or "en")[:2]
        self.left: list[Message] = []
        self.languages = list(dict.fromkeys([first, *_languages(survey)]))
        self._survey = survey
        self._taken: set[str] = set()

    def name(self, written: str) -> str:
        """A name for a step, after the written one."""
        bare = re.sub(r"[^a-z0-9]+", "_", written.casefold()).strip("_")[:30] or "step"
        bare = bare if bare[0].isalpha() else f"q_{bare}"
        free = next(one for one in (bare, *(f"{bare}_{n}" for n in range(2, 10_000))) if one not in self._taken)
        self._taken.add(free)
        return free

    def step(self, element: Mapping[str, Any]) -> dict[str, Any] | None:
        """The step that an element becomes; None if it can be none."""
        written = str(element.get("name") or "question")
        type_ = element.get("type")
        if type_ in ("html", "image", "expression"):
            text = self.texts(element.get("html"))
            if not any(text.values()):
                return None
            return {"id": self.name(written), "say": text}
        kind = _INPUTS.get(str(element.get("inputType")), "text") if type_ == "text" else _READ.get(str(type_))
        if kind is None:
            self.left.append(msg("{name}: a question of the type {type}", name=written, type=str(type_)))
            return None
        for part in ("visibleIf", "enableIf", "requiredIf", "validators", "hasOther", "showOtherItem"):
            if element.get(part):
                self.left.append(msg("{name}: {part}", name=written, part=part))
        say = self.texts(element.get("title") or written)
        return {"id": self.name(written), "say": say, "ask": self.question(kind, element)}

    def question(self, kind: str, element: Mapping[str, Any]) -> dict[str, Any]:
        ask: dict[str, Any] = {"type": kind, "optional": not element.get("isRequired", False)}
        if kind == "scale":
            values = [
                one.get("value", one) if isinstance(one, Mapping) else one for one in element.get("rateValues") or ()
            ]
            numbers = [one for one in values if isinstance(one, int) and not isinstance(one, bool)]
            ask["least"] = element.get("rateMin", min(numbers, default=RATING[0]))
            ask["most"] = element.get("rateMax", max(numbers, default=RATING[1]))
            for mine, theirs in (("low", "minRateDescription"), ("high", "maxRateDescription")):
                if element.get(theirs):
                    ask[mine] = self.texts(element[theirs])
        if kind == "number":
            ask |= {mine: element[theirs] for mine, theirs in (("least", "min"), ("most", "max")) if theirs in element}
        if kind == "grid":
            ask["rows"] = self.choices(element.get("rows"))
        if kind in ("one_of", "some_of", "rank", "grid"):
            ask["choices"] = self.choices(element.get("columns" if kind == "grid" else "choices"))
        return ask

    def choices(self, items: Any) -> list[dict[str, Any]]:
        found = []
        for place, one in enumerate(items if isinstance(items, list) else (), 1):
            value, text = (one.get("value"), one.get("text")) if isinstance(one, Mapping) else (one, None)
            code = re.sub(r"[^a-z0-9]+", "_", str(value).casefold()).strip("_")[:40]
            code = code if code and code[0].isalpha() else f"c_{code or place}"
            found.append({"code": code, "label": self.texts(text or str(value))})
        return found

    def texts(self, written: Any) -> dict[str, str]:
        """A localised text in each language; what is missing is as in the first."""
        if not isinstance(written, Mapping):
            return dict.fromkeys(self.languages, _plain(written))
        default = _plain(written.get("default") or next(iter(written.values()), ""))
        return {language: _plain(written.get(language)) or default for language in self.languages}

    def thanks(self) -> dict[str, str]:
        text = self.texts(self._survey.get("completedHtml"))
        known = {"it": "Grazie.", "de": "Danke.", "fr": "Merci.", "es": "Gracias."}
        return {language: text[language] or known.get(language, "Thank you.") for language in self.languages}


def _languages(value: Any) -> Iterator[str]:
    """The languages of localised texts anywhere in a survey."""
    if isinstance(value, Mapping):
        if "default" in value and all(isinstance(one, str) for one in value.values()):
            yield from (name for name in value if re.fullmatch(r"[a-z]{2}", str(name)))
        for one in value.values():
            yield from _languages(one)
    elif isinstance(value, list):
        for one in value:
            yield from _languages(one)


def _plain(text: Any) -> str:
    """A text without HTML and without braces, which mean fields here."""
    bare = re.sub(r"<[^>]*>", " ", str(text)) if isinstance(text, str) else ""
    return re.sub(r"\s+", " ", re.sub(r"[{}]", "", bare)).strip()
