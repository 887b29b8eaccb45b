"""A person's data is found whole, and erased so that only statistics and the promise not to call remain."""

import asyncio
import re
import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, text, update

from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.enums import LeadState, Outcome, RecordingAnswer, ScriptKind
from dialer.core.errors import PersonOnCall, UnknownAttempt
from dialer.core.visibility import EVERYTHING
from dialer.data_protection.retention.store import retention
from dialer.data_protection.retention.store.retention import KINDS, Search
from dialer.data_protection.store.erasure import TREATMENT, erase_leads
from dialer.data_protection.store.persons import AnsweredRequest
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.interactions.store.moods import MoodCount
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.erasure import KEPT
from dialer.people.persons.model import PersonChange, PointKind
from dialer.people.registers.model import REGISTERS
from dialer.people.suppression.store.lookup import of_company
from dialer.storage.digests import PSEUDONYM
from dialer.storage.schema import IMPORT, LEAD, METADATA
from dialer.stores.everything import Store
from tests.support.patience import PATIENCE_S
from tests.support.stores import load_rows

NOW = 1_700_000_000.0
DAY = 86400.0
RPO = REGISTERS["RPO"]
ADA, ADA_HOME, BOB = "+393331111111", "+390698765432", "+393332222222"


@pytest.fixture
async def known(centre):
    """Ada has two phones, was called and said things; Bob is somebody else; one row of Ada's could not be loaded."""
    leads = [
        NewLead(
            phones=((ADA, "mobile"), (ADA_HOME, "home")), name="Ada Rossi", external_id="A-1", fields={"iban": "IT60"}
        ),
        NewLead(phones=((BOB, ""),), name="Bob Bianchi", external_id="B-1"),
    ]
    rejected = [
        Rejected(line=4, column="", reason="x", mend="", row=["Ada Rossi", "333 111 1111 casa"]),
        Rejected(line=5, column="", reason="x", mend="", row=["Carla", "06/999"]),
    ]
    await centre.load(leads, rejected)
    held = await centre.claim(zones=("",))
    ruling = '{"answer":"allow","stated":{"basis":"consent","evidence_id":"form 4711","text_version":"v3"},"seen":{}}'
    attempts = [replace(centre.attempt(lead), ruling=ruling if lead.external_id == "A-1" else "") for lead in held]
    await centre.store.attempts.place(attempts, owner="engine", now=NOW)
    return attempts


async def ended(centre, attempts, *, at=NOW + 30.0, state=LeadState.OPEN):
    await centre.store.attempts.note(
        [],
        [
            FinishedAttempt(
                id=one.id, lead_id=one.lead_id, outcome=Outcome.BUSY, ended_at=at, step=LeadStep(state=state)
            )
            for one in attempts
        ],
    )


async def run_of(centre, attempt) -> int:
    """A run of a script in an attempt, with facts and no words."""
    scripts = centre.store.scripts
    script = await scripts.create(centre.company.id, "one", ScriptKind.SALES_SCRIPT, actor="x", now=NOW)
    version = await scripts.save(script.id, {}, "hash", note="", actor="x", now=NOW)
    row = {"script_id": script.id, "version_id": version.id, "attempt_id": attempt.id, "lead_id": attempt.lead_id}
    row |= {"campaign_id": centre.campaign.id, "language": "it", "started_at": NOW, "changed_at": NOW}
    run = await centre.store.script_runs.begin({**row, "agent_id": None})
    facts = {"facts": {"mood": "-2", "customer_type": "wary", "chip": "x"}}
    return (await centre.store.script_runs.write(run.id, facts, [], [])).id


async def everything(store) -> str:
    """Every value of every table but the audit's hashes and the keys."""

    def read(connection: Connection) -> str:
        return "\n".join(repr(row) for table in METADATA.tables.values() for row in connection.execute(select(table)))

    return await store.database.read(read)


async def test_everything_of_a_person_is_found_and_nothing_of_another(centre, known):
    await ended(centre, known)
    persons = centre.store.persons
    await centre.store.consents.note(known[0].id, RecordingAnswer.REFUSED, notice_given=True, actor="ann", now=NOW)
    await centre.store.suppressions.add(of_company(centre.company.id), [ADA_HOME], reason="r", actor="x", now=NOW)
    by_number = await persons.find(centre.company.id, number=ADA, external_id=None)
    by_id = await persons.find(centre.company.id, number=None, external_id="A-1")
    assert by_number.lead_ids == by_id.lead_ids == (known[0].lead_id,)
    assert by_number.numbers == by_id.numbers == (ADA_HOME, ADA)
    assert by_number.rejected == ((1, 4),)
    kept = await persons.read(centre.company.id, by_number)
    counts = {name: len(rows) for name, rows in kept.rows.items() if rows}
    assert counts == {
        "lead": 1,
        "lead_phone": 2,
        "attempt": 1,
        "recording_consent": 1,
        "lead_objection": 1,
        "suppression": 3,  # both numbers, and the person
        "rejected_row": 1,
        "audit": 1,
    }
    assert kept.of("lead")[0]["fields"] == {"iban": "IT60"}
    assert {one["name"] for one in kept.lists.values()} == {centre.leads.name}
    assert {one["name"] for one in kept.campaigns.values()} == {centre.campaign.name}
    assert "Bob" not in repr(kept)
    both = await persons.find(centre.company.id, number=BOB, external_id="A-1")
    assert (both.lead_ids, both.attempt_ids) == ((), ())


