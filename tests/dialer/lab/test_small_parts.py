"""Ports, made numbers, the carrier's record, loudness, scenario files."""

import math
import random
import socket
import wave
from array import array
from pathlib import Path

import phonenumbers
import pytest

from dialer.lab import audio, carrier_cdr, numbers, scenario_file
from dialer.lab.errors import LabError
from dialer.lab.ports import HIGHEST, LOOPBACK, LOWEST, Ports, find_free, free_port, is_free, voice_ports
from dialer.lab.scenario import REALISTIC, Outcome, Spread, plan_for, plans
from dialer.lab.settings import LabSettings


def test_a_block_has_no_overlaps_and_its_size() -> None:
    ports = Ports(base=20_000, voice=100)
    single = [ports.dialer_sip, ports.carrier_sip, ports.dialer_ami, ports.carrier_ami]
    first, last = ports.dialer_rtp
    assert len(set(single)) == 4
    assert max(single) < first
    assert last + 1 == ports.carrier_rtp[0]
    assert ports.carrier_rtp[1] == ports.base + ports.size - 1
    assert (last - first + 1, first % 2) == (100, 0)


def test_a_free_block_is_found_below_the_system_s_own_range() -> None:
    ports = find_free(100)
    assert LOWEST <= ports.base <= HIGHEST - ports.size
    assert is_free(ports)


def test_a_bound_port_makes_a_block_not_free() -> None:
    ports = find_free(100)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((LOOPBACK, ports.dialer_sip))
        assert not is_free(ports)
    assert is_free(ports)


def test_one_free_port_is_none_that_an_outgoing_connection_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = iter([20_001, 20_001, 20_002])
    monkeypatch.setattr(random.SystemRandom, "randrange", lambda *_: next(chosen))
    with socket.socket() as taken:
        taken.bind((LOOPBACK, free_port()))
        taken.listen()
        assert free_port() == 20_002
        monkeypatch.setattr(random.SystemRandom, "randrange", lambda *_: 20_001)
        with pytest.raises(LabError, match="no free port between 10000 and 32000"):
            free_port()


def test_too_many_lines_are_refused_in_words() -> None:
    with pytest.raises(LabError, match="fewer lines"):
        find_free(voice_ports(10_000))


@pytest.mark.parametrize("base", [0, 65_400, 70_000])
def test_a_block_that_is_chosen_ends_within_all_ports(base: int) -> None:
    with pytest.raises(LabError, match="begin between 1 and 65326"):
        LabSettings(folder=Path("x"), base_port=base, agents=4, lines=4).ports()


def test_made_numbers_are_unique_valid_and_many() -> None:
    made = list(numbers.fictitious())
    assert len(made) == len(set(made)) == 64_000
    assert all(number.startswith(numbers.COUNTRY_CODES) for number in made)
    one_of_each_thousand = {number[:9]: number for number in made}
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in one_of_each_thousand.values())


def test_numbers_with_an_outcome_have_it() -> None:
    table = plans(REALISTIC, 1000)
    found = numbers.with_outcome(Outcome.MACHINE, 250, table)
    assert len(set(found)) == 250
    assert {plan_for(number, table).outcome for number in found} == {Outcome.MACHINE}
    assert numbers.with_outcome(Outcome.MACHINE, 50, table, skip=200) == found[200:]


def test_more_numbers_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="Only 0 fictitious numbers give machine"):
        numbers.with_outcome(
            Outcome.MACHINE, 1, [plan for plan in plans(REALISTIC, 10) if plan.outcome is Outcome.BUSY]
        )


def test_the_record_is_read_back() -> None:
    text = "441134960010|0|person|1000|2000|7000|network|16|4000\n441134960011|1|busy|1000||1300|network|17|\n"
    person, busy = carrier_cdr.parse(text)
    assert (person.number, person.answered_ms, person.ended_by) == ("+441134960010", 2000, carrier_cdr.EndedBy.NETWORK)
    assert (person.pressed_ms, busy.pressed_ms) == (4000, None)
    assert (busy.outcome, busy.answered_ms, busy.ended_ms, busy.cause) == (Outcome.BUSY, None, 1300, 17)


def _wav(path: Path, samples: list[int]) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(array("h", samples).tobytes())
    return path


def test_loudness_tells_sound_from_silence(tmp_path: Path) -> None:
    tone = [round(16384 * math.sin(i / 4)) for i in range(800)]
    path = _wav(tmp_path / "a.wav", [*tone, *[0] * 1600, *tone])
    levels = audio.loudness(path)
    assert levels[0] == pytest.approx(-9.03, abs=0.1)  # half of full scale, RMS: -6.02 - 3.01
    assert levels[1:3] == [-math.inf, -math.inf]
    assert audio.longest_silence_ms(path) == 200


def test_a_scenario_file_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("seed: 7\nshares: {person: 1, busy: 3}\ntalk: {kind: uniform, low: 5, high: 9}\n")
    scenario = scenario_file.read(path)
    assert (scenario.seed, scenario.shares) == (7, {Outcome.PERSON: 1, Outcome.BUSY: 3})
    assert scenario.talk == Spread(kind="uniform", low=5, high=9)
    assert scenario.ring == REALISTIC.ring


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shares: [", "is not YAML"),
        ("shares: {alien: 1}", "does not fit: shares"),
        ("name;phone", "does not fit: file is no object: write names and values"),
        ("talk: {kind: fixed, meen: 3}", r"does not fit: talk.meen"),
        ("talk: {kind: uniform, low: 3}", "needs both low and high"),
        ("shares: {busy: 0}", "not all 0"),
    ],
)
def test_a_wrong_scenario_file_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)
    with pytest.raises(LabError, match=said):
        scenario_file.read(path)


def test_a_missing_scenario_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot be read"):
        scenario_file.read(tmp_path / "none.yaml")
