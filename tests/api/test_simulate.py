"""`pronto simulate`: what it says, writes and reads."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from api.cli.history_source import PastError, past_call, read_file
from dialer.core import clock
from dialer.core.settings import Settings
from pacing.simulate.replay import PastEnd
from tests.support.simulations import Pronto, dialled

HEADER = "placed_at,ringing_at,answered_at,agent_joined_at,ended_at,disposed_at,agent_id,outcome"
FOUR = ("--set", "agents=4")


def test_a_day_is_told_and_written_in_every_form(pronto: Pronto, tmp_path: Path) -> None:
    files = [tmp_path / f"day{suffix}" for suffix in (".json", ".csv", ".md", ".svg")]
    code, said = pronto(*FOUR, *(word for path in files for word in ("--out", str(path))))
    assert (code, "predictive" in said, "occupancy" in said) == (0, True, True)
    as_json, as_csv, as_md, as_svg = (path.read_text() for path in files)
    [row] = json.loads(as_json)["rows"]
    lines = list(csv.DictReader(as_csv.splitlines()))
    assert (row["agents"], len(lines)) == (4, 10)
    assert sum(float(line["talk_s"]) + float(line["wrap_up_s"]) for line in lines) == pytest.approx(
        row["occupancy_percent"] / 100.0 * sum(float(line["staffed_s"]) for line in lines), rel=0.01
    )
    assert "| 4 | 25 %, 60 s |" in as_md
    assert ET.fromstring(as_svg).tag.endswith("svg")  # noqa: S314 - our own picture


def test_the_same_seed_gives_the_same_day(pronto: Pronto) -> None:
    assert pronto(*FOUR, "--seed", "3") == pronto(*FOUR, "--seed", "3")
    assert pronto(*FOUR, "--seed", "3") != pronto(*FOUR, "--seed", "4")


def test_pacers_are_compared_swept_and_asked_what_if(pronto: Pronto, tmp_path: Path) -> None:
    picture, table = tmp_path / "x.svg", tmp_path / "x.csv"
    out = ("--out", str(picture), "--out", str(table))
    code, said = pronto("--compare", "progressive,predictive", "--sweep", "agents=2,4", "--days", "2", *out)
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert (code, [(row["pacer"], row["agents"], row["days"]) for row in rows]) == (
        0,
        [("progressive", "2", "2"), ("predictive", "2", "2"), ("progressive", "4", "2"), ("predictive", "4", "2")],
    )
    assert "progressive, agents 2" in said
    assert "What agents does" in picture.read_text()
    code, said = pronto(*FOUR, "--pacer", "progressive", "--what-if", "agents=6 wait=1", *out)
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert (code, [(row["world"], row["agents"]) for row in rows]) == (
        0,
        [("as it is", "4"), ("agents 6, wait 1 s", "6")],
    )


def test_every_pacer_can_be_compared(pronto: Pronto) -> None:
    code, said = pronto("--set", "agents=2", "--compare", "all")
    assert (code, [name in said for name in ("VICIdial average", "Erlang rate", "guaranteed")]) == (0, [True] * 3)


def test_a_band_says_where_one_more_day_lies(pronto: Pronto, tmp_path: Path) -> None:
    path = tmp_path / "band.json"
    code, said = pronto(*FOUR, "--band", "--pacer", "progressive", "--out", str(path))
    found = json.loads(path.read_text())
    assert (code, "39 days" in said, found["runs"]) == (0, True, 39)
    assert found["coverage"] == pytest.approx(0.95)
    assert 0.2 < found["occupancy"]["low"] < found["occupancy"]["middle"] < found["occupancy"]["high"] < 0.9


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--set", "moons=1"), "There are: agents"),
        (("--set", "agents=2,3"), "--sweep"),
        (("--set", "agents=9999"), "out of bounds"),
        (("--pacer", "foo"), "There are: progressive"),
        (("--out", "x.png"), ".svg"),
        (("--out", "no/such/folder/x.csv"), "make it first"),
        (("--band", "--sweep", "agents=1,2"), "leave out"),
        (("--sweep", "agents=1", "--what-if", "agents=2"), "leave one out"),
        (("--replay", "nowhere.csv"), "cannot be read"),
        (("--time-zone", "Mars"), "'Mars' is not known: use a name as in Europe/Rome."),
        (("--replay", "a.csv", "--campaign", "b"), "give --replay or --campaign"),
        (("--campaign", "nobody"), "There are none yet."),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(pronto: Pronto, words: tuple[str, ...], says: str) -> None:
    code, said = pronto(*words)
    assert (code, says in said) == (2, True), said


def test_italian_is_spoken_and_files_for_machines_stay_as_they_are(pronto: Pronto, tmp_path: Path) -> None:
    picture = ("--out", str(tmp_path / "x.csv"), "--language", "it")
    code, said = pronto(*FOUR, "--pacer", "progressive", "--what-if", "agents=6", *picture)
    assert (code, "occupati" in said, "com'è" in said, "Scritto:" in said, "busy" in said) == (0, *3 * [True], False)
    assert {row["world"] for row in csv.DictReader((tmp_path / "x.csv").read_text().splitlines())} == {
        "as it is",
        "agents 6",
    }
    assert "," in said.partition(" %")[0][-5:], said
    code, said = pronto(*FOUR, "--band", "--pacer", "progressive", "--language", "it")
    assert (code, "39 giornate" in said, "tasso di abbandono" in said) == (0, True, True)


def test_pictures_and_tables_speak_italian_too(pronto: Pronto, tmp_path: Path) -> None:
    day, bars, sweep, table = (tmp_path / name for name in ("day.svg", "bars.svg", "sweep.svg", "x.md"))
    italian = ("--pacer", "progressive", "--language", "it")
    assert pronto(*FOUR, *italian, "--out", str(day))[0] == 0
    assert pronto(*FOUR, *italian, "--what-if", "agents=6", "--out", str(bars), "--out", str(table))[0] == 0
    assert pronto(*italian, "--sweep", "agents=2,4", "--out", str(sweep))[0] == 0
    band = tmp_path / "band.md"
    assert pronto(*FOUR, *italian, "--band", "--out", str(band))[0] == 0
    for file in (day, bars, sweep, table, band):
        said = file.read_text()
        left = [word for word in ("agents ", "abandoned", "occupancy", "as it is", "limit ", "days") if word in said]
        assert left in ([], ["agents "]), (file.name, left)  # `agents` is what the command calls the figure
    assert "operatori in conversazione" in day.read_text()
    assert "com'è" in bars.read_text().replace("&#x27;", "'")
    assert "L'effetto di agents" in sweep.read_text().replace("&#x27;", "'")
    assert "25 %, 60 s; com'è" in table.read_text()
    assert "| tasso di abbandono | 0," in band.read_text()


@pytest.mark.parametrize(
    ("wrong", "english", "italian"),
    [
        (
            "agents",
            "should be a name, an equals sign and figures",
            "deve essere un nome, un segno di uguale e dei valori",
        ),
        ("moons=1", "'moons' is not a figure of the simulation. There are: agents", "'moons' non è un parametro della"),
        ("agents=many", "'many' in 'agents=many' should be numbers", "'many' in 'agents=many': servono numeri"),
        ("limit=0.05", "limit=0.05 is out of bounds: 0.1 to 20 %.", "limit=0,05 è fuori dai limiti: da 0,1 a 20 %."),
        ("agents=2.5", "agents=2.5 must be a whole number.", "agents=2,5 deve essere un numero intero."),
    ],
)
def test_a_figure_that_cannot_be_is_said_in_each_language(
    pronto: Pronto, wrong: str, english: str, italian: str
) -> None:
    for language, says in (("en", english), ("it", italian)):
        code, said = pronto(*FOUR, "--set", wrong, "--language", language)
        assert (code, says in said) == (2, True), said


def test_too_few_calls_are_said_with_what_a_replay_needs(pronto: Pronto, tmp_path: Path) -> None:
    path = tmp_path / "past"
    path.write_text(as_text(lines_of(50)))
    code, said = pronto("--replay", str(path))
    assert (code, "There are 50 calls, 10 of them answered by a person" in said, "100 and 20" in said) == (
        2,
        True,
        True,
    )


def lines_of(count: int) -> list[dict[str, str]]:
    """Calls of Pronto's export, every fifth answered by a person."""
    lines = []
    for at in range(count):
        placed = 1_777_885_200.0 + 10.0 * at
        line = {"placed_at": str(placed), "ringing_at": str(placed + 2.0), "outcome": "no_answer"}
        if at % 5:
            line |= {"ended_at": str(placed + 27.0)}
        else:
            line |= {"answered_at": str(placed + 9.0), "agent_joined_at": str(placed + 9.1), "outcome": "connected"}
            line |= {"ended_at": str(placed + 70.0), "disposed_at": str(placed + 82.0), "agent_id": str(at % 3 + 1)}
        lines.append(line)
    return lines


