"""Reads the input of a campaign's report in one consistent snapshot."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, func, select

from dialer.audit.actions import ENGINE, PROCESS_START, PROCESS_STOP, RULING, SOUNDS
from dialer.audit.rules import GENESIS
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.ruling import Answer
from dialer.compliance.ruling_record import WARNED
from dialer.compliance.settings import LawSettings
from dialer.documents.store.evidence import law_of, links, retention, sounds
from dialer.documents.store.people import agents, caller_proofs, disclosed, holds, oldest
from dialer.documents.store.report_input import CallSeen, Check, Stored
from dialer.documents.store.ruling_evidence import Bases, Grounds, read_ruling
from dialer.documents.store.shared_calls import elsewhere, seen_until, sharing
from dialer.people.suppression.store.lookup import scopes_of
from dialer.people.suppression.store.write_lock import PERSON
from dialer.storage.database import Database
from dialer.storage.digests import PSEUDONYM, Digests, stand_in_of
from dialer.storage.operations import reads
from dialer.storage.schema import (
    ATTEMPT,
    AUDIT_LINE,
    CALLER_ID,
    DATA_REQUEST,
    LEAD_LIST,
    RECORDING_CONSENT,
    REGISTER_CHECK,
    SCRUB,
    SUPPRESSION,
)

CHUNK: Final = 1000
_PREFIX: Final = 24  # characters of the hash that an erased number keeps
_SCRUB: Final = (
    "id",
    "register_name",
    "status",
    "sent",
    "listed",
    "sent_at",
    "returned_at",
    "receipt",
    "version",
    "sent_sha256",
    "returned_sha256",
)


class Proving:
    """Reads the input of reports."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    @reads
    def read(self, connection: Connection, campaign: CampaignConfig, *, until: float) -> Stored:
        """Everything about the campaign up to an instant.

        Reads every attempt of the campaign into memory, about 600 bytes each; of its ruling only counts are kept.
        Yields to other work between chunks of `CHUNK`.
        """
        campaign_id, company_id = campaign.id, campaign.company.id
        bases, warned = Bases(), Counter[str]()
        calls = list(_calls(connection, campaign_id, until, bases, warned))
        numbers = {
            self._digests.number(call.number): call.number for call in calls if not call.number.startswith(PSEUDONYM)
        }
        numbers |= {call.number: call.number for call in calls if call.number.startswith(PSEUDONYM)}
        scopes = scopes_of(company_id, campaign_id)
        suppressed_at, reasons, people = _suppressions(connection, scopes, numbers, until)
        acts = _acts(connection, campaign_id, until)
        return Stored(
            until=until,
            campaign=replace(campaign, law=_law_then(acts) or campaign.law),
            caller_ids=_caller_ids(connection, company_id),
            caller_proofs=caller_proofs(connection, company_id, until),
            lists=_lists(connection, campaign_id, {call.list_id for call in calls}),
            calls=calls,
            sharing=sharing(connection, campaign, until),
            elsewhere=elsewhere(connection, campaign, until, _looked_for(numbers)),
            suppressed_at=suppressed_at,
            suppressions=reasons,
            people=people,
            checks=_checks(connection, company_id, numbers, until),
            scrubs=_scrubs(connection, company_id, until),
            consents=_consents(connection, campaign_id, until),
            requests=_requests(connection, company_id, until),
            rulings=_rulings(connection, campaign_id, until, warned),
            acts=acts,
            integrity=_integrity(connection, until),
            oldest=oldest(connection, campaign_id, calls, until),
            disclosed=disclosed(connection, {call.id for call in calls}, until),
            agents=agents(connection, campaign_id, calls, until),
            holds=holds(connection, campaign_id, until),
            links=links(connection, campaign_id, until),
            sounds=sounds(connection, campaign_id, until),
            retention=retention(connection, until),
            bases=bases,
        )

    @reads
    def grounds(self, connection: Connection, attempt_ids: Collection[str]) -> dict[str, Grounds]:
        """The basis on which each call was allowed; calls without a stored basis are left out."""
        found = select(ATTEMPT.c.id, ATTEMPT.c.ruling).where(ATTEMPT.c.id.in_(attempt_ids))
        return {
            row.id: saw for row in connection.execute(found) if (saw := read_ruling(row.ruling).grounds) is not None
        }


