"""The rules at the import: what comes in, what does not and why, and what the audit says of it."""

from dialer.core.shipped_files import PROFILES as FOLDER
from dialer.i18n.message import from_plain
from dialer.people.imports.importer import law_of, reading_job
from dialer.people.imports.preview_worker import preview_file
from dialer.people.suppression.store.lookup import of_company
from tests.support.admissions import CONSENT, NOW, people


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
    assert {str(row.reason) for row in rows} <= {
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
        "phone,basis,consent source,consent date,consent text,consent company\n"
        "3331234567,,,,,\n"
        "3339876543,consent,fair,2026-03-01,3,Acme\n"
        "3331112223,consent,fair,2026-03-01,3,Somebody else\n"
    )
    done = await loading.load(table)
    assert (done.loaded, done.rejected) == (1, 2)
    assert [row.line for row in await loading.store.imports.rejected(done.id)] == [2, 4]
    assert ("allow", "", 1) in await loading.logged()


async def test_people_who_said_no_are_counted_under_the_rule_that_keeps_them_out(loading):
    await loading.store.suppressions.add(
        of_company(loading.company_id), ["+393331234567"], reason="asked", source="test", actor="test", now=NOW
    )
    done = await loading.load(people("3331234567", "3339876543"), consent=CONSENT)
    assert (done.loaded, done.suppressed) == (1, 1)
    assert ("refuse", "EU-OBJECTION", 1) in await loading.logged()


async def test_a_list_of_a_country_without_rules_does_not_come_in(loading):
    done = await loading.load(people("0312345678"), consent=CONSENT, country="JP")
    assert (done.loaded, done.rejected) == (0, 1)
    [row] = await loading.store.imports.rejected(done.id)
    assert str(row.reason).startswith("PROFILE-NONE")


async def test_the_preview_shows_what_the_rules_would_keep_out(loading):
    into = await loading.store.lists.create(
        name="May", company_id=loading.company_id, campaign_id=loading.campaign_id, now=NOW
    )
    path = loading.folder / "upload.csv"
    path.write_text(people("3331234567"))
    law = await law_of(loading.store, into, FOLDER)
    shown = await preview_file(reading_job(into, path, {"map": {}, "sheet": ""}, law))
    assert shown["rejected"] == 1
    assert str(from_plain(shown["rows"][0]["reason"])).endswith("no legal basis")


async def test_a_row_whose_consent_names_the_company_by_a_former_name_is_let_in(loading):
    await loading.store.companies.rename(loading.company_id, "Aurora", actor="test", now=NOW)
    done = await loading.load(people("3331234567"), consent=CONSENT)
    assert (done.loaded, done.rejected) == (1, 0)
    done = await loading.load(people("3339876543"), consent={**CONSENT, "company": "Another"})
    assert (done.loaded, done.rejected) == (0, 1)
    [row] = await loading.store.imports.rejected(done.id)
    assert str(row.reason).endswith("consent_company names somebody else than Aurora")
