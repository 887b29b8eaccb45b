"""Whatever text is put into an action arrives at Asterisk as it was, or is refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami import actions
from ami.action import MAX_LINE_BYTES, Action, CallerId, plain
from ami.errors import BadHeader
from tests.support import asterisk_reading
from tests.support.loopback_ami import Received

anything = st.text(max_size=60) | st.text(alphabet='\r\n\0\t ,;:"\\=${}()[]<>|&áé😀\u2028\u202e', max_size=30)
identifiers = st.from_regex(r"_{0,2}[A-Z][A-Z0-9_]{0,10}", fullmatch=True)


def arrived(action: Action) -> Received:
    """The action as Asterisk reads it; fails if it is anything but exactly one action."""
    reader = asterisk_reading.LineReader()
    ((headers, error),) = reader.feed(action.wire("id-1").encode())
    assert error is None
    return Received(tuple(headers))


def an_originate(**changes: object) -> Action:
    wanted: dict[str, object] = {
        "channel": "PJSIP/+441134960011@trunk",
        "channel_id": "at-1",
        "context": "pronto-customer",
        "exten": "s",
        "ring_timeout_ms": 25_000,
    }
    return actions.originate(**(wanted | changes))  # type: ignore[arg-type]


@given(anything, anything)
def test_no_text_can_inject_a_header(name: str, value: str) -> None:
    try:
        action = Action("Anything", ((name, value), ("Last", "1")))
    except BadHeader:
        return
    expected = (("Action", "Anything"), ("ActionID", "id-1"), (name, value), ("Last", "1"))
    assert arrived(action).headers == expected


@given(st.dictionaries(identifiers, anything, max_size=5))
def test_channel_variables_arrive_as_they_were(variables: dict[str, str]) -> None:
    try:
        action = an_originate(variables=variables)
    except BadHeader:
        return
    read = [pair for header in arrived(action).every("Variable") for pair in asterisk_reading.variables(header)]
    assert read == list(variables.items())


@pytest.mark.parametrize(
    "value", ["a,b", 'say "hi"', "back\\slash\\", "x=y", "${SHELL(id)}", "(a, [b", " led", "", ","]
)
def test_awkward_variables_are_taken_and_arrive(value: str) -> None:
    (header,) = arrived(an_originate(variables={"LEAD": value})).every("Variable")
    assert asterisk_reading.variables(header) == [("LEAD", value)]


@given(anything)
def test_a_caller_name_arrives_as_it_was(name: str) -> None:
    try:
        action = an_originate(caller_id=CallerId(number="+441134960999", name=name))
    except BadHeader:
        return
    assert asterisk_reading.caller_id(arrived(action)["CallerID"]) == (name, "+441134960999")


def test_a_caller_name_cannot_pass_itself_off_as_a_number() -> None:
    action = an_originate(caller_id=CallerId(number="+441134960999", name='x" <112> "y\\'))
    assert asterisk_reading.caller_id(arrived(action)["CallerID"]) == ('x" <112> "y\\', "+441134960999")


@pytest.mark.parametrize("number", ["+44 113", "112>", "abc", "1;2", "1\n2"])
def test_a_caller_number_is_a_number(number: str) -> None:
    with pytest.raises(BadHeader, match="Caller id: the number"):
        CallerId(number=number)


CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xD800, 0xDFFF]


@pytest.mark.parametrize("code", CONTROLS)
def test_every_control_character_is_refused_with_its_place(code: int) -> None:
    with pytest.raises(BadHeader, match=rf"Thing: Name has the control character U\+{code:04X} at position 3"):
        Action("Thing", (("Name", f"ab{chr(code)}Action: Originate"),))


@pytest.mark.parametrize("name", ["", "A B", "A:", "A\r\nB", "é", "1A", "-"])
def test_a_header_name_is_a_plain_word(name: str) -> None:
    with pytest.raises(BadHeader):
        Action("Thing", ((name, "v"),))
    with pytest.raises(BadHeader):
        Action(name)


@pytest.mark.parametrize("name", ["Action", "actionid"])
def test_the_headers_of_the_link_itself_cannot_be_set(name: str) -> None:
    with pytest.raises(BadHeader, match="written by the link itself"):
        Action("Thing", ((name, "v"),))


@pytest.mark.parametrize("text", ["x", "é", "😀"])
def test_the_longest_line_is_measured_in_bytes_and_asterisk_reads_it(text: str) -> None:
    room = MAX_LINE_BYTES - len("Val: ")
    longest = (text * room).encode()[:room].decode(errors="ignore")
    longest += "x" * (room - len(longest.encode()))
    action = Action("Thing", (("Val", longest),))
    assert arrived(action)["Val"] == longest
    with pytest.raises(BadHeader, match="1023 bytes, Asterisk reads 1022; shorten it"):
        Action("Thing", (("Val", longest + "x"),))


def test_more_headers_than_asterisk_reads_are_refused() -> None:
    most = tuple((f"V{n}", "1") for n in range(126))
    assert len(arrived(Action("Thing", most)).headers) == 128
    with pytest.raises(BadHeader, match="127 headers"):
        Action("Thing", (*most, ("One", "more")))


def test_a_leading_blank_that_asterisk_would_drop_is_refused() -> None:
    with pytest.raises(BadHeader, match="begins with a blank"):
        actions.setvar("1.1", "NAME", " x")


@pytest.mark.parametrize("name", ["A B", "CHANNEL(language)", "A,B", "A=B", "___X", "", "1", "é"])
def test_a_variable_name_cannot_call_a_function(name: str) -> None:
    with pytest.raises(BadHeader, match="variable name"):
        an_originate(variables={name: "1"})
    with pytest.raises(BadHeader, match="variable name"):
        actions.setvar("1.1", name, "1")


@pytest.mark.parametrize("channel", ["/.*/", "", "/"])
def test_no_action_on_one_channel_can_hit_them_all(channel: str) -> None:
    for build in (
        lambda: actions.hangup(channel),
        lambda: actions.bridge(customer=channel, agent="1.2"),
        lambda: actions.bridge(customer="1.1", agent=channel),
        lambda: actions.setvar(channel, "A", "1"),
    ):
        with pytest.raises(BadHeader):
            build()


def test_an_originate_never_waits_for_the_answer() -> None:
    action = an_originate(caller_id=CallerId(number="+441134960999"), other_channel_id="at-1b", variables={"__P": "1"})
    assert action.headers == (
        ("Channel", "PJSIP/+441134960011@trunk"),
        ("Context", "pronto-customer"),
        ("Exten", "s"),
        ("Priority", "1"),
        ("Timeout", "25000"),
        ("Async", "true"),
        ("ChannelId", "at-1"),
        ("OtherChannelId", "at-1b"),
        ("CallerID", "<+441134960999>"),
        ("Variable", "__P=1"),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "trunk"},
        {"channel": "/x"},
        {"channel": "PJSIP/" + "1" * 250},
        {"channel_id": ""},
        {"channel_id": "x" * 150},
        {"context": ""},
        {"exten": ""},
        {"ring_timeout_ms": 0},
        {"priority": 0},
        {"caller_id": CallerId(number="1", name="x" * 255)},
    ],
)
def test_an_originate_that_asterisk_would_cut_or_refuse_is_not_built(change: dict[str, object]) -> None:
    with pytest.raises(BadHeader):
        an_originate(**change)


def test_a_hang_up_names_one_channel_and_a_real_cause() -> None:
    assert actions.hangup("at-1", cause=21).headers == (("Channel", "at-1"), ("Cause", "21"))
    with pytest.raises(BadHeader, match="1 to 127"):
        actions.hangup("at-1", cause=128)


def test_a_bridge_is_silent() -> None:
    headers = (("Channel1", "at-1"), ("Channel2", "leg-1"), ("Tone", "no"))
    assert actions.bridge(customer="at-1", agent="leg-1").headers == headers


def test_the_other_actions_are_spelt_as_asterisk_reads_them() -> None:
    built = {
        actions.setvar("1.1", "A", "1"): "Setvar Channel Variable Value",
        actions.getvar("A", channel="1.1"): "Getvar Channel Variable",
        actions.getvar("GLOBAL(A)"): "Getvar Variable",
        actions.db_get("f", "k"): "DBGet Family Key",
        actions.db_get_tree("f"): "DBGetTree Family",
        actions.db_del("f", "k"): "DBDel Family Key",
        actions.db_put("f", "k", ""): "DBPut Family Key Val",
        actions.challenge(): "Challenge AuthType",
        actions.login("u", "s", "1"): "Login AuthType Username Key Events",
        actions.core_show_channels(): "CoreShowChannels",
        actions.core_settings(): "CoreSettings",
        actions.ping(): "Ping",
        actions.logoff(): "Logoff",
    }
    for action, spelt in built.items():
        assert " ".join([action.name, *(name for name, _ in action.headers)]) == spelt


def test_an_action_shows_no_secret_and_no_number() -> None:
    assert repr(actions.login("pronto", "s3cret", "1")) == "Action(Login: AuthType, Username, Key, Events)"
    assert "441134960011" not in repr(an_originate())
    assert "1134960999" not in repr(CallerId(number="+441134960999"))


@given(st.text(), st.integers(0, 40))
def test_plain_text_always_fits(text: str, room: int) -> None:
    fitted = plain(text, max_bytes=room)
    assert len(fitted.encode()) <= room
    assert arrived(Action("Thing", (("Val", fitted),)))["Val"] == fitted


def test_plain_text_loses_nothing_that_can_be_kept() -> None:
    assert plain("Anna\r\nAction: x", max_bytes=99) == "Anna  Action: x"
    assert plain("שלום 😀 “é”", max_bytes=99) == "שלום 😀 “é”"
    assert plain(string.ascii_letters, max_bytes=3) == "abc"
