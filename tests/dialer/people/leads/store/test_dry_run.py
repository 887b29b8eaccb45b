"""What a preview foretells of a row is what becomes of it when it is loaded, by every rule, on both databases."""

from dataclasses import replace
from itertools import product

from dialer.core.enums import Becomes
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.imports.store.batch import Loaded
from dialer.people.imports.store.matching import Into
from dialer.people.leads.model import NewLead
from dialer.people.suppression.store.lookup import of_company
from tests.dialer.people.imports.test_duplicates import ALIKE, rows
from tests.support.stores import NOW, Centre

COUNTED = {Becomes.ADDED: "loaded", Becomes.UPDATED: "updated", Becomes.KNOWN: "duplicates"}


def into(centre: Centre, duplicates: Duplicates) -> Into:
    return Into(
        import_id=0,
        list_id=centre.leads.id,
        company_id=centre.company.id,
        campaign_id=centre.campaign.id,
        duplicates=duplicates,
    )


def counts(loaded: Loaded) -> dict[Becomes, int]:
    return {becomes: getattr(loaded, name) for becomes, name in COUNTED.items()} | {
        Becomes.SUPPRESSED: loaded.suppressed
    }


async def test_what_is_foretold_comes_true_by_every_rule(centre: Centre) -> None:
    for number, (by, then, alike, scope) in enumerate(product(By, DuplicateAction, ALIKE, (Scope.LIST, Scope.COMPANY))):
        rule = Duplicates(by=frozenset({by}), scope=scope, then=then)
        there, like = rows(number, alike)
        await centre.load([there])
        both = [there, like, like]  # the same as it is, one that is alike, and that one again
        foretold = await centre.store.foreseeing.of(into(centre, rule), both)
        done = await centre.load(both, duplicates=rule)
        told = [one.becomes for one in foretold]
        wanted = {becomes: told.count(becomes) for becomes in (*COUNTED, Becomes.SUPPRESSED)}
        assert counts(done) == wanted, (rule, alike, told, done)


async def test_sums_of_a_file_with_duplicates_within_come_true_by_every_rule(centre: Centre) -> None:
    """Rows that say more, less, or the same as an earlier row or as a lead that is there, in one batch."""
    for number, (by, then, scope) in enumerate(product(By, DuplicateAction, Scope), start=100):
        rule = Duplicates(by=frozenset({by}), scope=scope, then=then)
        there, like = rows(number, "first phone")
        new, alike = rows(number + 1000, "second phone")
        _, same_id = rows(number + 1000, "external id")
        less = replace(like, name="", notes="")
        await centre.load([there])
        file = [
            less,
            like,
            there,
            like,
            alike,
            new,
            replace(new, name=""),
            same_id,
            alike,
            replace(alike, notes="else"),
        ]
        foretold = await centre.store.foreseeing.of(into(centre, rule), file)
        done = await centre.load(file, duplicates=rule)
        told = [one.becomes for one in foretold]
        wanted = {becomes: told.count(becomes) for becomes in (*COUNTED, Becomes.SUPPRESSED)}
        assert counts(done) == wanted, (rule, told, done)
        assert sum(wanted.values()) == len(file)


async def test_two_rows_do_not_give_one_external_id_to_two_leads(centre: Centre) -> None:
    """The rows match other leads, by their numbers: the first takes the id, and the import goes on."""
    for number, then in enumerate((DuplicateAction.UPDATE, DuplicateAction.KEEP)):
        phones = [((f"+3933355500{number}{place}", ""),) for place in range(3)]
        await centre.load([NewLead(phones=one) for one in phones[:2]])
        rule = Duplicates(by=frozenset({By.PHONE}), then=then)
        file = [NewLead(phones=one, external_id=f"E{number}") for one in phones[:2]]
        foretold = await centre.store.foreseeing.of(into(centre, rule), file)
        done = await centre.load(file, duplicates=rule)
        assert done.duplicates == 1
        assert done.updated + done.loaded == 1
        assert [one.becomes for one in foretold][1] is Becomes.KNOWN


async def test_numbers_that_must_not_be_called_are_foretold_and_nothing_is_written(centre: Centre) -> None:
    scope = of_company(centre.company.id)
    await centre.store.suppressions.add(scope, ["+393470000001"], reason="said no", actor="test", now=NOW)
    leads = [
        NewLead(phones=(("+393470000001", ""),)),
        NewLead(phones=(("+393470000001", ""), ("+393470000002", ""))),
        NewLead(phones=(("+393470000002", ""),)),
    ]
    told = await centre.store.foreseeing.of(into(centre, Duplicates()), leads)
    assert [one.becomes for one in told] == [Becomes.SUPPRESSED, Becomes.ADDED, Becomes.KNOWN]
    assert [one.suppressed for one in told] == [1, 1, 0]
    assert told[2].row == 1
    assert sum((await centre.store.lists.counts(centre.leads.id)).values()) == 0
