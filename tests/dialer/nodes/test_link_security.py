"""Which secret a node's link may prove, and to whom it may speak in plain text."""

import pytest

from dialer.nodes.link_messages import trouble_said
from dialer.nodes.link_security import why_no_link
from dialer.nodes.model import Node


def a_node(**changes: object) -> Node:
    facts = {"host": "127.0.0.1", "port": 5038, "username": "pronto", "secret_env": "PRONTO_AMI_SECRET", "tls": False}
    return Node(id=1, name="one", max_channels=9, calls_per_second=1.0, **{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["PRONTO_AMI_SECRET", "PRONTO_AMI_SECRET_MILAN_2"])
def test_an_ami_secret_is_used(name: str) -> None:
    assert why_no_link(a_node(secret_env=name), ()) == ""


@pytest.mark.parametrize(
    "name", ["PRONTO_DATABASE_URL", "PRONTO_REDIS_URL", "PRONTO_AMI_SECRETS", "PRONTO_AMI_SECRET_", "HOME"]
)
def test_no_other_variable_is(name: str) -> None:
    why = why_no_link(a_node(secret_env=name), ())
    assert "holds no AMI secret" in why
    assert trouble_said(why)["it"] != why


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_plain_text_may_go_to_this_machine(host: str) -> None:
    assert why_no_link(a_node(host=host), ()) == ""


@pytest.mark.parametrize("host", ["10.0.0.1", "pbx.example", "localhost.example", "127.1", "2130706433", "0"])
def test_plain_text_goes_nowhere_else_unless_it_is_said(host: str) -> None:
    why = why_no_link(a_node(host=host), ())
    assert host in why
    assert trouble_said(why)["it"] != why
    assert why_no_link(a_node(host=host, tls=True), ()) == ""
    assert why_no_link(a_node(host=host), ("other", host)) == ""
