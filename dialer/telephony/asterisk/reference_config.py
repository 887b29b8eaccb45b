"""What the shipped configuration files require of an Asterisk: modules, dialplan, rights, filters. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"\s*;.*$")
_SECTION = re.compile(r"^\[([^\]]+)\]")
FIRST_WITH_FILTERS = 20  # Asterisk's first version that understands eventfilter(…) lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One line of modules.conf."""

    name: str
    purpose: str  # English, in the catalogues

    @property
    def line(self) -> str:
        """The line as in the file."""
        return f"load = {self.name}.so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One priority of the dialplan as Asterisk shows it: application and data."""

    application: str
    data: str

    @property
    def sameness(self) -> tuple[str, str]:
        """Equal for steps that do the same: the sounds of Playback and their folder are the admin's choice."""
        if self.application.lower() == "playback":
            return "playback", ""
        return self.application.lower(), _SOUNDS_FOLDER.sub("", self.data)


# The folder before a sound file: "/var/lib/pronto/sounds/" in "/var/lib/pronto/sounds/${SAY}".
_SOUNDS_FOLDER = re.compile(r"/[\w./-]*/(?=(?:pause|rejoin)\b|\$\{(?:SAY|PRONTO_SOUND)\})")


def modules(text: str) -> list[Module]:
    """The modules of a modules.conf, each with its line's comment."""
    found = re.finditer(r"^load\s*=\s*(\w+)\.so\s*(?:;\s*(.*))?$", text, re.MULTILINE)
    return [Module(name=line[1], purpose=(line[2] or "").strip()) for line in found]


def dialplan(text: str) -> dict[tuple[str, str], list[tuple[Step, str]]]:
    """(context, extension) → steps in order, each with its line, from an extensions file."""
    plan: dict[tuple[str, str], list[tuple[Step, str]]] = {}
    exten = ""
    for context, line in _lines(text):
        key, _, value = line.partition("=>")
        if key.strip() == "exten":
            exten, _, value = value.strip().partition(",")
        elif key.strip() != "same":
            continue
        _, _, call = value.strip().partition(",")
        application, _, rest = call.partition("(")
        plan.setdefault((context, exten), []).append((Step(application=application, data=rest[:-1]), line))
    return plan


def manager_user(text: str, user: str) -> list[tuple[str, str]]:
    """Key and value of each line in a user's section of manager.conf, in order."""
    return [_pair(line) for section, line in _lines(text) if section == user and "=" in line]


def options(text: str, section: str) -> dict[str, str]:
    """The options of an object's section or template of a pjsip file, by name."""
    found = dict(_pair(line) for there, line in _lines(text) if there == section and "=" in line)
    return {name: value for name, value in found.items() if name != "type"}


def rights(lines: list[tuple[str, str]], which: str) -> set[str]:
    """The rights in `read` or `write`."""
    return {right.strip() for key, value in lines if key == which for right in value.split(",") if right.strip()}


def filters(lines: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """The event filters: criteria and expression."""
    return {(key, value) for key, value in lines if key.startswith("eventfilter")}


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Section and line, without comments and blank lines."""
    section = ""
    for raw in text.splitlines():
        line = _COMMENT.sub("", raw).strip()
        if found := _SECTION.match(line):
            section = found[1]
        elif line:
            yield section, line


def _pair(line: str) -> tuple[str, str]:
    # The key of a filter has no "=", so the first one separates key and value.
    key, _, value = line.partition("=")
    return key.strip(), value.removeprefix(">").strip()
