"""A language that is one file more: what the API and commands say in it has no word that is not in its catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console, RenderableType

from ami.client import SHUTTING_DOWN
from ami.errors import AmiError
from ami.events import LinkDown
from ami.protocol import CLOSED
from api.cli import campaign_decisions, check
from api.cli.board import terminal_board
from api.cli.language import speak
from api.cli.output import out
from dialer.campaigns.not_due_reasons import SENTENCES as WAITING
from dialer.cell.agents.agent_screen import WITHDRAWN
from dialer.cell.dialling.idle_reasons import REASONS, reason
from dialer.compliance.settings import LawSettings
from dialer.engine.board.board import board
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, to_plain
from dialer.messaging.bus import Topic
from dialer.telephony.nodes.link_security import message_of_fault
from tests.api.test_campaigns import body
from tests.api.test_pacing import dialling, engine
from tests.support import legal_campaigns
from tests.support.api_clients import Door, Estate, made
from tests.support.board import BOARD
from tests.support.cells import NOW, a_config
from tests.support.legal_campaigns import italian
from tests.support.pseudo_language import PSEUDO, foreign_words, spoken_too
from tests.support.story import Story

SAID = frozenset({"text", "words", "trouble", "what", "mend", "facts", "detail", "title"})
"""Keys of sentences; others hold codes and names."""
NAMES = frozenset({"Acme", "Autumn", "Spring", "March", "carrier", "one", "Europe", "Rome", "register", "scrub", "out"})
"""What people have called something, zones, and the words of commands that are handed in whole."""
IN_PSEUDO = {"Accept-Language": PSEUDO}


@pytest.fixture(autouse=True)
def dropped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with spoken_too(tmp_path / "locale", monkeypatch):
        speak(PSEUDO)  # type: ignore[arg-type]
        yield


def sentences(value: Any, key: str = "") -> Iterator[str]:
    """Every sentence of an answer."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from sentences(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from sentences(one, key)
    elif key in SAID and isinstance(value, str):
        yield value


def wholly_pseudo(said: Iterable[str]) -> None:
    texts = [one for one in said if one]
    assert texts != []
    assert {one: words for one in texts if (words := foreign_words(one, NAMES))} == {}


def reasons() -> Iterator[Message]:
    """Each reason that a cell or an agent's page may tell."""
    for code, text in REASONS.items():
        places = [name for _, name, _, _ in Formatter().parse(text) if name]
        yield reason(code, dict.fromkeys(places, 9.0), ZoneInfo("Europe/Rome"))
    yield from WITHDRAWN.values()


def faults(of: type[AmiError] = AmiError) -> Iterator[Message]:
    """Each error of a link."""
    yield message_of_fault(of(CLOSED).fault)
    for below in of.__subclasses__():
        yield from faults(below)


def boards() -> Iterator[Mapping[str, Any]]:
    """Of real engines: one that dials, one that waits, one whose trunk is down, and two that the law holds."""
    dials = Story(a_config(mode="predictive")).begin(leads=30)
    dials.log_in()
    dials.pass_time(5.0)
    waits = Story(next_due=NOW + 600.0).begin()
    cut = Story().begin(leads=1)
    cut.hear(LinkDown(reason=SHUTTING_DOWN))
    unlawful = italian(law=LawSettings()).begin(leads=1)
    withheld = italian(caller_id=None)
    legal_campaigns.dials(withheld)
    for place, story in enumerate((dials, waits, cut, unlawful, withheld)):
        shown = board(story.switchboard, leads={}, troubles={}, now=story.now)
        yield shown | {"campaigns": [one | {"id": place} for one in shown["campaigns"]]}


async def test_the_board_has_no_word_that_is_not_in_the_catalogue(door: Door) -> None:
    nodes = [
        {"id": place, "name": "one", "state": "down", "version": "", "trouble": to_plain(fault), "lag": None}
        for place, fault in enumerate(faults())
    ]
    told = [to_plain(one) for one in reasons()]
    admin = await door.admin()
    for shown in (*boards(), BOARD | {"nodes": nodes, "campaigns": [], "text": told}):
        door.parts.bus.publish(Topic.BOARD, shown)
        answer = (await admin.get("/api/v1/board", headers=IN_PSEUDO)).json()
        assert answer == (await admin.get("/api/v1/board", params={"language": PSEUDO})).json()
        wholly_pseudo(sentences(answer))
        wholly_pseudo([in_terminal(terminal_board(answer))])


def in_terminal(shown: RenderableType) -> str:
    console = Console(width=140, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(shown)
    return captured.get()


async def test_a_check_before_the_start_has_none_either(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    bare = await made(admin, "POST", "/api/v1/campaigns", body(estate, trunk_ids=[], hours=[], caller_id_id=None))
    for campaign_id in (estate.campaign_id, bare["id"]):
        path = f"/api/v1/campaigns/{campaign_id}"
        found = (await admin.get(f"{path}/check", headers=IN_PSEUDO)).json()
        wholly_pseudo(sentences(found["findings"]))
        with out.capture() as said:
            check._show(found | {"profiles": []}, "Europe/Rome")  # whose titles are in their files
        wholly_pseudo([said.get()])
    refused = await admin.post(f"{path}/start", headers=IN_PSEUDO)
    assert refused.status_code == 409
    wholly_pseudo(sentences(refused.json()))


async def test_decisions_have_none_either(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    async with engine(door, {estate.campaign_id: dialling(8)}):
        path = f"/api/v1/campaigns/{estate.campaign_id}/decisions"
        said = (await admin.get(path, headers=IN_PSEUDO)).json()
    wholly_pseudo(sentences(said))
    shown = (
        campaign_decisions._by_reason(said["summary"]),
        campaign_decisions._latest(said["decisions"], "Europe/Rome"),
    )
    wholly_pseudo([in_terminal(one) for one in shown])


async def test_why_a_lead_waits_and_whether_pronto_is_ready_have_none_either(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    lead = {"phones": ["+442079460001"], "name": "Ada"}
    sent = (await admin.post(f"/api/v1/lists/{estate.list_id}/leads", json=lead, headers=IN_PSEUDO)).json()
    wholly_pseudo(sentences(sent["lead"]["waits"]))
    wholly_pseudo(sentences((await admin.get("/readyz", headers=IN_PSEUDO)).json()))
    places = dict.fromkeys(("reason", "until", "agent", "why", "count", "span"), "")
    wholly_pseudo(in_words(Message(text, places), PSEUDO) for text in WAITING.values())
