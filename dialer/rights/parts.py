"""The parts that the document is made of. Every text that comes from data is cleaned here."""

from collections.abc import Iterable, Sequence
from typing import Any

from dialer.rights.voice import Voice, clean

Fact = dict[str, str]
Entry = dict[str, Any]
Section = dict[str, Any]


def fact(key: str, label: str, value: str) -> Fact:
    """One thing that is told; `key` is for programs."""
    return {"key": key, "label": clean(label), "value": clean(value)}


def facts(voice: Voice, known: Iterable[tuple[str, Any]]) -> list[Fact]:
    """Facts under their labels; what is empty is left out."""
    shown = ((key, voice.value(value)) for key, value in known)
    return [fact(key.rpartition(".")[2], voice.say(key), value) for key, value in shown if value.strip()]


def entry(title: str, told: list[Fact]) -> Entry:
    """Facts that belong together."""
    return {"title": clean(title), "facts": told}


def section(
    voice: Voice, key: str, *, paragraphs: Sequence[str] = (), items: Sequence[str] = (), entries: Sequence[Entry] = ()
) -> Section:
    """A section: paragraphs, then a list of items, then entries. An empty one says that nothing is kept."""
    if not paragraphs and not items and not entries:
        paragraphs = [voice.say("nothing")]
    return {
        "key": key,
        "title": voice.say(key),
        "paragraphs": [clean(text) for text in paragraphs],
        "items": [clean(text) for text in items],
        "entries": list(entries),
    }
