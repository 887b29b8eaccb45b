"""Whether leads may be called, agents can take the calls, and Asterisk has the sounds that people must hear."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.preflight.inputs import DELAYS, NOTE, STOPS, Finding, Sight
from dialer.cell.campaign import Campaign
from dialer.cell.legal.legal_campaign import system_facts
from dialer.compliance.code_names import BASES, PROOFS
from dialer.compliance.facts import AgentFacts, Facts
from dialer.compliance.objections import objection, warning
from dialer.compliance.params.contacts import ContactBasis
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.ruling import Answer, Duty, Ruling
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import BasisKind, Kind, Point, Proof
from dialer.core.enums import OnMachine
from dialer.i18n.message import Message, joined, msg
from dialer.people.imports.admission import judged

BASIS: Final = "basis"


def sounds_of(config: CampaignConfig) -> list[str]:
    """The sounds that Asterisk may have to play for the campaign, under any law."""
    machine = [] if config.on_machine is OnMachine.HANGUP else [config.machine_message]
    return [*machine, *([config.message, "pause", "goodbye"] if config.message else [])]


def played(sight: Sight, campaign: Campaign) -> Iterator[Finding]:
    """A missing sound ends the call in silence: it stops a campaign that must play a message."""
    missing = [name for name in sounds_of(sight.config) if sight.sounds.get(name) is False]
    speaks = any(one.fallback == "message" for one in (campaign, *campaign.by_country.values()))
    if missing:
        what = msg("Asterisk has no such sound: {sounds}", sounds=missing)
        yield Finding(weight=STOPS if speaks else NOTE, about="audio", what=what, mend=_SOUND)
    if (music := sight.config.hold_music) and sight.music.get(music) is False:
        what = msg("Asterisk has no music class {name}: a person on hold would hear silence", name=music)
        yield Finding(weight=NOTE, about="audio", what=what, mend=_MUSIC)
    unseen = [name for name in sounds_of(sight.config) if sight.sounds.get(name) is None]
    if unseen and sight.board:  # without a board nothing of Asterisk is seen, which has its own finding
        what = msg("Asterisk could not be asked for the sound {sounds}", sounds=unseen)
        yield Finding(weight=NOTE, about="audio", what=what, mend=_UNSEEN)


_SOUND: Final = msg(
    "put it into the folder of sounds as .alaw, .ulaw or .wav (asterisk-config/README.md), or correct `message`"
)


_MUSIC: Final = msg("write it into musiconhold.conf, or choose another class for the campaign's hold")


_UNSEEN: Final = msg("check again when Asterisk is linked, or see what the check of the node finds (Nodes)")


def unscreened(ruling: Ruling, book: Rulebook) -> Iterator[Finding]:
    """Machine detection that the campaign wants and the rules switch off, with the reason."""
    for answer in ruling.answers:
        if Duty.AMD_OFF in answer.duties:
            said = warning(answer, (book,))
            yield Finding(
                weight=NOTE,
                about="audio",
                rule=said.rule,
                what=msg("machine detection will be off"),
                mend=next((_MENDS[name] for name in answer.facts if name in _MENDS), said.mend),
                facts=joined(", ", said.facts),
            )


_MENDS: Final[Mapping[str, Message]] = {
    "allowed": msg("leave the campaign's machine detection empty"),
    "decides_in_ms": msg("let the campaign's machine detection decide sooner, its fourth figure"),
}
"""Remedy by the fact that explains why it is off; if an audit is missing, the rule's own."""


def proven(sight: Sight, campaign: Campaign, books: Sequence[Rulebook], now: float) -> Iterator[Finding]:
    """Leads that came in under other rules, or under none, and lack what the campaign's rules require."""
    said = judged(sight.profiles, campaign.law, sight.config.company, sight.proofs, now=now)
    looked = sum(one.rows for one in said)
    for one in said:
        if one.answer != Answer.ALLOW.value:
            yield Finding(
                weight=DELAYS if one.rows == looked else NOTE,
                holds=one.rows == looked,
                about=BASIS,
                rule=one.rule,
                what=_unproven(one.rows, looked, sight.leads if sight.leads_unread else looked),
                mend=_accepted(one.rule, books, campaign.facts.sector, now),
            )


