"""A board is split into parts by key, sent as changes, and put together again by every listener."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from api.live.board_parts import board_of, parts_of, updated, visible_board
from api.live.stream import Stream
from dialer.core.visibility import Visibility
from dialer.i18n.message import from_plain, to_plain
from dialer.telephony.destinations.model import Alarm, Refusal
from dialer.telephony.destinations.words import alarm_sentence
from tests.support.board import BOARD, CAMPAIGN
from tests.support.spoken import in_english

NO_HEALTH = {"engine_id": "", "health": {}}
UNNAMED = [{"id": None, "name": "", "state": "ready", "since": 1.0, "attempt_id": None}] * 3


def test_a_board_put_together_again_is_the_board() -> None:
    paced = CAMPAIGN | {"id": 2, "pace": {"words": "Calls started: 9.", "in_flight": 4}, "agent_rows": UNNAMED}
    board = BOARD | NO_HEALTH | {"campaigns": [CAMPAIGN, paced]}
    assert board_of(parts_of(board), at=BOARD["at"]) == board
    assert parts_of({}) == {}
    assert board_of({}, at=1.0) == {}


def test_instants_that_change_with_every_board_are_no_change() -> None:
    board = BOARD | {"health": {"beat_at": 1.0, "database": True, "backlog": 0}, "decision_us": {"p50": 1.0}}
    later = BOARD | {"at": 1001.0, "health": {"beat_at": 2.0, "database": True, "backlog": 0}}
    assert parts_of(board) == parts_of(later)


def test_a_trunks_alarm_names_no_campaign_of_another_company() -> None:
    text = to_plain(alarm_sentence(Alarm(trunk_id=1, trunk="east", at=1.0, what=Refusal.PREMIUM, campaign="Secret")))
    guard = {"alarm": {"what": "premium", "since": 1.0, "text": text, "campaign": "Secret"}}
    campaign = {"id": 3, "name": "Secret", "company_id": 2}
    board = {"campaigns": [campaign], "trunks": [{"id": 1, "name": "east", "guard": guard}]}
    for mine, is_named in ((2, True), (1, False)):
        seen = visible_board(board, sees=Visibility(companies=frozenset({mine}), teams=None))
        assert ("Secret" in orjson.dumps(seen["trunks"]).decode()) is is_named
        assert "premium rate" in in_english(from_plain(seen["trunks"][0]["guard"]["alarm"]["text"]))


campaigns = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 3),
            "status": st.sampled_from(["running", "paused"]),
            "agent_rows": st.lists(
                st.fixed_dictionaries({"id": st.integers(1, 4), "state": st.sampled_from("abc")}),
                unique_by=lambda row: row["id"],
            ),
        },
        optional={"why": st.none() | st.just({"code": "predicted"}), "pace": st.just({"risk": 0.1})},
    ),
    unique_by=lambda one: one["id"],
)


@given(st.lists(campaigns.map(lambda those: {"engine": "up", "campaigns": those}), min_size=1, max_size=6), st.data())
def test_a_listener_that_reads_now_and_then_has_the_boards_of_one_that_reads_all(
    boards: list[dict[str, Any]], data: st.DataObject
) -> None:
    stream = Stream("board")
    parts: dict[str, Any] = {}
    seq = None
    for second, board in enumerate(boards):
        stream.show(parts_of(board), now=float(second))
        if data.draw(st.booleans()) or board is boards[-1]:
            events = [stream.snapshot(now=second)] if seq is None else stream.since(seq, now=float(second))[0]
            for event in events:
                parts = updated(parts, orjson.loads(event.message("en")))
            seq = stream.seq
    assert parts == orjson.loads(orjson.dumps(parts_of(boards[-1])))
