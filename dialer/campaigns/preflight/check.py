"""The check before the start: all that would stop or delay dialling, the remedies, and the earliest start.

Pure: its inputs are passed in. The start of a campaign refuses with the same messages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.preflight.destinations import out_of_bounds
from dialer.campaigns.preflight.endpoints import reached
from dialer.campaigns.preflight.inputs import DELAYS, NOTE, STOPS, Finding, Sight, delays, stops
from dialer.campaigns.preflight.readiness import BASIS, kept_back, left_out, played, proven, seated, unscreened
from dialer.campaigns.preflight.registers import NO_RULES, REGISTER, each_number, held, unanswered
from dialer.cell.campaign import Campaign
from dialer.cell.legal.held_lists import HeldList, books_of, held_lists, start_rulings, without_rules
from dialer.cell.legal.legal_campaign import lawful, system_facts
from dialer.cell.legal.open_zones import opening_of
from dialer.compliance.facts import Facts, Figures
from dialer.compliance.hours import BadHours
from dialer.compliance.objections import Objection, objection, warning
from dialer.compliance.profile import Profile
from dialer.compliance.rules import Rulebook, may_dial_ahead
from dialer.compliance.ruling import Answer, Duty, Ruling
from dialer.i18n.message import Message, from_plain, joined, message_of, msg

_ABOUT: Final[Mapping[str, str]] = {
    "registry_scrub": REGISTER,
    "contact_basis": BASIS,
    "cli": "caller id",
    "abandon_treatment": "audio",
    "number_source": "list",
    "call_window": "hours",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """The result of a check."""

    campaign: str
    findings: tuple[Finding, ...]
    profiles: tuple[Profile, ...]
    rulings: tuple[Ruling, ...]  # of each of its laws on the start; empty if the settings cannot be read
    starts_at: float | None  # by hours, lists and rules; None while anything stops it, or if nobody may ever be called
    opens_at: float | None = None  # by hours alone, of campaign and law

    @property
    def may_start(self) -> bool:
        """Whether nothing stops the start."""
        return not any(finding.weight == STOPS for finding in self.findings)

    @property
    def never_opens(self) -> bool:
        """Whether the hours of law and campaign allow no call at all."""
        return any(finding.weight == STOPS and finding.about == "hours" for finding in self.findings)

    @property
    def holds(self) -> tuple[Finding, ...]:
        """Findings that keep everybody from being called although the campaign may start."""
        return tuple(finding for finding in self.findings if finding.holds)


def check(sight: Sight, now: float) -> Preflight:
    """Check everything."""
    findings = [*_estate(sight), *reached(sight), *out_of_bounds(sight)]
    try:
        own = read_campaign(sight.config, profiles=sight.profiles, seen=sight.seen)
    except ValueError as error:
        findings.append(stops("settings", msg("{trouble!p}", trouble=message_of(error)), _SETTINGS))
        return Preflight(campaign=sight.config.name, findings=tuple(findings), profiles=(), rulings=(), starts_at=None)
    campaign = lawful(own, now)
    books = books_of(campaign)
    waiting = held_lists(campaign, now)
    rulings = start_rulings(campaign, waiting, now)
    findings += [
        *_law(sight, campaign, waiting, rulings, now),
        *_ahead(campaign, books, now),
        *seated(sight, campaign, books, now),
    ]
    findings += [*played(sight, campaign), *proven(sight, campaign, books, now), *each_number(sight, campaign, now)]
    findings += [*kept_back(sight), *left_out(sight)]
    # Without a list, its country is not known: until there is one, the law is that of the company's country.
    home = [sight.config.company.home_country]
    of_hours = books or (campaign.books.known(home) if campaign.books is not None else ())
    zones = sight.zones or ("",)
    opens_at = _opens_at(campaign, of_hours, zones, now)
    findings += _times(sight, opens_at, _opens_at(campaign, (), zones, now), now)
    stopped = any(finding.weight == STOPS for finding in findings) or opens_at is None
    waits = [at for at in (opens_at, sight.next_due, *(one.until for one in findings)) if at is not None]
    return Preflight(
        campaign=sight.config.name,
        # Rules of several countries, and of the campaign as a whole, may give the same finding.
        findings=tuple(sorted(dict.fromkeys(findings), key=lambda one: (STOPS, DELAYS, NOTE).index(one.weight))),
        profiles=tuple(book.profile for book in books),
        rulings=tuple(ruling for _, ruling in rulings) or without_rules(campaign, now),
        starts_at=None if stopped else max([now, *waits]),
        opens_at=opens_at,
    )


_SETTINGS: Final = msg("correct the campaign's settings")


def _estate(sight: Sight) -> Iterator[Finding]:
    """Trunk, caller id, list, agents, hours: whether they exist at all, apart from any law."""
    config = sight.config
    trunks = [trunk for trunk in config.trunks if trunk.enabled]
    if not trunks:
        yield stops("trunk", msg("a trunk that is enabled is missing"), _TRUNK)
    if not sight.seen.lists:
        yield stops("list", msg("a list that is enabled is missing"), _LIST)
    if not config.hours:
        yield stops("hours", msg("calling hours are missing"), _HOURS)
    if config.caller_id_pool is not None and not any(one.enabled for one in config.caller_id_pool.numbers):
        yield stops("caller id", msg("the pool of caller ids has no number that is switched on"), _NUMBERS)
    if config.caller_id is None and config.caller_id_pool is None:
        yield Finding(
            weight=NOTE,
            about="caller id",
            what=msg("no caller id is set"),
            mend=msg("give the campaign one of the company's numbers"),
        )
    if sight.seen.lists and not sight.zones:
        yield delays("list", msg("no lead is left to call"), _LIST)
    if not sight.seats and not sight.agents:
        yield delays("agents", msg("there are no agents"), _NO_AGENTS)
    elif not sight.seats:
        yield delays("agents", msg("no agent is logged in"), _AGENTS)
    yield from _live(sight, {trunk.name for trunk in trunks})


_TRUNK: Final = msg("give the campaign a trunk, or enable one")
_NUMBERS: Final = msg("add a number to the pool, or switch one on (Caller ids)")
_LIST: Final = msg("load or enable a list")
_HOURS: Final = msg("write the campaign's hours; the law's narrow them")
_AGENTS: Final = msg("let agents log in")
_NO_AGENTS: Final = msg("add agents under People, and let them log in")


def _live(sight: Sight, names: set[str]) -> Iterator[Finding]:
    """Findings from the engine's present state."""
    if not sight.board:
        yield delays(
            "engine",
            msg("no engine shows anything: the link to Asterisk, its trunks and its sounds could not be looked at"),
            msg("run Pronto, and check again"),
        )
        return
    node = next((one for one in sight.board.get("nodes", ()) if one["id"] == sight.config.node_id), None)
    if node is None:
        yield delays("node", _NO_NODE, _LINK)
    elif node["state"] != "up":
        trouble, what = from_plain(node.get("trouble")), msg("no link to Asterisk")
        yield delays("node", msg("{what}: {trouble!p}", what=what, trouble=trouble) if trouble else what, _LINK)
    down = [one["name"] for one in sight.board.get("trunks", ()) if one["name"] in names and one["state"] == "down"]
    if names and len(down) == len(names):
        yield delays("trunk", msg("every trunk is down: {trunks}", trunks=sorted(down)), _TRUNK)
    elif down:
        what = msg("a trunk is down, the others carry the calls: {trunks}", trunks=sorted(down))
        yield Finding(weight=NOTE, about="trunk", what=what)


