"""One channel: what is sent of a change, to whom that is up to date, slow, or comes back; and what it costs."""

import orjson
import pytest

from api.live.stream import RING_S, SLOW_S, Event, Stream
from dialer.i18n.message import msg, to_plain

A = {"state": "ready", "since": 1.0}


def told(stream: Stream, seq: int, *, now: float, patient: bool = False) -> list[tuple[str, str, int]]:
    events, _ = stream.since(seq, now=now, patient=patient)
    return [(event.op, orjson.loads(event.message("en"))["key"], event.seq) for event in events]


def test_only_what_changed_is_sent_and_of_a_part_only_the_fields() -> None:
    stream = Stream("board")
    stream.show({"a": A, "b": A}, now=0.0)
    assert stream.show({"a": A, "b": A}, now=0.5) is False
    stream.show({"a": A | {"state": "talking"}, "b": {"state": "ready"}, "c": A}, now=1.0)
    events, skipped = stream.since(2, now=1.0)
    assert [(one.op, one.body) for one in events] == [
        ("merge", {"state": "talking"}),
        ("set", {"state": "ready"}),  # a field is gone
        ("set", A),
    ]
    assert (skipped, [one.seq for one in events]) == (0, [3, 4, 5])
    stream.show({"a": A}, now=2.0)
    assert told(stream, 5, now=2.0) == [("gone", "b", 6), ("gone", "c", 7), ("merge", "a", 8)]


def test_an_envelope_says_where_it_belongs() -> None:
    stream = Stream("agent:7")
    stream.show({"screen": A}, now=5.0)
    [event], _ = stream.since(0, now=5.0)
    head = {"v": 1, "epoch": stream.epoch, "seq": 1, "at": 5.0, "channel": "agent:7"}
    assert orjson.loads(event.message("en")) == {**head, "op": "set", "key": "screen", "body": A}
    whole = orjson.loads(stream.snapshot(now=6.0).message("en"))
    assert whole == {**head, "at": 6.0, "op": "snapshot", "key": "", "body": {"screen": A}}
    assert event.frame("en") == b"event: set\ndata: " + event.message("en").encode() + b"\n\n"


def test_whoever_is_slow_gets_the_latest_of_each_key_and_is_told_how_much_it_is_spared() -> None:
    stream = Stream("board")
    stream.show({"a": A, "b": A, "c": A}, now=0.0)
    for n in range(10):
        stream.show({"a": A | {"n": n, "m": n}, "b": A}, now=1.0 + n / 100)
    events, skipped = stream.since(3, now=1.0 + SLOW_S + 1)
    assert [(one.op, one.body) for one in events] == [("gone", None), ("set", A | {"n": 9, "m": 9})]
    assert skipped == 11 - 2
    assert len(stream.since(3, now=1.0 + SLOW_S / 2)[0]) == 11, "one who is not slow gets all"


def test_slow_readers_share_what_is_encoded_for_them() -> None:
    stream = Stream("board")
    stream.show({"a": A, "b": A}, now=0.0)
    stream.show({"a": A, "b": A | {"n": 1}}, now=1.0)
    before = Event.encodings
    for _ in range(100):
        [late], _ = stream.since(1, now=100.0)
        late.frame("en")
    assert Event.encodings == before + 1


def test_whoever_comes_back_within_the_ring_gets_just_what_was_missed() -> None:
    stream = Stream("board")
    for n in range(5):
        stream.show({"a": A | {"n": n}}, now=float(n))
    assert told(stream, 3, now=50.0, patient=True) == [("merge", "a", 4), ("merge", "a", 5)]
    assert told(stream, 5, now=50.0, patient=True) == []


def test_whoever_comes_back_too_late_or_with_a_number_from_nowhere_gets_all_anew() -> None:
    stream = Stream("board")
    stream.show({"a": A, "b": A}, now=0.0)
    stream.show({"a": A}, now=1.0)
    stream.show({"a": A | {"n": 1}}, now=2.0 + RING_S)
    stream.show({"a": A | {"n": 2}}, now=2.0 + RING_S)
    for seq in (0, 2, 99):
        assert told(stream, seq, now=62.0, patient=True) == [("snapshot", "", 5)]
    assert told(stream, 0, now=70.0) == [("snapshot", "", 5)], "it was never told that b is gone"
    assert told(stream, 4, now=62.0, patient=True) == [("merge", "a", 5)]


def test_a_ring_holds_so_many_bytes_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.stream.RING_BYTES", 10_000)
    stream = Stream("board")
    for n in range(100):
        stream.show({"a": {"text": "x" * 1000, "n": n}, "b": {"text": "y" * 900 + str(n)}}, now=1.0)
        for event in stream.since(max(stream.seq - 2, 0), now=1.0)[0]:
            event.frame("en")
    assert sum(event.size for event in stream._ring) < 14_000  # the last changes are not weighed yet
    assert told(stream, 0, now=1.0, patient=True)[0][0] == "snapshot"


def test_an_event_is_encoded_once_for_each_language_however_many_read_it() -> None:
    stream = Stream("board")
    stream.show({"a": {"text": to_plain(msg("No engine answers"))}}, now=1.0)
    before = Event.encodings
    frames = {}
    for _ in range(1000):
        for language in ("en", "it"):
            events, _ = stream.since(0, now=1.0)
            frames[language, stream.joined(events, language, Event.frame)] = None
    assert Event.encodings == before + 2
    assert len(frames) == 2
    assert stream.joined(stream.since(0, now=1.0)[0], "en", Event.frame) is stream.joined(
        stream.since(0, now=1.0)[0], "en", Event.frame
    )


def test_a_replay_that_is_longer_than_the_state_is_a_snapshot() -> None:
    stream = Stream("board")
    for n in range(200):
        stream.show({"a": {"n": n}}, now=1.0)
    assert [op for op, _, _ in told(stream, 1, now=2.0, patient=True)] == ["snapshot"]
    assert [op for op, _, _ in told(stream, 150, now=2.0, patient=True)] == ["merge"] * 50