@pytest.mark.gate
async def test_rejected_rows_with_another_number_or_id_of_the_person_are_found_and_no_others(centre, known):
    await ended(centre, known)
    store = centre.store
    person = await store.person_records.of_lead(known[0].lead_id, now=NOW)
    points = [(one.kind, one.value, one.label, one.preferred) for one in person.points]
    points.append((PointKind.PHONE, "+390277778888", "office", False))
    await store.person_records.change(person.id, PersonChange(points=points), actor="x", now=NOW)
    rows = [
        ["", "Rossi", "06 98765432 / 333 9999999", ""],  # her other number, before somebody's
        ["A-1", "A. R.", "none", ""],  # her id alone
        ["", "", "0277778888.0", ""],  # a number that no lead has
        ["A-1", "shifted", "", "", "x"],  # wider than the header: in whatever column
        ["B-2", "Bob", "333 222 2222", "A-1"],  # in another column it is no id
        ["", "Carla", "6 98765 4321", ""],
    ]
    await centre.load([], [Rejected(line=at, column="", reason="x", mend="", row=row) for at, row in enumerate(rows)])
    header = update(IMPORT).where(IMPORT.c.id == 2).values(header=["id", "name", "phone", "room"])
    await store.database.write(lambda connection: connection.execute(header) and None)
    for asked in ({"number": ADA, "external_id": None}, {"number": None, "external_id": "A-1"}):
        found = await store.persons.find(centre.company.id, **asked)
        assert found.rejected == ((1, 4), (2, 0), (2, 1), (2, 2), (2, 3))
    assert len((await store.persons.read(centre.company.id, found)).of("rejected_row")) == 5
    assert (await store.persons.erase(found)).rejected_rows == 5


async def test_another_companies_data_is_not_shown(centre, known):
    other = await centre.store.companies.create("Other")
    found = await centre.store.persons.find(other.id, number=ADA, external_id=None)
    assert (found.lead_ids, found.attempt_ids, found.rejected) == ((), (), ())


@pytest.mark.gate
async def test_after_an_erasure_nothing_in_the_database_tells_who_it_was(centre, known):
    await ended(centre, known)
    store = centre.store
    await store.suppressions.add(of_company(centre.company.id), [ADA, ADA_HOME], reason="asked", actor="x", now=NOW)
    found = await store.persons.find(centre.company.id, number=ADA, external_id=None)
    done = await store.persons.erase(found)
    assert (done.leads, done.phones, done.attempts, done.rejected_rows) == (1, 2, 1, 1)
    left = await everything(store)
    for trace in ("Ada", "Rossi", "A-1", "IT60", "3331111111", "698765432", "333 111 1111", "form 4711"):
        assert trace not in left, trace
    assert "Bob Bianchi" in left
    attempt = await store.attempts.get(known[0].id, sees=EVERYTHING)
    assert re.fullmatch(rf"{PSEUDONYM}[0-9a-f]{{24}}", attempt.number)
    assert (attempt.outcome, attempt.note) == (Outcome.BUSY, "")
    assert attempt.ruling == '{"answer":"allow","stated":{"basis":"consent","text_version":"v3"},"seen":{}}'
    lead = await store.leads.get(known[0].lead_id, sees=EVERYTHING)
    assert (lead.state, lead.done_reason, lead.phones) == (LeadState.DONE, "erased", ())
    totals = await store.attempts.totals(centre.campaign.id, 0.0)
    assert totals.placed == 2