_LINK: Final = msg("see what the check of the node finds (Nodes)")
_NO_NODE: Final = msg(
    "no engine shows the Asterisk of this campaign: its link, trunks and sounds could not be looked at"
)


def _law(
    sight: Sight,
    campaign: Campaign,
    waiting: Iterable[HeldList],
    rulings: Sequence[tuple[Rulebook, Ruling]],
    now: float,
) -> Iterator[Finding]:
    """What the laws say about the start: refusals, warnings, and duties that change how the campaign runs."""
    refused = {one.rule_id for _, ruling in rulings for one in ruling.answers if one.answer is not Answer.ALLOW}
    yield from held(sight, waiting, refused)
    if not rulings and campaign.seen.lists:
        lists = ", ".join(sorted(campaign.seen.countries))
        yield stops("law", msg("there are no rules for {lists}", lists=lists), NO_RULES)
    for book, ruling in rulings:
        for answer in ruling.answers:
            if answer.answer is Answer.ALLOW:
                continue
            binds = answer not in ruling.warnings
            weight = NOTE if not binds else DELAYS if answer.answer in (Answer.DEFER, Answer.DEGRADE) else STOPS
            which = unanswered(sight.checked, book, answer, campaign.facts, now)
            yield _finding(weight, warning(answer, (book,)), book, until=answer.until, which=which)
        yield from unscreened(ruling, book)
        if Duty.REVIEW_SOON in ruling.duties:
            what = msg("the profile {profile} is due for review", profile=book.profile.id)
            yield Finding(weight=NOTE, about="law", what=what)


