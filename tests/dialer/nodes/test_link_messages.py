"""What ails a node, in Italian: each sentence that the link and its keeper have."""

from collections.abc import Iterator

import pytest

import ami.client
import ami.protocol
import dialer.engine.nodes.node_supervisor
from ami.errors import AmiError
from dialer.engine.board.board import board
from dialer.nodes.link_messages import KINDS, trouble_said
from tests.support.raised_texts import texts_of
from tests.support.story import Story


def kinds(of: type[AmiError] = AmiError) -> Iterator[type[AmiError]]:
    yield of
    for below in of.__subclasses__():
        yield from kinds(below)


def test_each_kind_of_error_has_its_sentence_in_italian() -> None:
    assert KINDS.keys() == set(kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_of_an_error_are_said_too(kind: type[AmiError]) -> None:
    said = trouble_said(str(kind("Asterisk closed the connection.")))
    assert said["it"] == f"{KINDS[kind]} Asterisk ha chiuso la connessione."


SAYING = {"_fault", "NotAmi", "Silent", "WrongVersion", "LoginRefused", "NotBooted", "lose", "_waits"}


@pytest.mark.parametrize(
    "english",
    [
        text
        for module in (ami.client, ami.protocol, dialer.engine.nodes.node_supervisor)
        for text in texts_of(module, SAYING)
    ],
)
def test_whatever_the_link_says_has_its_italian(english: str) -> None:
    assert trouble_said(english)["it"] != english


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        (
            "Cannot connect: Connect call failed ('127.0.0.1', 5038).",
            "Connessione impossibile: nessuno risponde a ('127.0.0.1', 5038).",
        ),
        (
            "AMI link lost: the connection broke (Connection reset by peer).",
            "Collegamento AMI perso: la connessione si è interrotta (connessione chiusa dall'altra parte).",
        ),
        (
            "PRONTO_AMI is not set: it holds the secret of the AMI user",
            "PRONTO_AMI non è impostata: contiene il segreto dell'utente AMI",
        ),
        ("a thing of its own", "a thing of its own"),
    ],
)
def test_facts_within_facts_are_said(english: str, italian: str) -> None:
    assert trouble_said(english) == {"en": english, "it": italian}


def test_the_board_says_what_ails_a_node_in_both_languages() -> None:
    story = Story().begin()
    [desk] = story.switchboard.nodes.values()
    desk.link_went("Asterisk is restarting")
    [node] = board(story.switchboard, leads={}, troubles={}, now=story.now)["nodes"]
    assert (node["trouble"], node["text"]["it"]) == ("Asterisk is restarting", "Asterisk si riavvia")
    desk.link_came("20.1", now=story.now)
    desk.up = True
    [node] = board(story.switchboard, leads={}, troubles={}, now=story.now)["nodes"]
    assert (node["trouble"], node["text"]) == (None, None)
