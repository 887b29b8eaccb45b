"""The byte stream becomes the same messages however the network chops it."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.wire import Headers, RawEvent, Splitter, StreamError, read_headers

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
texts = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
names = st.from_regex(r"[A-Z][A-Za-z-]{0,8}", fullmatch=True)
messages = st.lists(st.lists(st.tuples(names, texts), min_size=1, max_size=6), max_size=5)


def spell(stream: list[list[tuple[str, str]]]) -> bytes:
    return BANNER + b"".join("".join(f"{n}: {v}\r\n" for n, v in one).encode() + b"\r\n" for one in stream)


def read(chunks: list[bytes], limit: int = 1 << 20) -> list[Headers]:
    splitter = Splitter(limit)
    return [read_headers(block) for chunk in chunks for block in splitter.feed(chunk)]


@given(messages, st.data())
def test_any_chopping_of_the_stream_gives_the_same_messages(
    stream: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    raw = spell(stream)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=12)))
    chunks = [raw[a:b] for a, b in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    whole = read([raw])
    assert read(chunks) == whole
    assert read([bytes([value]) for value in raw]) == whole
    for headers, sent in zip(whole, stream, strict=True):
        for name in {name for name, _ in sent}:
            assert list(headers.every(name)) == [value for key, value in sent if key == name]


@given(st.lists(st.tuples(names, texts), min_size=1, max_size=6))
def test_an_event_tells_each_header_as_if_all_had_been_read(sent: list[tuple[str, str]]) -> None:
    block = "\r\n".join(f"{name}: {value}" for name, value in sent).encode()
    event, headers = RawEvent(block), read_headers(block)
    assert dict(event) == headers
    assert len(event) == len(headers)
    assert event.get("not-there") is None
    for name in headers:
        behind = dict(list(headers.items())[list(headers).index(name) + 1 :])
        assert event.after(name) == behind


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_bytes_can_make_the_reader_fail(chunks: list[bytes]) -> None:
    splitter = Splitter(1 << 20)
    for chunk in [BANNER, *chunks, b"\r\n\r\n"]:
        for block in splitter.feed(chunk):
            read_headers(block)
            RawEvent(block).get("Uniqueid")


def test_a_character_cut_in_two_by_the_network_stays_whole() -> None:
    raw = BANNER + "Event: X\r\nCallerIDName: José 😀\r\n\r\n".encode()
    for cut in range(len(raw)):
        assert read([raw[:cut], raw[cut:]]) == [{"Event": "X", "CallerIDName": "José 😀"}]


def test_bad_utf8_is_replaced_and_the_rest_kept() -> None:
    assert read([BANNER + b"Event: X\r\nName: Jos\xe9\r\nNext: 1\r\n\r\n"]) == [
        {"Event": "X", "Name": "Jos\ufffd", "Next": "1"}
    ]


def test_an_empty_last_header_is_kept() -> None:
    assert read([BANNER + b"Event: X\r\nBridgeId: \r\n\r\n"]) == [{"Event": "X", "BridgeId": ""}]
    assert read([BANNER + b"Event: X\r\nBridgeId:\r\n\r\n"]) == [{"Event": "X", "BridgeId": ""}]


def test_a_value_is_not_unquoted_like_an_address() -> None:
    assert read([BANNER + b"Event: UserEvent\r\nResult: 100%25 +a\r\n\r\n"])[0]["Result"] == "100%25 +a"


def test_a_repeated_header_keeps_every_value_and_the_first_one_counts() -> None:
    (headers,) = read([BANNER + b"Event: X\r\nUniqueid: 1.1\r\nChanVariable: a=1\r\nChanVariable: b=2\r\n\r\n"])
    assert headers["ChanVariable"] == "a=1"
    assert headers.every("ChanVariable") == ("a=1", "b=2")
    assert headers.every("Uniqueid") == ("1.1",)
    assert headers.every("Nothing") == ()


def test_headers_can_be_copied_and_pickled() -> None:
    (headers,) = read([BANNER + b"Event: X\r\nV: 1\r\nV: 2\r\n\r\n"])
    for twin in (copy.deepcopy(headers), pickle.loads(pickle.dumps(headers))):  # noqa: S301 - our own bytes
        assert twin == headers
        assert twin.every("V") == ("1", "2")


def test_a_line_that_is_no_header_is_left_out() -> None:
    assert read([BANNER + b"Response: Success\r\nno header\r\nOutput: a: b\r\n\r\n"]) == [
        {"Response": "Success", "Output": "a: b"}
    ]


def test_empty_lines_between_messages_do_no_harm() -> None:
    assert read([BANNER + b"\r\n\r\nEvent: A\r\n\r\n\r\n\r\nEvent: B\r\n\r\n"]) == [{"Event": "A"}, {"Event": "B"}]


def test_a_message_without_end_is_refused_at_the_limit() -> None:
    splitter = Splitter(1000)
    splitter.feed(BANNER)
    splitter.feed(b"x" * 900)
    with pytest.raises(StreamError, match="1001 bytes came without the end of a message"):
        splitter.feed(b"x" * 101)


def test_a_first_line_without_end_is_shown_and_not_hoarded() -> None:
    splitter = Splitter(1 << 20)
    splitter.feed(b"\x16\x03" * 2000)
    assert splitter.banner is not None
    assert len(splitter.banner) <= 1024
