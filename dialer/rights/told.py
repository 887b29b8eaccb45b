"""What article 15 says a person is told beside the data: who, why, from where, to whom, how long, with which rights."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dialer.compliance.retention_rules import Limit
from dialer.compliance.vocabulary import EEA
from dialer.controllers.model import Controller
from dialer.rights.entries import basis, consent_of
from dialer.rights.kept import Kept
from dialer.rights.parts import Section, entry, facts, section
from dialer.rights.terms import AUTHORITIES, REGISTERS
from dialer.rights.voice import Voice, clean

# What each kind of data is seen by: the table, and the columns of which one must say something.
_CATEGORIES: Final = (
    ("identity", "lead", ("name", "external_id")),
    ("contact", "lead_phone", ()),
    ("fields", "lead", ("fields", "notes")),
    ("basis", "lead", ("consent",)),
    ("calls", "attempt", ()),
    ("notes", "attempt", ("note",)),
    ("callbacks", "callback", ()),
    ("objections", "suppression", ()),
    ("objections", "register_check", ()),
    ("recording", "recording_consent", ()),
    ("requests", "data_request", ()),
    ("rejected", "rejected_row", ()),
    ("acts", "audit", ()),
)
_HELD: Final = ("contact_data", "call_events")
_RIGHTS: Final = ("rectification", "erasure", "restriction", "portability", "objection", "withdrawal", "complaint")


def who(voice: Voice, controller: Controller) -> Section:
    """The controller, and how to reach it."""
    told = controller.privacy
    known = [("controller.name", controller.name)]
    known += [
        (f"controller.{name}", getattr(told, name)) for name in ("address", "email", "phone", "officer", "notice")
    ]
    return section(voice, "controller", entries=[entry("", facts(voice, known))])


def categories(voice: Voice, kept: Kept) -> Section:
    """The kinds of data that there are of this person."""
    found = (
        name
        for name, table, columns in _CATEGORIES
        if any(not columns or any(row[column] for column in columns) for row in kept.of(table))
    )
    return section(voice, "categories", items=[voice.say(f"category.{name}") for name in dict.fromkeys(found)])


def purposes(voice: Voice, kept: Kept) -> Section:
    """Why the data is used: what campaigns call about, and on which basis."""
    named = [
        voice.say("purpose", campaign=one["name"], about=_about(voice, one["law"])) for one in kept.campaigns.values()
    ]
    if not named and kept.of("lead"):
        named = [voice.say("purpose.none")]
    return section(voice, "purposes", items=[*named, voice.say("purpose.duty")], entries=basis(voice, kept))


def _about(voice: Voice, law: Mapping[str, Any]) -> str:
    topic = ", ".join(one for one in (law.get("topic", ""), law.get("sector", "")) if one)
    return voice.say("purpose.about", topic=topic) if topic else ""


def recipients(voice: Voice, controller: Controller, kept: Kept) -> Section:
    """Who gets the data: those named by the controller, and kinds of recipients that calling brings along."""
    asked = dict.fromkeys(one["register_name"] for one in kept.of("register_check"))
    registers = [voice.say("recipients.register", register=REGISTERS.get(name, name)) for name in asked]
    centres = (str(one["law"].get("call_centre", "")) for one in kept.campaigns.values())
    named = dict.fromkeys(one for one in (*centres, *controller.privacy.recipients) if one)
    items = [voice.say("recipients.staff", controller=controller.name), *named]
    items += [voice.say("recipients.carriers")] if kept.of("attempt") else []
    return section(voice, "recipients", items=[*items, *registers, voice.say("recipients.law")])


def transfers(voice: Voice, controller: Controller, kept: Kept) -> Section:
    """Whether operators outside the European Economic Area see the data."""
    seated = _seated(kept)
    outside = ", ".join(sorted(seated - EEA))
    key = "transfers.to" if outside else "transfers.none" if seated else "transfers.unknown"
    return section(voice, "transfers", paragraphs=[voice.say(key, countries=outside, controller=controller.name)])


def _seated(kept: Kept) -> set[str]:
    """Where operators sit, as far as campaigns and agents say so."""
    return ({str(one["law"].get("agent_country", "")) for one in kept.campaigns.values()} | kept.agent_countries) - {""}


def retention(voice: Voice, limits: Mapping[str, Limit]) -> Section:
    """How long each kind of data is kept, or what decides it."""
    told = [(f"retention.{held}", _kept_for(voice, held, limits.get(held))) for held in _HELD]
    told += [(f"retention.{name}", voice.say(f"retention.{name}.how")) for name in ("objections", "proof")]
    return section(voice, "retention", entries=[entry("", facts(voice, told))])


def _kept_for(voice: Voice, held: str, limit: Limit | None) -> str:
    if limit is None:
        return voice.say("retention.unbounded")
    return voice.say(f"retention.{held}.how", span=voice.span(limit.counts))


def rights(voice: Voice, controller: Controller, kept: Kept) -> Section:
    """What the person may ask for, of whom, and who hears complaints."""
    told = controller.privacy
    reach = ", ".join(one for one in (told.email, told.officer, told.address) if one) or controller.name
    paragraphs = [voice.say("rights.how", reach=reach)]
    paragraphs += [voice.say("rights.authority", authority=one) for one in _authorities(controller, kept)]
    return section(voice, "rights", items=[voice.say(f"rights.{name}") for name in _RIGHTS], paragraphs=paragraphs)


def _authorities(controller: Controller, kept: Kept) -> Iterable[str]:
    countries = [str(one["country"]) for one in kept.lists.values()]
    return dict.fromkeys(AUTHORITIES[one] for one in (controller.privacy.country, *countries) if one in AUTHORITIES)


def automated(voice: Voice) -> Section:
    """What is decided by machine, and that nothing of weight is decided by it alone."""
    return section(voice, "automated", paragraphs=[voice.say("automated.none"), voice.say("automated.what")])


def lacking(voice: Voice, controller: Controller, kept: Kept) -> list[str]:
    """What the company has not written down, and how to."""
    return [clean(text) for text in _lacking(voice, controller, kept)]


def _lacking(voice: Voice, controller: Controller, kept: Kept) -> Iterator[str]:
    told = controller.privacy
    if not (told.address and (told.email or told.phone)):
        yield voice.say("lacking.reach", controller=controller.name, id=controller.id)
    if not told.country:
        yield voice.say("lacking.country", controller=controller.name, id=controller.id)
    for one in kept.campaigns.values():
        if not one["law"].get("topic"):
            yield voice.say("lacking.topic", campaign=one["name"])
    if kept.campaigns and not _seated(kept):
        yield voice.say("lacking.seat")
    silent = [one["list_id"] for one in kept.of("lead") if not consent_of(kept, one).get("source")]
    for list_id in dict.fromkeys(silent):
        yield voice.say("lacking.source", list=kept.lists.get(list_id, {}).get("name", ""))
