"""The rules at the import: what comes in, what does not and why, and what the audit says of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialer.campaigns import CampaignDraft, draft_of
from dialer.compliance.facts import History
from dialer.compliance.load import SHIPPED as FOLDER
from dialer.compliance.load import load
from dialer.compliance.rules import decide
from dialer.compliance.settings import LawSettings
from dialer.leads import admission as module
from dialer.leads.admission import Admission
from dialer.leads.columns import read_header
from dialer.leads.contact import contact_of, stated
from dialer.leads.duplicates import Duplicates
from dialer.leads.importer import import_file, law_of, reading_job
from dialer.leads.lead import NewLead
from dialer.leads.one import OneLead
from dialer.leads.preview_process import preview_file
from dialer.leads.row_words import said_of_row
from dialer.leads.rows import BadRow, NotAdmitted, Rules, read_row
from dialer.live.bus import MemoryBus
from dialer.service.errors import Invalid
from dialer.service.leads import LeadDesk
from dialer.service.service import Service
from dialer.service.suppression import SuppressionDesk
from dialer.settings import Settings
from dialer.store import Store
from dialer.store.imports import Import
from dialer.store.suppressions import of_controller
from dialer.words import Language
from tests.dialer.migrated import sqlite_url

NOW = 1_780_000_000.0
ITALY = LawSettings(profile="IT", sector="telecoms", topic="fibre", agent_country="IT")
CONSENT = {
    "basis": "consent",
    "source": "fair of Bari",
    "obtained_at": "2026-03-01T10:00:00+01:00",
    "text_version": "3",
    "controller": "Acme",
}
SHIPPED = load()


@dataclass
class Loading:
    """A campaign under the Italian rules with lists, and the way to load a table into one."""

    store: Store
    url: str
    folder: Path
    controller_id: int
    campaign_id: int
    lists: int = 0

    async def load(self, content: str, *, consent: dict[str, str] | None = None, country: str = "IT") -> Import:
        self.lists += 1
        into = await self.store.lists.create(
            name=f"List {self.lists}",
            controller_id=self.controller_id,
            campaign_id=self.campaign_id,
            country=country,
            consent=consent,
            now=NOW,
        )
        path = self.folder / "upload.csv"
        path.write_text(content)
        return await import_file(self.store, self.url, list_id=into.id, path=path, filename="people.csv")

    async def logged(self) -> list[tuple[str, str, int]]:
        lines = await self.store.audit.list(action="ruling")
        assert all(line.facts["profile"] == SHIPPED["IT"].hash and line.facts["point"] == "import" for line in lines)
        return sorted((line.facts["answer"], line.facts["rule"], line.facts["rows"]) for line in lines)


@pytest.fixture
async def loading(tmp_path: Path) -> AsyncIterator[Loading]:
    url = sqlite_url(tmp_path / "pronto.db")
    async with Store.open(url, key=bytes(32)) as store:
        controller = await store.controllers.create("Acme")
        node = await store.nodes.upsert("node", host="127.0.0.1")
        draft = CampaignDraft(name="Spring", controller_id=controller.id, node_id=node.id, law=ITALY)
        campaign = await store.campaigns.create(draft, actor="test", now=NOW)
        yield Loading(store, url, tmp_path, controller.id, campaign.id)


def people(*numbers: str) -> str:
    return "name,phone\n" + "".join(f"Person,{number}\n" for number in numbers)


async def test_rows_with_a_basis_and_its_proofs_come_in_and_the_audit_says_what_was_looked_at(loading):
    done = await loading.load(people("3331234567", "3339876543"), consent=CONSENT)
    assert (done.loaded, done.rejected) == (2, 0)
    assert await loading.logged() == [("allow", "", 2)]
    [line] = await loading.store.audit.list(action="ruling")
    assert line.facts["facts"]["IT-BASIS"] == {"basis": "consent"}
    assert line.facts["facts"]["IT-NO-RANDOM"] == {"longest_sequence": 0}
    assert line.subject == f"campaign:{loading.campaign_id}"
    assert (await loading.store.audit.verify()).broken_at is None


async def test_consecutive_numbers_without_a_source_are_flagged_and_refused_row_by_row(loading):
    numbers = [f"33312340{n:02d}" for n in (3, 1, 2)]
    done = await loading.load(
        people(*numbers), consent={name: said for name, said in CONSENT.items() if name != "source"}
    )
    assert (done.loaded, done.rejected) == (0, 3)
    rows = await loading.store.imports.rejected(done.id)
    assert {row.reason for row in rows} <= {
        "EU-BASIS: the basis consent lacks consent_source",
        "IT-BASIS: the basis consent lacks consent_source",
        "IT-NO-RANDOM: nothing says where the number comes from",
    }
    assert all(row.mend for row in rows)
    [flagged] = [one for one in done.rulings if "sequence_found" in one["duties"]]
    assert (flagged["facts"]["IT-NO-RANDOM"]["longest_sequence"], flagged["rows"]) == (3, 0)
    [refused] = [one for one in done.rulings if one["answer"] == "refuse"]
    assert refused["rows"] == 3


async def test_consecutive_numbers_with_a_source_come_in_and_are_flagged_across_the_whole_file(loading):
    apart = [f"333{n * 7919 % 1_000_000 + 2_000_000:07d}" for n in range(2500)]
    made = [f"33399999{n:02d}" for n in (2, 1, 3)]
    done = await loading.load(people(made[0], *apart[:1200], made[1], *apart[1200:], made[2]), consent=CONSENT)
    assert (done.loaded, done.rejected) == (2503, 0)
    [flagged] = [one for one in done.rulings if one["duties"] == ["sequence_found"]]
    assert flagged["facts"]["IT-NO-RANDOM"]["longest_sequence"] >= 3
    assert ("allow", "", 2503) in await loading.logged()


async def test_rows_that_say_nothing_of_their_basis_are_refused_and_can_be_mended(loading):
    table = (
        "phone,basis,consent source,consent date,consent text,consent controller\n"
        "3331234567,,,,,\n"
        "3339876543,consent,fair,2026-03-01,3,Acme\n"
        "3331112223,consent,fair,2026-03-01,3,Somebody else\n"
    )
    done = await loading.load(table)
    assert (done.loaded, done.rejected) == (1, 2)
    assert [row.line for row in await loading.store.imports.rejected(done.id)] == [2, 4]
    assert ("allow", "", 1) in await loading.logged()


async def test_a_consent_dated_in_the_future_is_rejected_whether_the_row_or_the_list_says_it(loading):
    header = "phone,basis,consent source,data consenso,consent text,consent controller\n"
    done = await loading.load(
        f"{header}3331234567,consent,fair,01/03/2062,3,Acme\n3339876543,consent,fair,01/03/2026,3,Acme\n"
    )
    assert (done.loaded, done.rejected) == (1, 1)
    [row] = await loading.store.imports.rejected(done.id)
    assert (row.line, row.column, row.reason) == (2, "data consenso", "the consent is dated in the future")
    assert row.mend
    done = await loading.load(people("3331234567"), consent={**CONSENT, "obtained_at": "2062-03-01"})
    assert (done.loaded, done.rejected) == (0, 1)


async def test_a_consent_dated_in_the_future_is_refused_in_one_lead_and_for_a_list(loading):
    service = Service(
        store=loading.store, bus=MemoryBus(), settings=Settings(state_dir=loading.folder), clock=lambda: NOW
    )
    made = {"name": "June", "controller_id": loading.controller_id, "campaign_id": loading.campaign_id, "country": "IT"}
    day = 86_400.0
    for at, wrong in ((NOW + day, True), (NOW - day, False)):
        consent = {**CONSENT, "obtained_at": datetime.fromtimestamp(at, UTC).isoformat()}
        listed = await loading.store.lists.create(name=f"One {wrong}", controller_id=loading.controller_id, now=NOW)
        sent = OneLead(phones=(("3331234567", ""),), consent=consent)
        both = (
            lambda consent=consent: service.lists.create(**made, consent=consent, actor="test"),
            lambda listed=listed, sent=sent: service.leads.add(listed.id, sent, duplicates=Duplicates(), actor="test"),
        )
        for ask in both:
            if wrong:
                with pytest.raises(Invalid, match=r"consent\.obtained_at.*future"):
                    await ask()
            else:
                await ask()


def test_a_time_without_an_offset_is_of_the_clocks_of_its_country():
    columns = read_header(["phone", "consent date"])
    soon = datetime.fromtimestamp(NOW + 5400.0, UTC).strftime("%Y-%m-%d %H:%M")
    for country, number, comes_in in (("IT", "3331234567", True), ("GB", "07400123456", False)):
        rules = Rules(country=country, given_by=NOW)
        if comes_in:
            read_row([number, soon], columns, rules)
        else:
            with pytest.raises(BadRow, match="dated in the future"):
                read_row([number, soon], columns, rules)


HOUR = 3600.0  # in May the clocks of Italy are two hours ahead of UTC


def local(ahead: float) -> str:
    """An instant so many seconds after NOW in UTC, without its offset."""
    return datetime.fromtimestamp(NOW + ahead, UTC).replace(tzinfo=None).isoformat()


async def test_a_consent_given_a_moment_ago_and_sent_without_its_offset_is_taken_and_may_be_called(loading):
    made = {"controller_id": loading.controller_id, "campaign_id": loading.campaign_id, "now": NOW}
    into = await loading.store.lists.create(name="Form", **made)
    sent = OneLead(phones=(("3331234567", ""),), consent={**CONSENT, "obtained_at": local(2 * HOUR - 360.0)})
    await desk_of(loading).add(into.id, sent, duplicates=Duplicates(), actor="test")
    assert await loading.logged() == [("allow", "", 1)]
    late = replace(sent, phones=(("3339876543", ""),), consent={**CONSENT, "obtained_at": local(2 * HOUR + 1.0)})
    with pytest.raises(Invalid, match="future"):
        await desk_of(loading).add(into.id, late, duplicates=Duplicates(), actor="test")
    [lead] = await loading.store.leads.claim(
        loading.campaign_id, owner="engine", now=NOW, lease_s=60.0, limit=10, zone_keys=("Europe/Rome",)
    )
    for bases in (lead.contact.bases, (await loading.store.law.seen(loading.campaign_id)).bases):
        assert [basis.obtained_at for basis in bases] == [NOW - 360.0]


def test_the_rules_of_an_import_take_a_date_as_late_as_the_clocks_of_its_country_are_ahead():
    one = admission()
    for ahead, refused in ((2 * HOUR + 1.0, True), (2 * HOUR, False), (60.0, False), (2 * HOUR + 1.0, True)):
        assert (one.refusal({**CONSENT, "obtained_at": local(ahead)}) is not None) is refused
    assert one.refusal({**CONSENT, "obtained_at": f"{local(0.0)}+00:00"}) is None
    assert one.refusal({**CONSENT, "obtained_at": f"{local(1.0)}+00:00"}) is not None


@pytest.mark.parametrize(
    ("offset", "served", "used"),
    [
        ("", -HOUR, True),  # by the clocks of Italy the call came an hour after it was asked for
        ("", -3 * HOUR, False),
        ("", None, False),
        ("+00:00", -60.0, False),  # asked for anew, a minute after a talk
        ("+00:00", 60.0, True),
    ],
)
def test_a_request_is_for_one_call_and_may_be_made_anew_at_once(offset, served, used):
    consent = {"basis": "request", "obtained_at": local(0.0) + offset}
    history = History(served_at=None if served is None else NOW + served)
    contact = contact_of(
        number="+393331234567",
        zone_key="Europe/Rome",
        fields={},
        said=stated(consent, "Acme", "IT"),
        scrubs=(),
        suppressed=False,
        revocations=(),
        history=history,
    )
    assert [basis.used for basis in contact.bases or ()] == [used]


async def test_a_list_is_judged_with_the_same_tolerance(loading):
    into = await loading.store.lists.create(name="June", controller_id=loading.controller_id, now=NOW)
    leads = [
        NewLead(phones=((f"+39333123456{n}", ""),), consent={**CONSENT, "obtained_at": written})
        for n, written in enumerate((local(-HOUR), local(HOUR), local(3 * HOUR), f"{local(HOUR)}+00:00"))
    ]
    await loading.store.leads.add(into.id, leads)
    proofs = await loading.store.law.proofs([into.id], now=NOW)
    said = module.judged(SHIPPED, ITALY, "Acme", proofs, now=NOW)
    assert sorted((one.answer, one.rows) for one in said) == [("allow", 2), ("refuse", 2)]


@pytest.mark.parametrize(
    ("said", "reason", "mend"),
    [
        ({}, "no legal basis", "write in basis one of consent, specific_consent, contract, request, public_directory"),
        (
            {"basis": "consent", "source": "fair", "controller": "Acme"},
            "the basis consent lacks consent_at, consent_text",
            "write consent_at, consent_text, or give the whole list obtained_at, text_version",
        ),
        (
            {**CONSENT, "text_version": ""},
            "the basis consent lacks consent_text",
            "write consent_text, or give the whole list text_version",
        ),
        (
            {**CONSENT, "basis": "existing_customer", "source": ""},
            "the basis existing_customer lacks consent_source",
            "write consent_source, or give the whole list source",
        ),
        (
            {**CONSENT, "controller": "Other"},
            "consent_controller names somebody else than Acme",
            "write Acme if the consent names it; else the row may not be called for it",
        ),
        ({**CONSENT, "basis": "legitimate_interest"}, "the basis legitimate_interest is not allowed", "write in basis"),
        ({**CONSENT, "ended_at": "2026-04-01"}, "the basis consent has ended", "write in basis one of"),
    ],
)
def test_a_row_is_told_which_proofs_are_missing_by_any_rule_and_how_to_mend_it(said, reason, mend):
    refusal = Admission.of(SHIPPED, ITALY, country="IT", controller="Acme", now=NOW).refusal(said)
    assert refusal is not None
    rule, colon, why = refusal.reason.partition(": ")
    assert (rule in ("EU-BASIS", "IT-BASIS"), colon, why) == (True, ": ", reason)
    assert refusal.mend.startswith(mend)
    assert said_of_row(refusal.reason, Language.IT) != refusal.reason
    assert said_of_row(refusal.mend, Language.IT) != refusal.mend


async def test_people_who_said_no_are_counted_under_the_rule_that_keeps_them_out(loading):
    await loading.store.suppressions.add(
        of_controller(loading.controller_id), ["+393331234567"], reason="asked", source="test", actor="test", now=NOW
    )
    done = await loading.load(people("3331234567", "3339876543"), consent=CONSENT)
    assert (done.loaded, done.suppressed) == (1, 1)
    assert ("refuse", "EU-OBJECTION", 1) in await loading.logged()


async def test_a_list_of_a_country_without_rules_does_not_come_in(loading):
    done = await loading.load(people("0312345678"), consent=CONSENT, country="JP")
    assert (done.loaded, done.rejected) == (0, 1)
    [row] = await loading.store.imports.rejected(done.id)
    assert row.reason.startswith("PROFILE-NONE")


async def test_the_preview_shows_what_the_rules_would_keep_out(loading):
    into = await loading.store.lists.create(
        name="May", controller_id=loading.controller_id, campaign_id=loading.campaign_id, now=NOW
    )
    path = loading.folder / "upload.csv"
    path.write_text(people("3331234567"))
    law = await law_of(loading.store, into, FOLDER)
    shown = await preview_file(reading_job(into, path, {"map": {}, "sheet": ""}, law))
    assert shown["rejected"] == 1
    assert shown["rows"][0]["reason"].endswith("no legal basis")


async def test_a_list_without_a_campaign_comes_in_and_is_told_what_its_country_would_say(loading):
    into = await loading.store.lists.create(name="June", controller_id=loading.controller_id, now=NOW)
    path = loading.folder / "upload.csv"
    path.write_text(people("3331234567"))
    law = await law_of(loading.store, into, FOLDER)
    shown = await preview_file(reading_job(into, path, {"map": {}, "sheet": ""}, law))
    assert (shown["rejected"], shown["warned"]) == (0, 1)
    assert shown["rows"][0]["warning"].endswith("no legal basis")
    done = await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv")
    assert (done.loaded, [(one["answer"], one["rows"]) for one in done.rulings]) == (1, [("warn", 1)])
    [line] = await loading.store.audit.list(action="ruling")
    assert (line.subject, line.facts["answer"]) == (f"list:{into.id}", "warn")


async def test_a_campaign_without_a_profile_is_like_none(loading):
    campaign = await loading.store.campaigns.get(loading.campaign_id)
    draft = replace(draft_of(campaign), law=LawSettings())
    await loading.store.campaigns.update(loading.campaign_id, draft, actor="test", now=NOW)
    done = await loading.load(people("3331234567"))
    assert (done.loaded, done.rejected, done.rulings[0]["answer"]) == (1, 0, "warn")


async def test_what_came_in_before_is_judged_when_a_campaign_gets_the_list(loading):
    into = await loading.store.lists.create(name="June", controller_id=loading.controller_id, now=NOW)
    path = loading.folder / "upload.csv"
    header = "phone,basis,consent source,consent date,consent text,consent controller\n"
    proven = "".join(f"33398765{n:02d},consent,fair,2026-03-{n:02d},3,Acme\n" for n in range(1, 4))
    path.write_text(f"{header}3331234567,,,,,\n{proven}")
    await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv")
    settings = Settings(state_dir=loading.folder)
    service = Service(store=loading.store, bus=MemoryBus(), settings=settings, clock=lambda: NOW)
    await service.lists.assign(into.id, loading.campaign_id, actor="test")
    lines = [line for line in await loading.store.audit.list(action="ruling") if line.facts.get("assigned")]
    assert {line.subject for line in lines} == {f"campaign:{loading.campaign_id}"}
    assert sorted((line.facts["answer"], line.facts["rows"]) for line in lines) == [("allow", 3), ("refuse", 1)]
    found = await service.campaigns.check(loading.campaign_id, each_lead=True)
    [basis] = [one for one in found.findings if not one.facts.en and "would not be called" in one.what.en]
    assert (basis.about, basis.weight, basis.what.en[:3], basis.what.it[:3]) == ("basis", "note", "1/4", "1/4")


def desk_of(loading: Loading) -> LeadDesk:
    bus = MemoryBus()
    settings = Settings(state_dir=loading.folder)
    numbers = SuppressionDesk(loading.store, bus, settings, lambda: NOW)
    return LeadDesk(loading.store, bus, numbers, settings, SHIPPED, lambda: NOW)


async def test_a_lead_that_a_program_sends_is_under_the_same_rules(loading):
    into = await loading.store.lists.create(
        name="July", controller_id=loading.controller_id, campaign_id=loading.campaign_id, now=NOW
    )
    desk = desk_of(loading)
    proven = OneLead(phones=(("3331234567", ""),), consent={**CONSENT, "obtained_at": "2026-03-01"})
    with pytest.raises(Invalid, match="no legal basis"):
        await desk.add(into.id, OneLead(phones=(("3339876543", ""),)), duplicates=Duplicates(), actor="test")
    for _ in range(2):
        await desk.add(into.id, proven, duplicates=Duplicates(), key="one", body=b"x", actor="test")
    assert [rows for answer, _, rows in await loading.logged() if answer == "refuse"] == [1]
    assert ("allow", "", 1) in await loading.logged()
    assert len(await loading.logged()) == 2


async def test_a_lead_sent_to_a_list_without_a_campaign_is_told_what_its_country_would_say(loading):
    into = await loading.store.lists.create(name="June", controller_id=loading.controller_id, now=NOW)
    desk = desk_of(loading)
    proven = {**CONSENT, "obtained_at": "2026-03-01"}
    bare = await desk.add(into.id, OneLead(phones=(("3339876543", ""),)), duplicates=Duplicates(), actor="test")
    assert bare.warning.endswith("no legal basis")
    shown = OneLead(phones=(("3331234567", ""),), consent=proven)
    assert (await desk.add(into.id, shown, duplicates=Duplicates(), actor="test")).warning == ""
    lines = await loading.store.audit.list(action="ruling")
    assert sorted((line.subject, line.facts["answer"]) for line in lines) == [
        (f"list:{into.id}", "allow"),
        (f"list:{into.id}", "warn"),
    ]


# The rules alone.


def admission(law: LawSettings = ITALY, country: str = "IT") -> Admission:
    return Admission.of(SHIPPED, law, country=country, controller="Acme", now=NOW)


def test_what_only_a_register_proves_is_not_missing_before_it_is_asked():
    american = admission(LawSettings(profile="US", sector="telecoms"), "US")
    assert american.refusal({"source": "bought"}) is None
    assert american.refusal({}) is not None  # nobody says where the number comes from


def test_the_same_words_are_asked_once_whatever_their_date_and_number(monkeypatch):
    one, asked = admission(), []
    monkeypatch.setattr(module, "decide", lambda *facts: asked.append(facts) or decide(*facts))
    for day in range(1, 29):
        assert one.refusal({**CONSENT, "obtained_at": f"2026-02-{day:02d}", "evidence_id": f"C-{day}"}) is None
    assert len(asked) == 1
    one.count(CONSENT, 28)
    assert [(said.answer, said.rows) for said in one.take()] == [("allow", 28)]
    assert one.take() == []
    assert one.refusal({**CONSENT, "obtained_at": ""}) is not None


def test_a_bought_list_comes_in_when_it_says_how_its_people_were_told():
    columns = read_header(["phone", "id consenso", "fornitore lista", "informativa fornita"], {})
    rules = Rules(country="IT", admission=admission(), consent=CONSENT)
    told = read_row(["3331234567", "C-7", "Lists & Co", "by post, 3 May"], columns, rules).consent
    assert told == {**CONSENT, "evidence_id": "C-7", "list_provider": "Lists & Co", "notice_given": "by post, 3 May"}
    with pytest.raises(NotAdmitted):
        read_row(["3331234567", "C-8", "Lists & Co", ""], columns, rules)


def test_a_refused_row_keeps_its_numbers_for_the_search_for_made_up_ones():
    rules = Rules(country="IT", admission=admission())
    with pytest.raises(NotAdmitted) as refused:
        read_row(["Anna", "3331234567"], read_header(["name", "phone"], {}), rules)
    assert refused.value.lead.phones == (("+393331234567", "phone"),)
    assert read_row(["Anna", "3331234567"], read_header(["name", "phone"], {}), replace(rules, consent=CONSENT))
