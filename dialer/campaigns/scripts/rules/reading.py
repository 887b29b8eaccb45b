"""Reads a script from data, as YAML and JSON give it, and writes it in one form.

Shorthand that people write is accepted: a text instead of texts by language where a script has one language, choices
as `{code: text}`, one duty or aside without brackets. `script_as_data` always writes the long form, the one that is
stored, hashed and sent to pages.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from dialer.campaigns.scripts.model import (
    Branch,
    Choice,
    Identify,
    Link,
    Match,
    Question,
    QuestionType,
    Quota,
    Script,
    Step,
    Texts,
    Tone,
    Variant,
)
from dialer.core.enums import ScriptKind
from dialer.i18n.message import Message, msg

ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE: Final = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
STEPS_AT_MOST: Final = 400
TEXT_AT_MOST: Final = 4000
_CHOOSES: Final = frozenset({QuestionType.ONE_OF, QuestionType.SOME_OF, QuestionType.RANK, QuestionType.GRID})
_BOUNDED: Final = frozenset({QuestionType.SCALE, QuestionType.NUMBER})
SCALE_STEPS_AT_MOST: Final = 11


class BadScript(ValueError):  # noqa: N818 - the name is the reason's kind
    """The data is no script: where something is wrong, and what to write instead."""

    def __init__(self, errors: Sequence[tuple[str, Message | str]]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{where}: {what}" for where, what in errors))


def read_script(data: Mapping[str, Any]) -> Script:
    """The script in the data. Raises BadScript with everything that is wrong."""
    reader = _Reader()
    script = reader.script(data)
    if reader.errors:
        raise BadScript(reader.errors)
    return script


class _Reader:
    """Reads the data and gathers what is wrong with it."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, Message | str]] = []
        self._languages: tuple[str, ...] = ()

    def script(self, data: Mapping[str, Any]) -> Script:
        known = set(Script.__dataclass_fields__)
        self._check_names(data, known, "")
        self._languages = self._texts_of(data.get("languages", ["it"]), "languages", LANGUAGE)
        if not self._languages:
            self._wrong("languages", msg("name at least one language, as in it or en"))
        script = Script(
            kind=self._one_of(ScriptKind, data.get("kind", "sales_script"), "kind"),
            languages=self._languages,
            steps=self._many(data, "steps", "", self._step),
            asides=self._many(data, "asides", "", self._step),
            always=self._many(data, "always", "", self._branch),
            profile=self._text(data.get("profile"), "profile"),
            lead_fields=self._texts_of(data.get("lead_fields"), "lead_fields", None, fold=True),
            customer_types=self._choices(data.get("customer_types"), "customer_types"),
            facts=self._choices(data.get("facts"), "facts"),
            links=self._many(data, "links", "", self._link),
            quotas=self._many(data, "quotas", "", self._quota),
        )
        if not script.steps:
            self._wrong("steps", msg("a script needs at least one step"))
        if len(script.steps) + len(script.asides) > STEPS_AT_MOST:
            self._wrong("steps", msg("a script has at most {most} steps", most=STEPS_AT_MOST))
        return script

    # Parts

    def _step(self, data: Any, where: str) -> Step:
        data = self._object(data, where, set(Step.__dataclass_fields__) | {"neutral"}, without={"is_neutral"})
        return Step(
            id=self._id(data.get("id"), f"{where}.id"),
            title=self._said(data.get("title"), f"{where}.title"),
            stage=self._id(data["stage"], f"{where}.stage") if data.get("stage") else "",
            duty=self._texts_of(data.get("duty"), f"{where}.duty", ID),
            aim=self._said(data.get("aim"), f"{where}.aim"),
            cue=self._said(data.get("cue"), f"{where}.cue"),
            say=self._said(data.get("say"), f"{where}.say"),
            variants=self._many(data, "variants", where, self._variant),
            ask=self._question(data["ask"], f"{where}.ask") if data.get("ask") is not None else None,
            identify=self._identify(data["identify"], f"{where}.identify") if data.get("identify") else None,
            next=self._branches(data.get("next"), f"{where}.next"),
            aside=self._texts_of(data.get("aside"), f"{where}.aside", ID),
            links=self._texts_of(data.get("links"), f"{where}.links", ID),
            fact=self._id(data["fact"], f"{where}.fact") if data.get("fact") else "",
            offer=self._flag(data.get("offer"), f"{where}.offer"),
            is_neutral=self._flag(data.get("neutral"), f"{where}.neutral"),
            end=self._id(data["end"], f"{where}.end") if data.get("end") else "",
        )

    def _variant(self, data: Any, where: str) -> Variant:
        data = self._object(data, where, set(Variant.__dataclass_fields__))
        tone = data.get("tone")
        return Variant(
            say=self._said(data.get("say"), f"{where}.say"),
            tone=self._one_of(Tone, tone, f"{where}.tone") if tone else None,
            customer=self._id(data["customer"], f"{where}.customer") if data.get("customer") else "",
        )

    def _question(self, data: Any, where: str) -> Question:
        data = self._object(data, where, set(Question.__dataclass_fields__) | {"optional"}, without={"is_optional"})
        type_ = self._one_of(QuestionType, data.get("type"), f"{where}.type")
        question = Question(
            type=type_,
            choices=self._choices(data.get("choices"), f"{where}.choices"),
            rows=self._choices(data.get("rows"), f"{where}.rows"),
            least=self._number(data.get("least"), f"{where}.least"),
            most=self._number(data.get("most"), f"{where}.most"),
            low=self._said(data.get("low"), f"{where}.low"),
            high=self._said(data.get("high"), f"{where}.high"),
            is_optional=self._flag(data.get("optional"), f"{where}.optional"),
        )
        for error in _unfit(question):
            self._wrong(where, error)
        return question

    def _identify(self, data: Any, where: str) -> Identify:
        data = self._object(data, where, set(Identify.__dataclass_fields__))
        tries = data.get("tries", 2)
        if not isinstance(tries, int) or isinstance(tries, bool) or not 1 <= tries <= 9:
            self._wrong(f"{where}.tries", msg("write a number from {least} to {most}", least=1, most=9))
            tries = 2
        field = self._text(data.get("field"), f"{where}.field").casefold()
        if not field:
            self._wrong(f"{where}.field", msg("name the field of the lead that is compared"))
        match = self._one_of(Match, data.get("match", "whole"), f"{where}.match")
        return Identify(field=field, label=self._said(data.get("label"), f"{where}.label"), match=match, tries=tries)

    def _branches(self, data: Any, where: str) -> tuple[Branch, ...]:
        if data is None:
            return ()
        if isinstance(data, str):
            return (Branch(to=self._id(data, where)),)
        if not isinstance(data, list):
            self._wrong(where, msg("write a list of {form}", form="{when, to}"))
            return ()
        return tuple(self._branch(one, f"{where}.{place}") for place, one in enumerate(data))

    def _branch(self, data: Any, where: str) -> Branch:
        if isinstance(data, str):
            return Branch(to=self._id(data, where))
        data = self._object(data, where, {"to", "when"})
        return Branch(to=self._id(data.get("to"), f"{where}.to"), when=self._text(data.get("when"), f"{where}.when"))

    def _choices(self, data: Any, where: str) -> tuple[Choice, ...]:
        if data is None:
            return ()
        if isinstance(data, Mapping):
            data = [{"code": code, "label": label} for code, label in data.items()]
        if not isinstance(data, list):
            self._wrong(where, msg("write a list of {form}", form="{code, label}"))
            return ()
        found = []
        for place, one in enumerate(data):
            if isinstance(one, str):
                one = {"code": one, "label": one}
            one = self._object(one, f"{where}.{place}", {"code", "label"})
            label = self._said(one.get("label"), f"{where}.{place}.label")
            found.append(Choice(code=self._id(_code(one.get("code")), f"{where}.{place}.code"), label=label))
        codes = [one.code for one in found]
        if twice := next((code for code in codes if code and codes.count(code) > 1), None):
            self._wrong(where, msg("{code} stands there twice", code=twice))
        return tuple(found)

    def _link(self, data: Any, where: str) -> Link:
        data = self._object(data, where, set(Link.__dataclass_fields__))
        url = self._text(data.get("url"), f"{where}.url")
        if not re.fullmatch(r"https://[^\s/?#@\\]+([/?#][^\s\\]*)?", url):
            self._wrong(f"{where}.url", msg("write a whole address that begins with https://"))
        label = self._said(data.get("label"), f"{where}.label")
        return Link(code=self._id(data.get("code"), f"{where}.code"), label=label, url=url)

    def _quota(self, data: Any, where: str) -> Quota:
        data = self._object(data, where, set(Quota.__dataclass_fields__))
        limit = data.get("limit")
        if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= 10**9:
            self._wrong(f"{where}.limit", msg("write how many, as a whole number"))
            limit = 0
        return Quota(
            code=self._id(data.get("code"), f"{where}.code"),
            cell=self._text(data.get("cell"), f"{where}.cell"),
            limit=limit,
            to=self._id(data.get("to"), f"{where}.to"),
        )

    # Values

    def _wrong(self, where: str, what: Message | str) -> None:
        self.errors.append((where or "script", what))

    def _object(self, data: Any, where: str, known: set[str], *, without: set[str] = frozenset()) -> Mapping[str, Any]:  # type: ignore[assignment]
        if not isinstance(data, Mapping):
            self._wrong(where, msg("write an object with {names}", names=sorted(known - without)))
            return {}
        self._check_names(data, known - without, where)
        return data

    def _check_names(self, data: Mapping[str, Any], known: set[str], where: str) -> None:
        for name in data:
            if name not in known:
                place = f"{where}.{name}" if where else str(name)
                self._wrong(place, msg("there is no such part; there are {names}", names=sorted(known)))

    def _many(self, data: Mapping[str, Any], name: str, where: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
        items = data.get(name)
        place = f"{where}.{name}" if where else name
        if items is None:
            return ()
        if not isinstance(items, list):
            self._wrong(place, msg("write a list"))
            return ()
        return tuple(read(one, f"{place}.{at}") for at, one in enumerate(items))

    def _said(self, data: Any, where: str) -> Texts:
        """Texts by language; one text alone is in the script's only language."""
        if data is None or data == "":
            return {}
        if isinstance(data, str):
            if len(self._languages) > 1:
                names = ", ".join(f"{one}: …" for one in self._languages)
                self._wrong(where, msg("write the text in each language, as in {form}", form="{" + names + "}"))
            data = {self._languages[0]: data} if self._languages else {}
        if not isinstance(data, Mapping):
            self._wrong(where, msg("write the text in each language, as in {form}", form="{it: …}"))
            return {}
        for language, text in data.items():
            if language not in self._languages:
                self._wrong(where, msg("{language} is none of the script's languages", language=str(language)))
            elif not isinstance(text, str):
                self._wrong(f"{where}.{language}", msg("write a text"))
            elif len(text) > TEXT_AT_MOST:
                self._wrong(f"{where}.{language}", msg("at most {most} characters", most=TEXT_AT_MOST))
        return {name: data[name] for name in self._languages if isinstance(data.get(name), str) and data[name]}

    def _texts_of(self, data: Any, where: str, form: re.Pattern[str] | None, *, fold: bool = False) -> tuple[str, ...]:
        if data is None:
            return ()
        items = [data] if isinstance(data, str) else data
        if not isinstance(items, list | tuple):
            self._wrong(where, msg("write a list"))
            return ()
        found = []
        for one in items:
            if not isinstance(one, str) or (form is not None and not form.fullmatch(one)):
                self._wrong(where, msg("{name!r} is no name here", name=one))
            else:
                found.append(one.casefold() if fold else one)
        return tuple(dict.fromkeys(found))

    def _id(self, data: Any, where: str) -> str:
        if isinstance(data, str) and ID.fullmatch(data):
            return data
        self._wrong(where, msg("write a name of small letters, digits and _, which begins with a letter"))
        return ""

    def _text(self, data: Any, where: str) -> str:
        if data is None:
            return ""
        if not isinstance(data, str):
            self._wrong(where, msg("write a text"))
            return ""
        return data.strip()

    def _flag(self, data: Any, where: str) -> bool:
        if data is None or isinstance(data, bool):
            return bool(data)
        self._wrong(where, msg("write true or false"))
        return False

    def _number(self, data: Any, where: str) -> float | None:
        if data is None:
            return None
        if isinstance(data, int | float) and not isinstance(data, bool) and abs(data) < 1e15:
            return float(data)
        self._wrong(where, msg("write a number"))
        return None

    def _one_of(self, kind: Any, data: Any, where: str) -> Any:
        try:
            return kind(data)
        except ValueError:
            self._wrong(where, msg("use one of {those}", those=tuple(kind)))
            return next(iter(kind))


def _code(data: Any) -> Any:
    """A code as written; YAML reads `yes`, `no` and numbers as something else."""
    if isinstance(data, bool):
        return "yes" if data else "no"
    return data


def _unfit(question: Question) -> Iterator[Message]:
    """What a question of its type lacks, or has and cannot use."""
    chooses = question.type in _CHOOSES
    if chooses and len(question.choices) < 2:
        yield msg("give it at least two choices")
    if not chooses and question.choices:
        yield msg("a question of the type {type} has no choices", type=question.type)
    if (question.type is QuestionType.GRID) != bool(question.rows):
        yield msg("a grid needs its rows, and nothing else has any")
    least, most = question.least, question.most
    if question.type not in _BOUNDED and (least is not None or most is not None):
        yield msg("only a scale and a number have a least and a most value")
    if least is not None and most is not None and least >= most:
        yield msg("the least value must be below the most")
    if question.type is QuestionType.SCALE:
        if least is None or most is None or least % 1 or most % 1:
            yield msg("a scale needs whole numbers as its least and its most value")
        elif most - least >= SCALE_STEPS_AT_MOST:
            yield msg("a scale has at most {most} values", most=SCALE_STEPS_AT_MOST)


def script_as_data(script: Script) -> dict[str, Any]:
    """The script in the long form: JSON values, without what is empty."""
    parts: dict[str, Any] = {
        "kind": script.kind.value,
        "languages": list(script.languages),
        "profile": script.profile,
        "lead_fields": list(script.lead_fields),
        "customer_types": [_choice(one) for one in script.customer_types],
        "facts": [_choice(one) for one in script.facts],
        "links": [{"code": one.code, "label": dict(one.label), "url": one.url} for one in script.links],
        "steps": [_step(one) for one in script.steps],
        "asides": [_step(one) for one in script.asides],
        "always": [_branch(one) for one in script.always],
        "quotas": [{"code": one.code, "cell": one.cell, "limit": one.limit, "to": one.to} for one in script.quotas],
    }
    return _filled(parts)


def _step(step: Step) -> dict[str, Any]:
    return _filled(
        {
            "id": step.id,
            "title": dict(step.title),
            "stage": step.stage,
            "duty": list(step.duty),
            "aim": dict(step.aim),
            "cue": dict(step.cue),
            "say": dict(step.say),
            "variants": [
                _filled({"tone": one.tone and one.tone.value, "customer": one.customer, "say": dict(one.say)})
                for one in step.variants
            ],
            "ask": _question(step.ask) if step.ask is not None else None,
            "identify": _identify(step.identify) if step.identify is not None else None,
            "next": [_branch(one) for one in step.next],
            "aside": list(step.aside),
            "links": list(step.links),
            "fact": step.fact,
            "offer": step.offer,
            "neutral": step.is_neutral,
            "end": step.end,
        }
    )


def _question(question: Question) -> dict[str, Any]:
    return _filled(
        {
            "type": question.type.value,
            "choices": [_choice(one) for one in question.choices],
            "rows": [_choice(one) for one in question.rows],
            "least": _plain(question.least),
            "most": _plain(question.most),
            "low": dict(question.low),
            "high": dict(question.high),
            "optional": question.is_optional,
        },
        keep=("least", "most"),
    )


def _identify(identify: Identify) -> dict[str, Any]:
    return {
        "field": identify.field,
        "label": dict(identify.label),
        "match": identify.match.value,
        "tries": identify.tries,
    }


def _branch(branch: Branch) -> dict[str, Any]:
    return _filled({"when": branch.when, "to": branch.to})


def _choice(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "label": dict(choice.label)}


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number % 1 == 0 else number


def _filled(parts: Mapping[str, Any], keep: Sequence[str] = ()) -> dict[str, Any]:
    """Without what is empty; a zero that means something is kept."""
    return {name: value for name, value in parts.items() if value or (name in keep and value is not None)}
