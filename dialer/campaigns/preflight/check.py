"""The check before the start: everything that would stop or delay dialling, how to mend it, and when it could begin.

Pure: what it looks at is handed in. The campaign's start refuses what stops here, in the same words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.preflight.endpoints import reached
from dialer.campaigns.preflight.inputs import DELAYS, NOTE, NOTHING, STOPS, Finding, Sight, Words, delays, stops
from dialer.campaigns.preflight.readiness import BASIS, kept_back, left_out, played, proven, seated, unscreened
from dialer.campaigns.preflight.registers import NO_RULES, REGISTER, each_number, held, unanswered
from dialer.cell.campaign import Campaign
from dialer.cell.legal.held_lists import HeldList, books_of, held_lists, start_rulings, without_rules
from dialer.cell.legal.legal_campaign import lawful, system_facts
from dialer.cell.legal.open_zones import opening_of
from dialer.compliance.facts import Facts, Figures
from dialer.compliance.hours import BadHours
from dialer.compliance.mending import Objection, objection, warning
from dialer.compliance.profile import Profile
from dialer.compliance.rules import Rulebook, may_dial_ahead
from dialer.compliance.verdict import Answer, Duty, Ruling
from dialer.core.enums import Language
from dialer.nodes.link_messages import trouble_said
from dialer.refusals import of_what

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
    """What a check says."""

    campaign: str
    findings: tuple[Finding, ...]
    profiles: tuple[Profile, ...]
    rulings: tuple[Ruling, ...]  # what each of its laws says to the start; none where its settings cannot be read
    starts_at: float | None  # by hours, lists and rules; None while something stops it, or if nobody may ever be called

    @property
    def may_start(self) -> bool:
        """Whether nothing stops the start."""
        return not any(finding.weight == STOPS for finding in self.findings)

    @property
    def holds(self) -> tuple[Finding, ...]:
        """What lets nobody be called although the campaign may start."""
        return tuple(finding for finding in self.findings if finding.holds)


def check(sight: Sight, now: float) -> Preflight:
    """Look at everything."""
    findings = [*_estate(sight), *reached(sight)]
    try:
        own = read_campaign(sight.config, profiles=sight.profiles, seen=sight.seen)
    except ValueError as error:
        trouble = Words(str(error).rstrip("."), of_what(str(error), Language.IT).rstrip("."))
        findings.append(Finding(weight=STOPS, about="settings", what=trouble, mend=_SETTINGS))
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
    findings += [*played(sight, campaign), *proven(sight, campaign, now), *each_number(sight, campaign, now)]
    findings += [*kept_back(sight), *left_out(sight)]
    opens_at = _opens_at(campaign, books, sight.zones or ("",), now)
    findings += _times(sight, opens_at, now)
    stopped = any(finding.weight == STOPS for finding in findings) or opens_at is None
    waits = [at for at in (opens_at, sight.next_due, *(one.until for one in findings)) if at is not None]
    return Preflight(
        campaign=sight.config.name,
        # Rules of several countries, and the campaign as a whole, may say the same.
        findings=tuple(sorted(dict.fromkeys(findings), key=lambda one: (STOPS, DELAYS, NOTE).index(one.weight))),
        profiles=tuple(book.profile for book in books),
        rulings=tuple(ruling for _, ruling in rulings) or without_rules(campaign, now),
        starts_at=None if stopped else max([now, *waits]),
    )


_SETTINGS: Final = Words("correct the campaign's settings", "correggere le impostazioni della campagna")


def _estate(sight: Sight) -> Iterator[Finding]:
    """Trunk, caller id, list, agents, hours: what is there at all, whatever a law says."""
    config = sight.config
    trunks = [trunk for trunk in config.trunks if trunk.enabled]
    if not trunks:
        yield stops("trunk", "a trunk that is enabled is missing", "manca un trunk attivo", _TRUNK)
    if not sight.seen.lists:
        yield stops("list", "a list that is enabled is missing", "manca una lista attiva", _LIST)
    if not config.hours:
        yield stops("hours", "calling hours are missing", "mancano gli orari di chiamata", _HOURS)
    if config.caller_id is None:
        yield Finding(
            weight=NOTE,
            about="caller id",
            what=Words("no caller id is set", "nessun numero chiamante impostato"),
            mend=Words("give the campaign one of the controller's numbers", "assegnare un numero del titolare"),
        )
    if sight.seen.lists and not sight.zones:
        yield delays("list", "no lead is left to call", "nessun contatto da chiamare", _LIST)
    if not sight.seats and not sight.agents:
        yield delays("agents", "there are no agents", "non ci sono operatori", _NO_AGENTS)
    elif not sight.seats:
        yield delays("agents", "no agent is logged in", "nessun operatore connesso", _AGENTS)
    yield from _live(sight, {trunk.name for trunk in trunks})


_TRUNK: Final = Words("give the campaign a trunk, or enable one", "assegnare o attivare un trunk")
_LIST: Final = Words("load or enable a list", "caricare o attivare una lista")
_HOURS: Final = Words("write the campaign's hours; the law's narrow them", "scrivere gli orari; la legge li restringe")
_AGENTS: Final = Words("let agents log in", "far accedere gli operatori")
_NO_AGENTS: Final = Words(
    "write agents (POST /agents) and let them log in", "creare operatori (POST /agents) e farli accedere"
)


def _live(sight: Sight, names: set[str]) -> Iterator[Finding]:
    """What the engine sees just now."""
    if not sight.board:
        yield delays(
            "engine",
            "no engine shows anything: the link to Asterisk, its trunks and its sounds could not be looked at",
            "nessun motore si mostra: non si sono potuti vedere il collegamento con Asterisk, i trunk e i suoni",
            Words("run Pronto, and check again", "avviare Pronto, e ripetere la verifica"),
        )
        return
    node = next((one for one in sight.board.get("nodes", ()) if one["id"] == sight.config.node_id), None)
    if node is None:
        yield delays("node", _NO_NODE.en, _NO_NODE.it, _LINK)
    elif node["state"] != "up":
        ails = trouble_said(node["trouble"]) if node.get("trouble") else {}
        en, it = (f": {ails[language].rstrip('.')}" if ails else "" for language in Language)
        yield delays("node", f"no link to Asterisk{en}", f"nessun collegamento con Asterisk{it}", _LINK)
    down = [one["name"] for one in sight.board.get("trunks", ()) if one["name"] in names and one["state"] == "down"]
    if names and len(down) == len(names):
        said = ", ".join(sorted(down))
        yield delays("trunk", f"every trunk is down: {said}", f"nessun trunk è raggiungibile: {said}", _TRUNK)
    elif down:
        said = ", ".join(sorted(down))
        what = Words(
            f"a trunk is down, the others carry the calls: {said}",
            f"trunk non raggiungibile, si usano gli altri: {said}",
        )
        yield Finding(weight=NOTE, about="trunk", what=what)


_LINK: Final = Words("see `pronto asterisk check`", "vedere `pronto asterisk check`")
_NO_NODE: Final = Words(
    "no engine shows the Asterisk of this campaign: its link, trunks and sounds could not be looked at",
    "nessun motore mostra l'Asterisk di questa campagna: non se ne sono potuti vedere collegamento, trunk e suoni",
)


def _law(
    sight: Sight,
    campaign: Campaign,
    waiting: Iterable[HeldList],
    rulings: Sequence[tuple[Rulebook, Ruling]],
    now: float,
) -> Iterator[Finding]:
    """What the laws say to the start: refusals, warnings, and duties that change how it is run."""
    refused = {one.rule_id for _, ruling in rulings for one in ruling.verdicts if one.answer is not Answer.ALLOW}
    yield from held(sight, waiting, refused)
    if not rulings and campaign.seen.lists:
        lists = ", ".join(sorted(campaign.seen.countries))
        yield stops("law", f"there are no rules for {lists}", f"non ci sono regole per {lists}", NO_RULES)
    for book, ruling in rulings:
        for verdict in ruling.verdicts:
            if verdict.answer is Answer.ALLOW:
                continue
            binds = verdict not in ruling.warnings
            weight = NOTE if not binds else DELAYS if verdict.answer in (Answer.DEFER, Answer.DEGRADE) else STOPS
            which = unanswered(sight.checked, book, verdict, now)
            yield _finding(weight, warning(verdict, (book,)), book, until=verdict.until, which=which)
        yield from unscreened(ruling, book)
        if Duty.REVIEW_SOON in ruling.duties:
            what = Words(
                f"the profile {book.profile.id} is due for review", f"il profilo {book.profile.id} è da rivedere"
            )
            yield Finding(weight=NOTE, about="law", what=what)


def _ahead(campaign: Campaign, books: Sequence[Rulebook], now: float) -> Iterator[Finding]:
    """What would keep a campaign that dials ahead to one call for each ready agent, whatever its figures."""
    good = {one.name: Figures(abandoned=0.0, counted=1e9) for one in campaign.policy.constraints}
    facts = Facts(campaign=replace(campaign.facts, rates=good), system=system_facts(campaign.seen))
    for book in books:
        ruling = may_dial_ahead(book, facts, now)
        if ruling.answer is Answer.DEGRADE:
            yield _finding(DELAYS, objection(ruling, (book,)), book)


def _finding(
    weight: str, said: Objection, book: Rulebook, *, until: float | None = None, which: Words = NOTHING
) -> Finding:
    rule = book.profile.rule(said.rule)
    about = _ABOUT.get(rule.kind, "law") if rule is not None else "law"
    return Finding(
        weight=weight,
        about=about,
        rule=said.rule,
        what=Words(said.what[0] + which.en, said.what[1] + which.it),
        mend=Words(*said.mend),
        facts=Words(*said.facts),
        until=until,
    )


def _opens_at(campaign: Campaign, books: tuple[Rulebook, ...], zones: Sequence[str], now: float) -> float | None:
    """When the first of the leads may be called, by the clock alone."""
    found = []
    for key in zones:
        try:
            found.append(opening_of(campaign.rules, books, key, now))
        except BadHours:
            continue
    return min((at for at in found if at is not None), default=None)


def _times(sight: Sight, opens_at: float | None, now: float) -> Iterator[Finding]:
    if opens_at is None and sight.config.hours:
        what = Words("the hours of law and campaign have nothing in common", "gli orari non hanno ore in comune")
        yield Finding(weight=STOPS, about="hours", what=what, mend=_HOURS)
    elif opens_at is not None and opens_at > now:
        what = Words("out of calling hours", "fuori orario")
        yield Finding(weight=DELAYS, about="hours", what=what, until=opens_at)
    if sight.next_due is not None and sight.next_due > now:
        what = Words("every lead waits for its next try", "tutti i contatti attendono il prossimo tentativo")
        yield Finding(weight=DELAYS, about="list", what=what, until=sight.next_due)