async def test_of_a_person_with_other_leads_what_only_an_erased_one_said_goes(centre):
    store, records = centre.store, centre.store.person_records
    said = {"A-1": (ADA, "ada@example.org"), "B-1": (ADA_HOME, "home@example.org"), "C-1": (BOB, "ada@example.org")}
    await centre.load(
        [
            NewLead(phones=((number, ""),), name="Ada Rossi", external_id=key, fields={"email": email})
            for key, (number, email) in said.items()
        ]
    )
    leads = {
        key: (await store.persons.find(centre.company.id, number=None, external_id=key)).lead_ids[0] for key in said
    }
    person, *others = [(await records.of_lead(one, now=NOW)).id for one in leads.values()]
    for other in others:
        await records.merge(person, other, actor="x", now=NOW)

    async def left_without(key: str) -> set[str]:
        await store.database.write(erase_leads, [leads[key]])
        return {point.value for point in (await records.get(person, sees=EVERYTHING)).points}

    home = {ADA_HOME, "B-1", "home@example.org"}
    assert await left_without("A-1") == home | {BOB, "C-1", "ada@example.org"}
    assert await left_without("C-1") == home


async def test_who_was_erased_and_is_imported_again_is_not_called(centre, known):
    await ended(centre, known)
    store = centre.store
    await store.suppressions.add(of_company(centre.company.id), [ADA], reason="asked", actor="x", now=NOW)
    await store.persons.erase(await store.persons.find(centre.company.id, number=ADA, external_id=None))
    [lead_id] = await store.leads.add(centre.leads.id, [NewLead(phones=((ADA, ""),), name="Ada Rossi")])
    leads = {lead.lead_id: lead for lead in await centre.claim(zones=("",))}
    assert await store.attempts.place([centre.attempt(leads[lead_id], suffix="-2")], owner="engine", now=NOW) == set()


async def test_nobody_is_erased_in_the_middle_of_a_call(centre, known):
    found = await centre.store.persons.find(centre.company.id, number=ADA, external_id=None)
    with pytest.raises(PersonOnCall):
        await centre.store.persons.erase(found)
    assert (await centre.store.leads.get(known[0].lead_id, sees=EVERYTHING)).name == "Ada Rossi"


async def test_a_lead_in_the_hopper_is_erased_and_not_dialled_after_it(centre):
    [lead_id] = await centre.store.leads.add(centre.leads.id, [NewLead(phones=((ADA, ""),), name="Ada")])
    [held] = await centre.claim(zones=("",))
    await centre.store.persons.erase(await centre.store.persons.find(centre.company.id, number=ADA, external_id=None))
    assert held.lead_id == lead_id
    assert await centre.store.attempts.place([centre.attempt(held)], owner="engine", now=NOW) == set()


def test_every_table_that_hangs_on_a_person_has_a_treatment():
    telling = {"lead_id", "attempt_id", "person_id", "number", "digest", "row"}
    hanging = {name for name, table in METADATA.tables.items() if telling & set(table.c.keys())}
    # What belongs to the company and its staff, or is another kind of digest, is no person's.
    secrets = {"api_key", "backup_code", "board_token", "sign_in", "sign_in_link"}
    assert (hanging | {"person"}) - {"caller_id", "script_version", "trunk_version", *secrets} <= set(TREATMENT)


async def test_erasing_leaves_no_column_of_a_lead_that_says_something(centre, known):
    await ended(centre, known)
    found = await centre.store.persons.find(centre.company.id, number=ADA, external_id=None)
    await centre.store.persons.erase(found)

    def read(connection: Connection) -> dict[str, object]:
        row = connection.execute(select(LEAD).where(LEAD.c.id == known[0].lead_id)).mappings().one()
        return {name: value for name, value in row.items() if name not in KEPT}

    left = await centre.store.database.read(read)
    assert {name for name, value in left.items() if value} == set()
    assert {"name", "external_id", "fields"} <= set(left)


async def test_the_last_word_on_recording_counts(centre, known):
    consents = centre.store.consents
    for answer in (RecordingAnswer.GRANTED, RecordingAnswer.WITHDRAWN):
        await consents.note(known[0].id, answer, notice_given=True, actor="agent:ann", now=NOW)
    last = await consents.of_leads([one.lead_id for one in known])
    assert {lead: said.answer for lead, said in last.items()} == {known[0].lead_id: RecordingAnswer.WITHDRAWN}
    with pytest.raises(UnknownAttempt):
        await consents.note("nobody", RecordingAnswer.GRANTED, notice_given=True, actor="x", now=NOW)


