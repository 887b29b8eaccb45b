"""Mail by template: Pronto's own, in every language of the catalogue, and those of an installation's folder.

A template is text for Jinja2, run in its sandbox. Its first line is the subject. Pronto's own are one file each, with
messages of the catalogue; an installation's are one file for each language, `NAME.LANGUAGE.txt.j2`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from dialer.core.request_errors import Invalid
from dialer.i18n.catalogue import languages
from dialer.i18n.message import Message, msg, pmark
from dialer.rendering.render import Speech
from dialer.rendering.values import Share

NAME: Final = r"^[a-z][a-z0-9_]{0,39}$"
SUFFIX: Final = ".txt.j2"
SUBJECT_CHARACTERS: Final = 200
TEXT_CHARACTERS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """A template: what it is called, in which languages, and whether an agent writes a text into it."""

    name: str
    title: Message | str
    languages: tuple[str, ...]
    takes_text: bool
    is_marketing: bool  # not sent to whoever has refused such mail


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMail:
    """A message from a template."""

    subject: str
    text: str


OWN: Final = (
    MailTemplate(
        name="note", title=pmark("mail", "Message"), languages=languages(), takes_text=True, is_marketing=False
    ),
    MailTemplate(
        name="information",
        title=pmark("mail", "Information on an offer"),
        languages=languages(),
        takes_text=True,
        is_marketing=True,
    ),
    MailTemplate(
        name="callback_promised",
        title=pmark("mail", "Time of a promised call"),
        languages=languages(),
        takes_text=False,
        is_marketing=False,
    ),
    MailTemplate(
        name="promise_moved",
        title=pmark("mail", "New time or colleague for a promise"),
        languages=languages(),
        takes_text=False,
        is_marketing=False,
    ),
)


def _share(speech: Speech, share: float | None) -> str:
    return "–" if share is None else speech.text(Share(share))


RESULTS: Final = "results"  # of scheduled reports
ACCOUNT: Final = "account"  # of what has changed in how a user signs in
NOT_CHOSEN: Final = (RESULTS, ACCOUNT)
"""Pronto's own templates that no agent chooses, and no file of an installation replaces."""


class MailTemplates:
    """The templates of an installation; `folder` holds its own, which go before Pronto's of the same name."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._environment = lru_cache(maxsize=1)(self._made)

    def list(self) -> list[MailTemplate]:
        """All templates, Pronto's own first."""
        own = self._of_folder()
        return [*(one for one in OWN if one.name not in own), *own.values()]

    def get(self, name: str) -> MailTemplate:
        """One template. Raises `Invalid`."""
        found = next((one for one in self.list() if one.name == name), None)
        if found is None:
            raise Invalid([("template", msg("use one of {those}", those=[one.name for one in self.list()]))])
        return found

    def write(self, name: str, language: str, zone: str, facts: Mapping[str, Any]) -> WrittenMail:
        """The message in this language, with times in this zone. Raises `Invalid`."""
        known = languages() if name in NOT_CHOSEN else self.get(name).languages
        if language not in known:
            raise Invalid([("language", msg("use one of {those}", those=list(known)))])
        is_own = name not in NOT_CHOSEN and name in self._of_folder()
        file = f"{name}.{language}{SUFFIX}" if is_own else f"mail/{name}{SUFFIX}"
        speech = Speech(language, ZoneInfo(zone))
        try:
            template = self._environment().get_template(file)
            written = template.render(
                facts, speech=speech, text_of=speech.text, moment_of=speech.instant, share_of=partial(_share, speech)
            )
        except (TemplateError, TypeError, ValueError, OverflowError) as error:
            what = msg("the template {name} cannot be filled: {why}", name=name, why=str(error))
            raise Invalid([("template", what)]) from None
        subject, _, text = written.strip().partition("\n")
        return WrittenMail(subject=" ".join(subject.split())[:SUBJECT_CHARACTERS], text=text.strip()[:TEXT_CHARACTERS])

    def _of_folder(self) -> dict[str, MailTemplate]:
        if self._folder is None:
            return {}
        found: dict[str, set[str]] = {}
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            name, _, language = path.name.removesuffix(SUFFIX).rpartition(".")
            if re.fullmatch(NAME, name) and language in languages():
                found.setdefault(name, set()).add(language)
        return {
            name: MailTemplate(
                name=name,
                title=name.replace("_", " "),
                languages=tuple(one for one in languages() if one in those),
                takes_text=True,
                is_marketing=True,  # Pronto does not know better, and the strict side is the person's
            )
            for name, those in found.items()
        }

    def _made(self) -> SandboxedEnvironment:
        folders = [FileSystemLoader(self._folder)] if self._folder is not None else []
        made = SandboxedEnvironment(
            loader=ChoiceLoader([*folders, PackageLoader("dialer.rendering")]),
            autoescape=False,  # plain text: nothing reads markup in it
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        made.globals |= {"msg": msg, "pmark": pmark}
        return made