def as_text(lines: list[dict[str, str]], mark: str = ",") -> str:
    names = HEADER.split(",")
    return "\n".join([mark.join(names), *(mark.join(line.get(name, "") for name in names) for line in lines)])


@pytest.mark.parametrize(
    "text",
    [
        as_text(lines_of(150)),
        "\ufeff" + as_text(lines_of(150), ";"),
        "\n".join(json.dumps(line) for line in lines_of(150)),
        json.dumps(lines_of(150)),
    ],
    ids=["csv", "semicolons", "json lines", "json array"],
)
def test_a_file_of_past_calls_is_replayed(pronto: Pronto, tmp_path: Path, text: str) -> None:
    path = tmp_path / "past"
    path.write_text(text, encoding="utf-8")
    assert len(read_file(path)) == 150
    code, said = pronto("--replay", str(path))
    assert (code, "150 past calls, 30 answered by a person (20.0%)" in said) == (0, True), said
    assert "talk 60.9 s, wrap-up 12.0 s, 3 agents" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "line 1: no column outcome, placed_at"),
        ("placed_at,outcome\n2026-05-04T09:00:00,busy\n", "line 2: placed_at '2026-05-04T09:00:00' has no time zone"),
        ("placed_at,outcome\nyesterday,busy\n", "is not a date and time"),
        ("placed_at,outcome\n,busy\n", "line 2: placed_at is empty"),
        ("placed_at,outcome\n1,busy\n2,gone\n", "line 3: outcome 'gone' is not known. Write one of connected"),
        ("placed_at,outcome,talk_s\n1,connected,long\n", "talk_s 'long' is no number"),
        ("placed_at,outcome,talk_s\n1,connected,-4\n", "talk_s '-4' is not between"),
        ('{"placed_at": 1}\n{oops\n', "line 2: not JSON"),
        ("[1, 2]", "line 1: each call must be an object"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "past"
    path.write_text(text)
    if '"placed_at": 1' in text:
        text = text.replace("1}", '1, "outcome": "busy"}')
        path.write_text(text)
    with pytest.raises(PastError) as caught:
        read_file(path)
    assert says in str(caught.value)


def test_a_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "past"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PastError, match="UTF-8"):
        read_file(path)