def _looked_for(numbers: Mapping[str, str]) -> dict[str, str]:
    """For each dialled number the values to look up: the number, and the stand-in of an erased call."""
    erased = {stand_in_of(digest): number for digest, number in numbers.items() if not digest.startswith(PSEUDONYM)}
    return {number: number for number in numbers.values()} | erased


def _calls(
    connection: Connection, campaign_id: int, until: float, bases: Bases, warned: Counter[str]
) -> Iterator[CallSeen]:
    """The campaign's calls in order; also counts their bases and the rules that only warned."""
    found = (
        select(*seen_until(until), ATTEMPT.c.ruling)
        .where(ATTEMPT.c.campaign_id == campaign_id, ATTEMPT.c.ended_at <= until)
        .order_by(ATTEMPT.c.placed_at, ATTEMPT.c.id)
        .execution_options(yield_per=CHUNK)
    )
    for row in connection.execute(found).mappings():
        facts = {**row, "outcome": row["outcome"] or ""}
        saw = read_ruling(facts.pop("ruling"))
        call = CallSeen(**facts, asked=saw.asked, profile=saw.profile, zones=saw.zones)
        warned.update(saw.warned)
        bases.add(saw.grounds, number=call.number, placed_at=call.placed_at, list_id=call.list_id)
        yield call


def _suppressions(
    connection: Connection, scopes: Sequence[str], numbers: Mapping[str, str], until: float
) -> tuple[dict[str, float], dict[str, int], int]:
    """When called numbers were suppressed, how many numbers by reason, and how many people."""
    people = 0
    since: dict[str, float] = {}
    reasons: Counter[str] = Counter()
    columns = (SUPPRESSION.c.digest, SUPPRESSION.c.of_what, SUPPRESSION.c.added_at, SUPPRESSION.c.reason)
    for row in connection.execute(
        select(*columns).where(SUPPRESSION.c.scope.in_(scopes), SUPPRESSION.c.added_at <= until)
    ):
        if row.of_what == PERSON:
            people += 1
            continue
        reasons[row.reason or "none given"] += 1
        for key in (row.digest, PSEUDONYM + row.digest[:_PREFIX]):
            if key in numbers:
                since[numbers[key]] = min(row.added_at, since.get(numbers[key], row.added_at))
    return since, dict(reasons), people


def _checks(
    connection: Connection, company_id: int, numbers: Mapping[str, str], until: float
) -> dict[str, list[Check]]:
    checks: defaultdict[str, list[Check]] = defaultdict(list)
    found = (
        select(REGISTER_CHECK.c.digest, *(REGISTER_CHECK.c[name] for name in Check.__dataclass_fields__))
        .where(REGISTER_CHECK.c.company_id == company_id, REGISTER_CHECK.c.checked_at <= until)
        .order_by(REGISTER_CHECK.c.register_name)
    )
    for row in connection.execute(found):
        if row.digest in numbers:
            checks[numbers[row.digest]].append(
                Check(register_name=row.register_name, listed=row.listed, checked_at=row.checked_at)
            )
    return checks


def _scrubs(connection: Connection, company_id: int, until: float) -> list[dict[str, Any]]:
    columns = [SCRUB.c[name] for name in _SCRUB]
    found = select(*columns).where(SCRUB.c.company_id == company_id, SCRUB.c.sent_at <= until)
    return _rows(connection, found.order_by(SCRUB.c.id))


def _lists(connection: Connection, campaign_id: int, called: Collection[int]) -> list[dict[str, Any]]:
    """The campaign's lists, including former ones that it called."""
    here = (LEAD_LIST.c.campaign_id == campaign_id) | LEAD_LIST.c.id.in_(called)
    return _rows(connection, select(LEAD_LIST.c.id, LEAD_LIST.c.name).where(here).order_by(LEAD_LIST.c.id))


def _caller_ids(connection: Connection, company_id: int) -> dict[str, str]:
    found = select(CALLER_ID.c.number, CALLER_ID.c.label).where(CALLER_ID.c.company_id == company_id)
    return {row.number: row.label for row in connection.execute(found)}


