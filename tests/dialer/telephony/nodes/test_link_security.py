"""Which secret a node's link may prove, and to whom it may speak in plain text."""

import errno
from collections.abc import Iterator

import pytest

from ami.errors import AmiError, Fault, LoginRefused
from ami.protocol import CLOSED
from dialer.i18n.message import from_plain, to_plain
from dialer.telephony.nodes.link_security import message_of_fault, why_no_link
from dialer.telephony.nodes.model import Node
from tests.support.spoken import in_english, in_italian


def a_node(**changes: object) -> Node:
    facts = {"host": "127.0.0.1", "port": 5038, "username": "pronto", "secret_env": "PRONTO_AMI_SECRET", "tls": False}
    return Node(id=1, name="one", max_channels=9, calls_per_second=1.0, **{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["PRONTO_AMI_SECRET", "PRONTO_AMI_SECRET_MILAN_2"])
def test_an_ami_secret_is_used(name: str) -> None:
    assert why_no_link(a_node(secret_env=name), ()) is None


@pytest.mark.parametrize(
    "name", ["PRONTO_DATABASE_URL", "PRONTO_REDIS_URL", "PRONTO_AMI_SECRETS", "PRONTO_AMI_SECRET_", "HOME"]
)
def test_no_other_variable_is(name: str) -> None:
    why = why_no_link(a_node(secret_env=name), ())
    assert why is not None
    assert "holds no AMI secret" in str(why[0])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_plain_text_may_go_to_this_machine(host: str) -> None:
    assert why_no_link(a_node(host=host), ()) is None


@pytest.mark.parametrize("host", ["10.0.0.1", "pbx.example", "localhost.example", "127.1", "2130706433", "0"])
def test_plain_text_goes_nowhere_else_unless_it_is_said(host: str) -> None:
    why = why_no_link(a_node(host=host), ())
    assert why is not None
    assert host in str(why[0])
    assert why_no_link(a_node(host=host, tls=True), ()) is None
    assert why_no_link(a_node(host=host), ("other", host)) is None


@pytest.mark.parametrize(
    ("fault", "italian"),
    [
        (
            Fault("Cannot connect: {why}.", {"why": "Connect call failed", "errno": errno.ECONNREFUSED}),
            "Connessione impossibile: connessione rifiutata.",
        ),
        (
            Fault("AMI link lost: {why}.", {"why": Fault("the connection broke ({why})", {"why": "x", "errno": 104})}),
            "Collegamento AMI perso: la connessione si è interrotta (connessione chiusa dall'altra parte).",
        ),
        (LoginRefused(Fault("User {user!r}: {why}.", {"user": "a", "why": "No"})).fault, "Utente 'a': No."),
    ],
)
def test_what_is_wrong_with_a_link_is_said_with_the_facts_within_its_facts(fault: Fault, italian: str) -> None:
    message = message_of_fault(fault)
    assert in_italian(message).endswith(italian)
    assert from_plain(to_plain(message)) == message


def kinds(of: type[AmiError] = AmiError) -> Iterator[type[AmiError]]:
    yield of
    for below in of.__subclasses__():
        yield from kinds(below)


@pytest.mark.parametrize("kind", list(kinds()))
def test_each_kind_of_error_has_its_sentence_in_italian(kind: type[AmiError]) -> None:
    message = message_of_fault(kind(CLOSED).fault)
    assert in_italian(message).endswith(" Asterisk ha chiuso la connessione")
    assert str(kind(CLOSED)) == str(kind(CLOSED).fault) == in_english(message)
    assert kind.sentence not in in_italian(message)