def test_a_past_call_is_read_as_what_it_was() -> None:
    call = past_call(
        {"placed_at": 100.0, "ringing_at": 102.0, "answered_at": 110.0, "screened_at": 112.0, "outcome": "connected"}
        | {"agent_joined_at": 112.5, "ended_at": 170.0, "disposed_at": 169.0, "agent_id": 7}
    )
    assert call is not None
    assert (call.end, call.set_up_s, call.ring_s, call.screening_s) == (PastEnd.PERSON, 2.0, 8.0, 2.0)
    assert (call.talk_s, call.wrap_up_s, call.agent) == (57.5, 0.0, "7")  # disposed during the talk
    lost = past_call({"placed_at": "2026-05-04T09:00:00Z", "outcome": "abandoned", "ring_s": "9", "disposed_at": ""})
    assert lost is not None
    assert (lost.end, lost.ring_s, lost.talk_s, lost.wrap_up_s) == (PastEnd.ABANDONED, 9.0, None, None)
    for outcome in ("cancelled", "not_placed", "lost", ""):
        assert past_call({"placed_at": 1.0, "outcome": outcome}) is None
    called_off = past_call({"placed_at": 1.0, "ringing_at": 3.0, "outcome": "cancelled", "ended_at": 20.0})
    assert called_off is not None
    assert (called_off.end, called_off.ring_s) == (PastEnd.CALLED_OFF, 17.0)
    late = past_call(
        {"placed_at": 1.0, "outcome": "connected", "agent_joined_at": 2.0, "ended_at": 3.0, "disposed_at": 9e3}
    )
    assert late is not None
    assert late.wrap_up_s is None


def test_a_campaign_is_simulated_from_its_own_attempts(pronto: Pronto, tmp_path: Path) -> None:
    asyncio.run(dialled(Settings(state_dir=tmp_path / "state"), clock.now() - 1_200.0))
    path = tmp_path / "x.json"
    code, said = pronto("--campaign", "Spring", "--set", "agents=2", "--out", str(path))
    assert (code, "150 past calls, 50 answered by a person (33.3%)" in said) == (0, True), said
    assert "assumed: wrap-up, agents" in said
    [world] = json.loads(path.read_text())["worlds"]
    assert (world["lines"], world["ring_limit_s"], world["wait_limit_s"]) == (12, 25.0, 2.0)
    assert (world["talk"]["mean"], world["limit"]) == (pytest.approx(40.0), 0.03)
    code, said = pronto("--campaign", "Spring", "--past-days", "0.01")
    assert (code, "at least 100" in said) == (2, True)
    code, said = pronto("--campaign", "Summer")
    assert (code, "There are: Spring" in said) == (2, True)