def _consents(connection: Connection, campaign_id: int, until: float) -> dict[str, int]:
    found = (
        select(RECORDING_CONSENT.c.answer, RECORDING_CONSENT.c.notice_given, func.count())
        .join(ATTEMPT, ATTEMPT.c.id == RECORDING_CONSENT.c.attempt_id)
        .where(ATTEMPT.c.campaign_id == campaign_id, RECORDING_CONSENT.c.at <= until)
        .group_by(RECORDING_CONSENT.c.answer, RECORDING_CONSENT.c.notice_given)
        .order_by(RECORDING_CONSENT.c.answer, RECORDING_CONSENT.c.notice_given)
    )
    words = {True: "notice given before", False: "no notice before"}
    return {f"{answer}, {words[bool(notice)]}": count for answer, notice, count in connection.execute(found)}


def _requests(connection: Connection, company_id: int, until: float) -> list[dict[str, Any]]:
    columns = (DATA_REQUEST.c.kind, DATA_REQUEST.c.received_at, DATA_REQUEST.c.due_at, DATA_REQUEST.c.answered_at)
    found = select(*columns).where(DATA_REQUEST.c.company_id == company_id, DATA_REQUEST.c.received_at <= until)
    return _rows(connection, found.order_by(DATA_REQUEST.c.id))


def _rulings(connection: Connection, campaign_id: int, until: float, warned: Mapping[str, int]) -> dict[str, int]:
    """Logged answers by count, with the rules that warned there and at allowed calls (`warned`)."""
    found = select(AUDIT_LINE.c.facts).where(
        AUDIT_LINE.c.action == RULING, AUDIT_LINE.c.subject == f"campaign:{campaign_id}", AUDIT_LINE.c.at <= until
    )
    counts = Counter({f"{WARNED} {rule}": count for rule, count in warned.items()})
    for facts in connection.execute(found).scalars():
        said = f"{facts.get('answer')} {facts.get('rule')}".strip()
        counts[said] += facts.get("rows", 0) or len(facts.get("leads", ())) or 1
        if facts.get("answer") != Answer.DEGRADE:  # a degraded call stores its warnings itself
            counts.update(f"{WARNED} {rule}" for one in facts.get("leads", ()) for rule in one.get("warned", ()))
    return dict(sorted(counts.items()))


def _acts(connection: Connection, campaign_id: int, until: float) -> list[dict[str, Any]]:
    found = select(AUDIT_LINE.c.id, AUDIT_LINE.c.at, AUDIT_LINE.c.actor, AUDIT_LINE.c.action, AUDIT_LINE.c.facts).where(
        AUDIT_LINE.c.subject == f"campaign:{campaign_id}",
        AUDIT_LINE.c.action.like("campaign.%"),
        AUDIT_LINE.c.action != SOUNDS,  # reported with the treatments
        AUDIT_LINE.c.at <= until,
    )
    return _rows(connection, found.order_by(AUDIT_LINE.c.id))


def _law_then(acts: Sequence[Mapping[str, Any]]) -> LawSettings | None:
    """The settings last written; None if no audit line has them."""
    laws = [law for act in acts if (law := law_of(act)) is not None]
    return laws[-1] if laws else None


def _integrity(connection: Connection, until: float) -> dict[str, Any]:
    """The first and last audit line up to the instant. `pronto audit verify` checks the lines between."""
    ends = select(func.min(AUDIT_LINE.c.id), func.max(AUDIT_LINE.c.id)).where(AUDIT_LINE.c.at <= until)
    first, last = connection.execute(ends).one()
    if last is None:
        return {"lines": 0, "first hash": GENESIS, "last hash": GENESIS}
    found = select(AUDIT_LINE.c.id, AUDIT_LINE.c.hash).where(AUDIT_LINE.c.id.in_([first, last]))
    hashes = {row.id: row.hash for row in connection.execute(found)}
    engines = {"engine starts": _engines(connection, PROCESS_START, until)}
    engines |= {"engine stops": _engines(connection, PROCESS_STOP, until)}
    return {"first line": first, "first hash": hashes[first], "last line": last, "last hash": hashes[last], **engines}


def _engines(connection: Connection, action: str, until: float) -> int:
    ours = (AUDIT_LINE.c.action == action, AUDIT_LINE.c.subject == ENGINE, AUDIT_LINE.c.at <= until)
    return int(connection.execute(select(func.count()).select_from(AUDIT_LINE).where(*ours)).scalar_one())


def _rows(connection: Connection, statement: Any) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in connection.execute(statement).mappings()]
