"""Lists that no campaign dials yet, and single leads that a program sends."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import draft_of
from dialer.compliance.settings import LawSettings
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES as FOLDER
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import from_plain
from dialer.messaging.bus import MemoryBus
from dialer.people.imports.importer import law_of, reading_job
from dialer.people.imports.preview_worker import preview_file
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.rows.single_lead import OneLead
from dialer.people.leads.model import NewLead
from dialer.people.lists.store import legal_bases
from dialer.people.lists.store import ranges as extents
from dialer.services import Service
from tests.support.admissions import CONSENT, NOW, desk_of, people
from tests.support.importer import import_file
from tests.support.spoken import in_english, in_italian


async def test_a_list_without_a_campaign_comes_in_and_is_told_what_its_country_would_say(loading):
    into = await loading.store.lists.create(name="June", company_id=loading.company_id, now=NOW)
    path = loading.folder / "upload.csv"
    path.write_text(people("3331234567"))
    law = await law_of(loading.store, into, FOLDER)
    shown = await preview_file(reading_job(into, path, {"map": {}, "sheet": ""}, law))
    assert (shown["rejected"], shown["warned"]) == (0, 1)
    assert str(from_plain(shown["rows"][0]["warning"])).endswith("no legal basis")
    done = await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv")
    assert (done.loaded, [(one["answer"], one["rows"]) for one in done.rulings]) == (1, [("warn", 1)])
    [line] = await loading.store.audit.list(action="ruling")
    assert (line.subject, line.facts["answer"]) == (f"list:{into.id}", "warn")


async def test_a_campaign_without_a_profile_is_like_none(loading):
    campaign = await loading.store.campaigns.get(loading.campaign_id, sees=EVERYTHING)
    draft = replace(draft_of(campaign), law=LawSettings())
    await loading.store.campaigns.update(loading.campaign_id, draft, actor="test", now=NOW)
    done = await loading.load(people("3331234567"))
    assert (done.loaded, done.rejected, done.rulings[0]["answer"]) == (1, 0, "warn")


async def test_what_came_in_before_is_judged_when_a_campaign_gets_the_list(loading):
    into = await loading.store.lists.create(name="June", company_id=loading.company_id, now=NOW)
    path = loading.folder / "upload.csv"
    header = "phone,basis,consent source,consent date,consent text,consent company\n"
    proven = "".join(f"33398765{n:02d},consent,fair,2026-03-{n:02d},3,Acme\n" for n in range(1, 4))
    path.write_text(f"{header}3331234567,,,,,\n{proven}")
    await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv")
    settings = Settings(state_dir=loading.folder)
    service = Service(store=loading.store, bus=MemoryBus(), settings=settings, clock=lambda: NOW)
    await service.lists.assign(into.id, loading.campaign_id, actor="test")
    await service.jobs.wait()
    lines = [line for line in await loading.store.audit.list(action="ruling") if line.facts.get("assigned")]
    assert {line.subject for line in lines} == {f"campaign:{loading.campaign_id}"}
    assert sorted((line.facts["answer"], line.facts["rows"]) for line in lines) == [("allow", 3), ("refuse", 1)]
    found = await service.campaigns.check(loading.campaign_id, each_lead=True)
    [basis] = [
        one for one in found.findings if not in_english(one.facts) and "would not be called" in in_english(one.what)
    ]
    assert (basis.about, basis.weight, in_english(basis.what)[:3], in_italian(basis.what)[:3]) == (
        "basis",
        "note",
        "1/4",
        "1/4",
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [(["", "", ""], "3/3 leads"), (["", "consent", "consent"], "1/3 leads"), (["consent", "", ""], "")],
)
async def test_where_not_one_of_the_leads_looked_at_may_be_called_all_are(loading, monkeypatch, rows, said):
    monkeypatch.setattr(legal_bases, "MOST", 1)
    monkeypatch.setattr(extents, "BLOCK", 1)
    leads = [
        NewLead(phones=((f"+39333123456{n}", ""),), consent=CONSENT if basis else {}) for n, basis in enumerate(rows)
    ]
    into = await loading.store.lists.create(
        name="August", company_id=loading.company_id, campaign_id=loading.campaign_id, now=NOW
    )
    await loading.store.leads.add(into.id, leads)
    service = Service(
        store=loading.store, bus=MemoryBus(), settings=Settings(state_dir=loading.folder), clock=lambda: NOW
    )
    found = await service.campaigns.check(loading.campaign_id, each_lead=True)
    of_leads = [in_english(one.what) for one in found.findings if "would not be called" in in_english(one.what)]
    assert [one.partition(" would")[0] for one in of_leads] == [said] * bool(said)


async def test_a_lead_that_a_program_sends_is_under_the_same_rules(loading):
    into = await loading.store.lists.create(
        name="July", company_id=loading.company_id, campaign_id=loading.campaign_id, now=NOW
    )
    desk = desk_of(loading)
    proven = OneLead(phones=(("3331234567", ""),), consent={**CONSENT, "obtained_at": "2026-03-01"})
    with pytest.raises(Invalid, match="no legal basis"):
        await desk.add(into, OneLead(phones=(("3339876543", ""),)), duplicates=Duplicates(), actor="test")
    for _ in range(2):
        await desk.add(into, proven, duplicates=Duplicates(), key="one", body=b"x", actor="test")
    assert [rows for answer, _, rows in await loading.logged() if answer == "refuse"] == [1]
    assert ("allow", "", 1) in await loading.logged()
    assert len(await loading.logged()) == 2


async def test_a_lead_sent_to_a_list_without_a_campaign_is_told_what_its_country_would_say(loading):
    into = await loading.store.lists.create(name="June", company_id=loading.company_id, now=NOW)
    desk = desk_of(loading)
    proven = {**CONSENT, "obtained_at": "2026-03-01"}
    bare = await desk.add(into, OneLead(phones=(("3339876543", ""),)), duplicates=Duplicates(), actor="test")
    assert str(bare.warning).endswith("no legal basis")
    shown = OneLead(phones=(("3331234567", ""),), consent=proven)
    assert (await desk.add(into, shown, duplicates=Duplicates(), actor="test")).warning == ""
    lines = await loading.store.audit.list(action="ruling")
    assert sorted((line.subject, line.facts["answer"]) for line in lines) == [
        (f"list:{into.id}", "allow"),
        (f"list:{into.id}", "warn"),
    ]
