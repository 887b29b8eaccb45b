"""Profile files that change between two starts: taken up and logged, or refused."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialer.audit.rules import AuditLine
from dialer.compliance.load import load
from dialer.core.request_errors import RulesLoosened
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from dialer.profiles.service import ACCEPTED, REFUSED, ProfileService
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.profiles import edit

NOW = 1_780_000_000.0


@dataclass
class Machine:
    """A folder of profiles and a database that outlives each start."""

    store: Store
    folder: Path

    async def start(self, **answer: str):
        settings = Settings(state_dir=self.folder.parent, profiles_dir=self.folder)
        return await ProfileService(self.store.rule_files, self.store.audit, settings, lambda: NOW).take_up(
            actor="start", **answer
        )

    def edit(self, file: str, before: str, after: str) -> None:
        edit(self.folder / file, before, after)

    async def logged(self, action: str = ACCEPTED) -> list[AuditLine]:
        return await self.store.audit.list(action=action)


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    folder = shutil.copytree(PROFILES, tmp_path / "profiles")
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        made = Machine(store, folder)
        await made.start()
        yield made


async def test_the_first_start_takes_the_profiles_up_and_logs_their_hashes(machine):
    [line] = await machine.logged()
    assert line.facts["profiles"]["IT"] == {"before": "", "after": load()["IT"].hash}
    assert set(line.facts["profiles"]) == {"IT", "US", "UK", "FR", "DE", "ES", "EU-GDPR"}


async def test_a_start_without_a_change_logs_nothing_more(machine):
    await machine.start()
    assert len(await machine.logged()) == 1


async def test_a_change_that_tightens_is_taken_up_and_logged_with_both_hashes(machine):
    machine.edit("it.yaml", "max_age: P15D", "max_age: P14D")
    found = await machine.start()
    assert [(change.rule_id, change.loosens) for change in found.changes] == [("IT-RPO", False)]
    [line, _] = await machine.logged()
    now, before = load(machine.folder)["IT"].hash, load()["IT"].hash
    assert line.facts["profiles"] == {"IT": {"before": before, "after": now}}
    assert line.facts["changes"][0]["path"] == "params.max_age"
    await machine.start()
    assert len(await machine.logged()) == 2


async def test_a_hard_rule_that_is_loosened_is_refused_until_somebody_answers_for_it(machine):
    machine.edit("it.yaml", "max_age: P15D", "max_age: P16D")
    for _ in range(2):
        with pytest.raises(RulesLoosened, match=r"IT-RPO params\.max_age: P15D -> P16D"):
            await machine.start()
    assert len(await machine.logged()) == 1
    [again, first] = await machine.logged(REFUSED)
    assert again.facts == first.facts
    assert first.facts["changes"][0]["rule_id"] == "IT-RPO"
    with pytest.raises(RulesLoosened):
        await machine.start(person="Ada", reason=" ")
    await machine.start(person="Ada Rossi", reason="the register now answers for 16 days")
    [line, _] = await machine.logged()
    assert (line.facts["person"], line.facts["reason"]) == ("Ada Rossi", "the register now answers for 16 days")
    await machine.start()
    assert (await machine.store.audit.verify()).broken_at is None


async def test_files_that_are_put_back_start_as_before(machine):
    machine.edit("it.yaml", "lasts: P5D", "lasts: P1D")
    with pytest.raises(RulesLoosened):
        await machine.start()
    machine.edit("it.yaml", "lasts: P1D", "lasts: P5D")
    await machine.start()
    assert len(await machine.logged()) == 1


async def test_a_soft_rule_that_is_loosened_is_logged_and_not_refused(machine):
    machine.edit("it.yaml", "{max: 1, per: PT4H}", "{max: 2, per: PT4H}")
    found = await machine.start()
    assert [(change.loosens, change.hard) for change in found.changes] == [(True, False)]
    assert len(await machine.logged()) == 2


async def test_a_comment_changes_nothing_that_is_logged(machine):
    with (machine.folder / "it.yaml").open("a") as file:
        file.write("# seen\n")
    found = await machine.start()
    assert found.changes == ()
    assert len(await machine.logged()) == 1
    assert (await machine.store.rule_files.accepted())["it.yaml"].endswith("# seen\n")


async def test_a_base_that_is_loosened_is_refused_for_whatever_builds_on_it(machine):
    machine.edit("eu-gdpr.yaml", "evidence: [source, obtained_at, company]", "evidence: [source]")
    with pytest.raises(RulesLoosened, match="EU-BASIS"):
        await machine.start()


async def test_a_country_that_goes_over_to_weaker_rules_is_refused(machine):
    text = (machine.folder / "uk.yaml").read_text()
    (machine.folder / "uk.yaml").unlink()
    (machine.folder / "weak.yaml").write_text(text.replace("id: UK\n", "id: XW\n").replace("id: UK-", "id: WK-"))
    with pytest.raises(RulesLoosened, match="XW profile: absent -> present"):
        await machine.start()


async def test_what_another_version_of_pronto_wrote_and_this_one_cannot_read_needs_an_answer(machine):
    before = await machine.store.rule_files.accepted()
    assert await machine.store.rule_files.accept(before, {"it.yaml": "format: pronto-compliance/0\n"}, None)
    with pytest.raises(RulesLoosened, match="format"):
        await machine.start()
    await machine.start(person="Ada", reason="an upgrade")


async def test_of_two_processes_that_start_at_once_one_takes_the_files_up(machine):
    before = await machine.store.rule_files.accepted()
    assert not await machine.store.rule_files.accept({}, {}, None)
    assert await machine.store.rule_files.accepted() == before
