"""`pronto simulate --law`: the day under the law that binds the campaign."""

from __future__ import annotations

import asyncio
import csv
import json
import shutil
from pathlib import Path

import pytest

from api.cli.simulate_play import Lines
from dialer.compliance.settings import LawSettings
from dialer.core import clock
from dialer.core.settings import Settings
from dialer.core.shipped_files import PROFILES
from tests.support.simulations import Pronto, dialled

FOUR = ("--set", "agents=4")


def test_each_limit_of_the_law_is_accounted_for_in_every_form(pronto: Pronto, tmp_path: Path) -> None:
    files = [tmp_path / f"day{suffix}" for suffix in (".json", ".csv", ".md")]
    code, said = pronto(*FOUR, "--law", "it", "--days", "2", *(word for path in files for word in ("--out", str(path))))
    assert code == 0, said
    assert "Who finds no agent hears comfort noise and is hung up on 3 s after the answer." in said
    assert "machine hang-ups counted as abandoned; ahead of the agents from 100 answered calls on, up to 2.5 %" in said
    told = json.loads(files[0].read_text())
    assert [one["profile"] for one in told["law"]] == ["IT"]
    assert told["worlds"][0]["wait_limit_s"] == 3.0
    strict = next(one for one in told["kept"] if one["constraint"] == "IT-MUTE-RATE")
    assert (strict["limit"], strict["windows"], strict["by_design"], strict["machines_counted"]) == (
        0.03,
        2,
        0.01,
        True,
    )
    assert strict["share"] == pytest.approx(strict["abandoned"] / strict["answered"], abs=1e-6)
    beside = list(csv.DictReader((tmp_path / "day-law.csv").read_text().splitlines()))
    assert [line["constraint"] for line in beside] == ["campaign", "IT-MUTE-RATE"]
    assert "| predictive | IT-MUTE-RATE | campaign |" in files[2].read_text()


def test_italian_is_spoken(pronto: Pronto) -> None:
    code, said = pronto(*FOUR, "--law", "IT", "--language", "it")
    assert (code, "Chi non trova operatore sente un sottofondo" in said, "limite di" in said) == (0, True, True)


def test_several_laws_bind_together(pronto: Pronto, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    code, _ = pronto(*FOUR, "--law", "IT,UK,US", "--compare", "progressive,predictive", "--out", str(path))
    told = json.loads(path.read_text())
    names = {"campaign", "IT-MUTE-RATE", "UK-ABANDON", "US-ABANDON"}
    assert (code, {one["constraint"] for one in told["kept"]}, len(told["kept"])) == (0, names, 8)
    assert (told["worlds"][0]["wait_limit_s"], told["worlds"][0]["clock"]["mean"]) == (2.0, 0.0)


def test_detection_that_the_law_allows_is_reckoned_with_and_one_it_forbids_is_off(
    pronto: Pronto, tmp_path: Path
) -> None:
    path = tmp_path / "x.json"
    heard = ("--set", "amd-delay=1.5", "--set", "amd-false=10", "--out", str(path))
    _, said = pronto(*FOUR, "--law", "UK", *heard)
    assert "of those taken for machines 10 % are reckoned to be people" in said
    assert json.loads(path.read_text())["worlds"][0]["screening_s"] == 1.5
    _, said = pronto(*FOUR, "--law", "IT", *heard)
    [world] = json.loads(path.read_text())["worlds"]
    assert (world["screening_s"], world["screening_false"], world["machine_talk"]["mean"]) == (0.0, 0.0, 8.0)
    assert "Machine detection is off" in said


def test_the_same_seed_gives_the_same_day_under_the_law(pronto: Pronto) -> None:
    assert pronto(*FOUR, "--law", "US", "--seed", "3") == pronto(*FOUR, "--law", "US", "--seed", "3")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--law", "XX"), "There is no law 'XX'. There are: FR, IT, UK, US."),
        (("--law", "DE"), "No campaign starts on DE, which is a sketch."),
        (("--law", "EU-GDPR"), "No campaign starts on EU-GDPR, which is a base for others."),
        (("--law", "IT,IT"), "laws of one country"),
        (("--law", "IT", "--set", "wait=1"), "Under a law nobody chooses wait"),
        (("--law", "IT", "--what-if", "agents=3 ring-min=2"), "Under a law nobody chooses ring-min"),
        (("--set", "agents=0"), "out of bounds: 1 to 2000 agents"),
        (("--set", "answered=150"), "out of bounds"),
    ],
)
def test_what_cannot_be_played_is_refused_with_its_cure(pronto: Pronto, words: tuple[str, ...], says: str) -> None:
    code, said = pronto(*words)
    assert (code, says in said) == (2, True), said


def test_a_campaign_is_played_under_its_own_law_or_another(pronto: Pronto, tmp_path: Path) -> None:
    law = LawSettings(profile="IT")
    asyncio.run(dialled(Settings(state_dir=tmp_path / "state"), clock.now() - 1_200.0, law=law))
    path = tmp_path / "x.json"
    out = ("--set", "agents=2", "--set", "hours=0.2", "--out", str(path))
    code, said = pronto("--campaign", "Spring", *out)
    assert code == 0, said
    assert [one["constraint"] for one in json.loads(path.read_text())["kept"]] == ["campaign", "IT-MUTE-RATE"]
    code, said = pronto("--campaign", "Spring", "--law", "US", *out)
    assert code == 0, said
    assert [one["constraint"] for one in json.loads(path.read_text())["kept"]] == ["campaign", "US-ABANDON"]


def test_without_a_terminal_a_line_says_now_and_then_how_far_it_is() -> None:
    said: list[str] = []
    at = iter([0.0, 5.0, 16.0, 20.0, 31.5])
    lines = Lines(1_000.0, lambda: next(at), said.append)
    for _ in range(4):
        lines.moved("predictive", 100.0)
    assert said == ["simulated 20%: predictive", "simulated 40%: predictive"]


def test_a_law_that_lets_nobody_be_dialled_ahead_says_so(
    pronto: Pronto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "profiles"
    shutil.copytree(PROFILES, folder)
    italian = (folder / "it.yaml").read_text(encoding="utf-8")
    (folder / "it.yaml").write_text(italian.replace("by: 2027-02-24", "by: 2026-01-31"), encoding="utf-8")
    monkeypatch.setenv("PRONTO_PROFILES_DIR", str(folder))
    path = tmp_path / "x.json"
    code, said = pronto(*FOUR, "--law", "IT", "--compare", "progressive,predictive", "--out", str(path))
    assert code == 0, said
    assert "Nobody may be dialled ahead (PROFILE-REVIEW" in said
    assert "one call for each ready agent all day" in said
    one_to_one, held = json.loads(path.read_text())["rows"]
    assert held == {**one_to_one, "pacer": "predictive"}
