"""`pronto callback risk`: promises about to be missed, as the board of an engine shows them."""

from typing import Any

import httpx
import orjson
import pytest

from api.cli import callback
from dialer.engine.board.board import board
from dialer.i18n.catalogue import with_words
from tests.api.test_cli_follows import ends_with, instead
from tests.support.cells import a_config, a_lead
from tests.support.story import Story


def shown(*, agent_id: int | None = None, agent_name: str = "") -> dict[str, Any]:
    """The board of an engine where a call-back for this agent, or for anyone, is not placed yet and soon too late."""
    story = Story(config=a_config(callback_grace_s=600.0)).begin()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 10.0, agent_id=agent_id, agent_name=agent_name, deadline_at=story.now + 600.0)
    story.pass_time(301.0)
    return board(story.switchboard, leads={}, troubles={}, now=story.now)


@pytest.mark.parametrize(
    ("whose", "words"),
    [({"agent_id": 99, "agent_name": "Anna B."}, "Anna B.: "), ({"agent_id": 99}, "#99: "), ({}, "anyone: ")],
    ids=["an agent's", "an agent's whose name is not told", "anybody's"],
)
def test_a_promise_at_risk_is_told_with_whose_it_is_and_the_command_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, whose: dict[str, Any], words: str
) -> None:
    raw = orjson.dumps(shown(**whose), default=str, option=orjson.OPT_NON_STR_KEYS)

    def answer_in(language: str) -> None:
        instead(monkeypatch, callback, lambda _: httpx.Response(200, json=with_words(orjson.loads(raw), language)))

    answer_in("en")
    ends_with(1, ["callback", "risk"], "1  Spring  ", words, "A call back promised for", "is not placed yet")
    answer_in("it")
    ends_with(1, ["callback", "risk", "--language", "it"], "Una richiamata concordata per", "non è ancora partita")


def test_without_any_the_command_ends_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, callback, lambda _: httpx.Response(200, json={}))
    ends_with(0, ["callback", "risk"], "No promise is at risk")