def _unproven(rows: int, looked: int, leads: int) -> Message:
    if looked < leads:
        return msg(
            "at least {rows} of {leads} leads would not be called ({looked} were looked at): they lack a basis, its "
            "proofs or a source",
            rows=rows,
            leads=leads,
            looked=looked,
        )
    return msg(
        "{rows}/{leads} leads would not be called: they lack a basis, its proofs or a source", rows=rows, leads=leads
    )


def _accepted(rule_id: str, books: Sequence[Rulebook], sector: Sector | None, now: float) -> Message:
    """The remedy: which legal bases all rules of that profile accept, and what has to prove them."""
    profile = next((book.profile for book in books if book.profile.rule(rule_id) is not None), None)
    forms: list[ContactBasis] = [
        rule.params
        for rule in (profile.rules if profile is not None else ())
        if rule.kind is Kind.CONTACT_BASIS and rule.in_force(now) and (not rule.sectors or sector in rule.sectors)
    ]
    if not forms:
        return _AGAIN
    return msg(
        "the rules accept {bases}, with {proofs}; enter it for the whole list, or load the rows again with it so that "
        "they update those that are there",
        bases=[BASES[kind] for kind in BasisKind if all(kind in form.allowed for form in forms)],
        proofs=[PROOFS[proof] for proof in Proof if any(proof in form.evidence for form in forms)] or [_NO_PROOF],
    )


_NO_PROOF: Final = msg("no further proof")
_AGAIN: Final = msg("load the rows again with what is missing, so that they update those that are there")


def kept_back(sight: Sight) -> Iterator[Finding]:
    """Promised call-backs that nobody will make, since their list is off."""
    for one in sight.off:
        what = msg(
            "call-backs wait on the list {list}, which is off, and are not made: {waiting}",
            list=one.name,
            waiting=one.waiting,
        )
        yield Finding(weight=NOTE, about="list", what=what, mend=_OFF)


_OFF: Final = msg("switch the list on (Lists), or cancel the callbacks")


def left_out(sight: Sight) -> Iterator[Finding]:
    """Lists whose filter leaves out every lead."""
    for name, leads in sight.left_out.items():
        what = msg(
            "the filter of the list {name} leaves out everybody who is still to be called: {leads}",
            name=name,
            leads=leads,
        )
        yield Finding(weight=NOTE, about="list", what=what, mend=_FILTER)


_FILTER: Final = msg(
    "look at the filter on the list's page; one that an administrator did not write sees phone numbers masked"
)


def seated(sight: Sight, campaign: Campaign, books: Sequence[Rulebook], now: float) -> Iterator[Finding]:
    """Agents whom the rules would keep from every call; if none is logged in, one at the campaign's site."""
    law = campaign.law
    seats = [country or law.agent_country for country in sight.seats] or [law.agent_country]
    for book in books:
        refused = [
            ruling
            for place, country in enumerate(seats)
            if (ruling := _routed(campaign, book, country, [*seats[:place], *seats[place + 1 :]], now)).answer
            is Answer.REFUSE
        ]
        if refused:
            count = f"{len(refused)}/{len(seats)}"
            said = objection(refused[0], (book,))
            yield Finding(
                weight=DELAYS if len(refused) == len(seats) else NOTE,
                holds=len(refused) == len(seats),
                about="agents",
                rule=said.rule,
                what=msg("{count} agents would get no call", count=count),
                mend=_SEATS,
                facts=joined(", ", said.facts),
            )


_SEATS: Final = msg(
    "enter the country where each agent sits, or that of all of them in the campaign; let a colleague at home log in"
)


def _routed(campaign: Campaign, book: Rulebook, country: str, others: Sequence[str], now: float) -> Ruling:
    agent = AgentFacts(
        country=country or None,
        home_group_staffed=any(other in campaign.work.homes for other in others),
        unbroken_screen_s=0.0,
        collective_agreement=bool(campaign.law.collective_agreement),
    )
    return decide(Point.AGENT_ROUTING, book, Facts(agent=agent, system=system_facts(campaign.seen)), now)