@pytest.mark.parametrize(("age_days", "expired"), [(29.0, 0), (31.0, 1)])
async def test_each_kind_is_kept_up_to_its_limit(centre, known, age_days, expired):
    store = centre.store
    await ended(centre, known[:1], at=NOW, state=LeadState.DONE)
    scrub = await store.registers.open_scrub(centre.leads.id, RPO, actor="x", now=NOW)
    await store.registers.out(scrub, RPO, after=(0, -1), older_than=None)
    await store.registers.sent(scrub.id, sha256="", now=NOW)
    await store.registers.answer(scrub.id, {store.digests.number(BOB): False}, checked_at=NOW)

    def note(connection: Connection) -> None:
        connection.execute(text("UPDATE attempt SET note = 'she is ill' WHERE id = :id"), {"id": known[0].id})

    await store.database.write(note)
    contact = await store.interactions.of_attempt(known[0].id, agent_id=None, now=NOW)
    await store.interactions.change(contact.id, {"mood": -2, "customer_type": "wary", "facts": {"said": "she is ill"}})
    run_id = await run_of(centre, known[0])
    change = PersonChange(values={"type": "wary"})
    await store.person_records.change(contact.person_id, change, actor="x", now=NOW)
    answered = AnsweredRequest(
        company_id=centre.company.id,
        kind="access",
        digest="d" * 64,
        received_at=NOW,
        due_at=NOW,
        answered_at=NOW,
        actor="x",
        facts={},
    )
    await store.persons.note_request(answered)
    cutoff = NOW + (age_days - 30.0) * DAY
    counts = {kind: (await store.retention.expired(Search(kind=kind, cutoff=cutoff)))[0] for kind in KINDS}
    assert counts == dict.fromkeys(KINDS, expired) | {"rejected_rows": 2 * expired}
    for kind in dict.fromkeys(("moods", "customer_types", "notes", *KINDS)):
        search = Search(kind=kind, cutoff=cutoff)
        count, after = await store.retention.expire(search)
        assert count == counts[kind]
        assert after is None or await store.retention.expire(search, after=after) == (0, None)
        assert await store.retention.expire(search) == (0, None)
        if kind == "moods":
            run = await store.script_runs.get(run_id, sees=EVERYTHING)
            assert run.facts == ({"chip": "x"} if expired else {"mood": "-2", "customer_type": "wary", "chip": "x"})
    assert (await store.script_runs.get(run_id, sees=EVERYTHING)).facts == ({} if expired else run.facts)
    left = await everything(store)
    for trace in ("Ada Rossi", "3331111111", "she is ill", "Carla"):
        assert (trace in left) == (expired == 0), trace
    counted = await store.moods.of_campaign(centre.campaign.id)
    month = "2023-11" if expired else ""
    assert counted == [MoodCount(month=month, mood=-2, customer_type="wary", contacts=1)]
    # A call to Bob still lives.
    assert "Bob Bianchi" in left


async def test_a_list_that_was_filled_again_keeps_none_of_its_older_leads(centre, known):
    await ended(centre, known)
    new = NewLead(phones=(("+393334444444", ""),))
    await load_rows(centre.store, centre.leads, [new], now=NOW + 50 * DAY)
    for days, too_old in ((40, 2), (51, 3)):
        search = Search(kind="contact_data", cutoff=NOW + days * DAY)
        assert (await centre.store.retention.expired(search))[0] == too_old, days


@pytest.mark.parametrize(
    ("looked_at", "chosen", "rows"), [(2, "", [1, 1]), (1, "Bob", [0, 1]), (2, "Bob", [1]), (2, "Cem", [0])]
)
async def test_what_is_too_old_is_found_chunk_after_chunk_and_each_row_once(
    centre, known, monkeypatch, looked_at, chosen, rows
):
    """Whoever is not looked for is passed over, and stays."""
    await ended(centre, known)
    monkeypatch.setattr(retention, "LOOKED_AT", looked_at)
    wanted = {"Bob": BOB, "Cem": "+4930123456"}.get(chosen)
    searched = (lambda about: wanted in [number for number, _ in about]) if wanted else None
    search, found = Search(kind="contact_data", cutoff=NOW + 40 * DAY, chosen=searched), []
    count, after = await centre.store.retention.expire(search, most=1)
    while after is not None:
        found.append(count)
        count, after = await centre.store.retention.expire(search, after=after, most=1)
    assert found == rows
    left = await everything(centre.store)
    assert (ADA_HOME in left, "Bob Bianchi" in left) == (chosen != "", chosen == "Cem")


@pytest.mark.gate
async def test_who_looks_for_what_is_too_old_waits_for_no_writer(centre, known, empty_url):
    """Nor does a writer wait: on SQLite they would, if it were looked for with the write lock in hand."""
    go_on = threading.Event()
    async with Store.open(empty_url) as other, asyncio.TaskGroup() as group:
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(connection: Connection) -> None:
            connection.execute(text("UPDATE company SET name = name"))
            loop.call_soon_threadsafe(begun.set)
            if connection.dialect.name == "sqlite":  # PostgreSQL's run in the loop itself, and have no such lock
                go_on.wait(120.0)

        group.create_task(other.database.write(hold))
        await begun.wait()
        try:
            async with asyncio.timeout(PATIENCE_S):
                assert await centre.store.retention.expire(Search(kind="call_events", cutoff=NOW - DAY)) == (0, None)
        finally:
            go_on.set()
