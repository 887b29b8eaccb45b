"""Which addresses lead to this machine itself."""

import pytest

from dialer.core.loopback import stays_here


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("ws://127.0.0.1:8088/ws", True),
        ("ws://127.0.0.1/ws", True),
        ("ws://localhost/ws", True),
        ("wss://[::1]/ws", True),
        ("wss://[::1]:8089/ws", True),
        ("ws://pbx.example.org/ws", False),
        ("wss://192.0.2.7:8089/ws", False),
        ("wss://127.0.0.1.example.org/ws", False),
    ],
)
def test_an_address_of_this_machine_is_known_with_a_port_and_without(url: str, here: bool) -> None:
    assert stays_here(url) is here
