"""Which person a lead belongs to: by external id, else by number.

A number alone does not make two leads one person: a household may share a phone. So a match by number needs names that
do not contradict each other, and exactly one person who fits.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialer.people.persons.model import Channel, ContactPermission, Purpose

_WORDS: Final = re.compile(r"[^\W\d_]+")
_EMAIL: Final = re.compile(r"[^\s@,;<>()\[\]\"\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
EMAIL_FIELDS: Final = frozenset({"email", "e-mail", "e_mail", "mail", "posta_elettronica", "indirizzo_email"})
EMAIL_CHARACTERS: Final = 254  # RFC 5321, section 4.5.3.1.3


@dataclass(slots=True, kw_only=True)
class Known:
    """What is known of a person that a lead may belong to."""

    name: str
    external_ids: set[str] = field(default_factory=set)


def person_of_lead(
    external_id: str | None,
    numbers: Collection[str],
    name: str,
    *,
    by_external_id: Mapping[str, int],
    by_number: Mapping[str, Collection[int]],
    known: Mapping[int, Known],
) -> int | None:
    """The id of the person a lead belongs to; None if nobody known fits, or several do.

    A lead with an external id is never the person of another external id.
    """
    if external_id is not None and external_id in by_external_id:
        return by_external_id[external_id]
    candidates = {person for number in numbers for person in by_number.get(number, ())}
    fitting = [
        person
        for person in candidates
        if may_be_same(known[person].name, name) and not (external_id is not None and known[person].external_ids)
    ]
    return fitting[0] if len(fitting) == 1 else None


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may be of one person: all words of the shorter are in the longer, in any order."""
    first, second = _words(one), _words(other)
    return not first or not second or first <= second or second <= first


def _words(name: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(name)}


def stops_calls(said: ContactPermission) -> bool:
    """Whether a no, or a permission that is taken back, suppresses the person for calls.

    A no to calls of one purpose is taken for all: what a call is for is not known to the suppression, and the strict
    side is the person's. Only a no to service calls stops no other: they are owed under a contract.
    """
    return said.channel in (None, Channel.PHONE) and said.purpose is not Purpose.SERVICE


def email_in(text: str) -> str | None:
    """An e-mail address in lower case; None if the text is none."""
    found = text.strip()
    is_one = len(found) <= EMAIL_CHARACTERS and _EMAIL.fullmatch(found) is not None and found.isascii()
    return found.lower() if is_one and ".." not in found else None


def email_among(fields: Mapping[str, object]) -> str | None:
    """The e-mail address among a lead's custom fields, if one is called so."""
    for name, value in fields.items():
        if name.strip().casefold().replace(" ", "_") in EMAIL_FIELDS and isinstance(value, str):
            return email_in(value)
    return None
