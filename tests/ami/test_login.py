"""Login refused, an old Asterisk, a missing right, TLS: a clear message, never a hang."""

import logging
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ami import actions
from ami.address import AmiAddress, Timings
from ami.client import LinkState
from ami.errors import MissingPrivilege
from ami.events import LinkDown, LinkUp
from tests.ami.conftest import QUICK, Lab
from tests.support.loopback_ami import LoopbackAmi, Received


async def test_a_refused_login_says_so_once_and_is_tried_again(
    lab: Lab, server: LoopbackAmi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pronto.ami")
    server.secret = "other"
    caller = lab.start()
    await server.until_received("Login", 3)
    assert caller.client.trouble is not None
    assert "User 'pronto': Authentication failed." in str(caller.client.trouble)
    assert "manager.conf" in str(caller.client.trouble)
    assert caller.seen == []
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "right" not in caplog.text
    server.secret = "right"
    await caller.until(LinkUp)
    assert caller.client.trouble is None


async def test_a_refused_login_is_a_state_of_its_own(lab: Lab, server: LoopbackAmi) -> None:
    server.secret = "other"
    caller = lab.start(timings=Timings(refused_s=60))
    await server.pulse.until(lambda: server.connections and not server.sessions)
    assert caller.client.state is LinkState.REFUSED


async def test_the_secret_never_goes_over_the_wire(lab: Lab, server: LoopbackAmi) -> None:
    await lab.up()
    asked, login = server.received[:2]
    assert (asked["Action"], asked["AuthType"]) == ("Challenge", "MD5")
    assert (login["Action"], login["AuthType"], login["Username"]) == ("Login", "MD5", "pronto")
    assert not any("right" in value for action in server.received for _, value in action.headers)


@pytest.mark.parametrize("challenge", [None, ""])
async def test_who_gives_no_challenge_is_not_logged_in_to(lab: Lab, server: LoopbackAmi, challenge: str | None) -> None:
    def answer(action: Received) -> bytes:
        return server.failure(action, "No such command") if challenge is None else server.success(action)

    server.replies["Challenge"] = answer
    caller = lab.start()
    await server.until_received("Challenge", 2)
    assert caller.client.trouble is not None
    assert "gave no challenge" in str(caller.client.trouble)
    assert server.actions("Login") == []


async def test_a_login_without_an_answer_is_given_up(lab: Lab, server: LoopbackAmi) -> None:
    server.replies["Login"] = lambda _: None
    caller = lab.start(timings=Timings(login_s=0.02, retry_first_s=0.01))
    await server.pulse.until(lambda: server.connections >= 2)
    assert caller.client.trouble is not None
    assert "Login: no answer in 0.02 s" in str(caller.client.trouble)


async def test_a_link_lost_during_login_is_no_loss_of_a_link(lab: Lab, server: LoopbackAmi) -> None:
    def hang_up(_: object) -> None:
        server.replies.pop("Login")
        server.drop()

    server.replies["Login"] = hang_up
    caller = await lab.up()
    assert caller.of(LinkDown) == []
    assert server.connections == 2


async def test_a_link_lost_while_asterisk_boots_is_tried_again(lab: Lab, server: LoopbackAmi) -> None:
    server.boots = False
    caller = lab.start()
    await server.until_received("Login")
    server.boots = True
    server.drop()
    await caller.until(LinkUp)
    assert caller.of(LinkDown) == []


@pytest.mark.parametrize("banner", ["1.1", "5.0.5", "6.0.0"])
async def test_an_asterisk_older_than_18_is_refused_by_its_greeting(lab: Lab, server: LoopbackAmi, banner: str) -> None:
    server.banner = f"Asterisk Call Manager/{banner}\r\n".encode()
    caller = lab.start()
    await server.pulse.until(lambda: server.connections >= 2)
    assert caller.client.trouble is not None
    assert str(caller.client.trouble).startswith("Asterisk 18 or newer is needed.")
    assert server.actions("Login") == []


@pytest.mark.parametrize("version", ["16.30.0", "certified/16.8-cert14"])
async def test_an_asterisk_older_than_18_is_refused_by_its_version(lab: Lab, server: LoopbackAmi, version: str) -> None:
    server.version = version
    caller = lab.start()
    await server.pulse.until(lambda: server.connections >= 2)
    assert caller.client.trouble is not None
    assert f"This one is {version}." in str(caller.client.trouble)
    assert caller.seen == []


@pytest.mark.parametrize("version", ["18.9.0", "certified/18.9-cert1", "GIT-master-abc", "22.10.1~dfsg+~cs6.15"])
async def test_a_new_asterisk_is_taken_however_it_spells_its_version(
    lab: Lab, server: LoopbackAmi, version: str
) -> None:
    server.version = version
    assert (await (await lab.up()).until(LinkUp)).version == version


async def test_a_user_who_may_not_read_the_version_is_let_in(lab: Lab, server: LoopbackAmi) -> None:
    server.replies["CoreSettings"] = lambda action: server.failure(action, "Permission denied")
    caller = await lab.up()
    assert caller.of(LinkUp) == [LinkUp(version="AMI 11.0.0", restarted=None)]


async def test_a_missing_right_is_named_until_it_is_given(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.replies["Bridge"] = lambda action: server.failure(action, "Permission denied")
    answer = await caller.client.ask(actions.bridge(customer="1.1", agent="1.2"))
    with pytest.raises(MissingPrivilege, match="Bridge"):
        answer.require()
    assert caller.client.trouble is not None
    assert "`write =` line in manager.conf" in str(caller.client.trouble)
    assert caller.client.state is LinkState.UP
    del server.replies["Bridge"]
    (await caller.client.ask(actions.bridge(customer="1.1", agent="1.2"))).require()
    assert caller.client.trouble is None


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=asterisk"
    where = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(["openssl", *request.split(), *where], check=True, capture_output=True)
    return cert, key


@pytest.fixture
async def tls_server(certificate: tuple[Path, Path]) -> AsyncIterator[LoopbackAmi]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = LoopbackAmi(tls=context)
    await server.start()
    yield server
    await server.stop()


def address(server: LoopbackAmi, tls: ssl.SSLContext | None) -> AmiAddress:
    return AmiAddress(host="127.0.0.1", port=server.port, username="pronto", secret="right", tls=tls)


async def test_tls_with_a_trusted_certificate_works(
    lab: Lab, tls_server: LoopbackAmi, certificate: tuple[Path, Path]
) -> None:
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    caller = lab.start(address=address(tls_server, trust))
    await caller.until(LinkUp)
    assert (await caller.client.ask(actions.ping())).success
    tls_server.drop()
    await caller.until(LinkUp, 2)
    await caller.stop()
    await tls_server.until_received("Logoff")


async def test_tls_with_an_unknown_certificate_is_refused(lab: Lab, tls_server: LoopbackAmi) -> None:
    caller = lab.start(address=address(tls_server, ssl.create_default_context()), timings=QUICK)
    await caller.pulse_until_trouble()
    assert caller.client.trouble is not None
    assert "certificate" in str(caller.client.trouble).lower()
    assert tls_server.actions("Login") == []


async def test_plain_talk_to_a_tls_port_is_named(lab: Lab, tls_server: LoopbackAmi) -> None:
    caller = lab.start(address=address(tls_server, None), timings=Timings(greeting_s=0.02, refused_s=0.01))
    await caller.pulse_until_trouble()
    assert caller.client.trouble is not None
    assert "check host, port and TLS" in str(caller.client.trouble)