def _ahead(campaign: Campaign, books: Sequence[Rulebook], now: float) -> Iterator[Finding]:
    """What would limit a campaign that dials ahead to one call for each ready agent, however good its figures."""
    good = {one.name: Figures(abandoned=0.0, counted=1e9) for one in campaign.policy.constraints}
    facts = Facts(campaign=replace(campaign.facts, rates=good), system=system_facts(campaign.seen))
    for book in books:
        ruling = may_dial_ahead(book, facts, now)
        if ruling.answer is Answer.DEGRADE:
            yield _finding(DELAYS, objection(ruling, (book,)), book)


def _finding(
    weight: str, said: Objection, book: Rulebook, *, until: float | None = None, which: Message | None = None
) -> Finding:
    rule = book.profile.rule(said.rule)
    about = _ABOUT.get(rule.kind, "law") if rule is not None else "law"
    return Finding(
        weight=weight,
        about=about,
        rule=said.rule,
        what=said.what if which is None else msg("{what}: {lists}", what=said.what, lists=which),
        mend=said.mend,
        facts=joined(", ", said.facts),
        until=until,
    )


def _opens_at(campaign: Campaign, books: tuple[Rulebook, ...], zones: Sequence[str], now: float) -> float | None:
    """When the first lead may be called, going by hours alone."""
    found = []
    for key in zones:
        try:
            found.append(opening_of(campaign.rules, books, key, now))
        except BadHours:
            continue
    return min((at for at in found if at is not None), default=None)


def _times(sight: Sight, opens_at: float | None, own_at: float | None, now: float) -> Iterator[Finding]:
    """Findings about the time of day; `own_at` is when the campaign's own hours begin, whatever the law says."""
    if opens_at is None and sight.config.hours:
        yield stops("hours", msg("there is no hour in which both the law and the campaign allow calls"), _HOURS)
    elif opens_at is not None and opens_at > now:
        is_law = own_at is not None and own_at <= now
        what = (
            msg("the law allows no call at this hour") if is_law else msg("it is outside the campaign's calling hours")
        )
        yield Finding(weight=DELAYS, about="hours", what=what, mend=_WAIT if is_law else _OWN_HOURS, until=opens_at)
    if sight.next_due is not None and sight.next_due > now:
        what = msg("every lead waits for its next try")
        yield Finding(weight=DELAYS, about="list", what=what, until=sight.next_due)


_WAIT: Final = msg("calls begin by themselves then")
_OWN_HOURS: Final = msg("wait, or change the campaign's hours under Hours and law")
