"""What a desk phone is in PJSIP's terms, and where its telephone finds Asterisk."""

import pytest

from dialer.provisioning.desk_phones import rules
from dialer.provisioning.desk_phones.model import PhoneServer, Transport
from dialer.provisioning.desk_phones.templates import shipped_templates
from dialer.telephony.nodes.browser_phones import endpoint_name as browser_name
from dialer.telephony.nodes.provisioning import ObjectKind


def fields(transport: Transport) -> dict[ObjectKind, dict[str, str]]:
    objects = rules.objects_of(shipped_templates(), "1001", transport=transport, secret="s")
    assert {one.name for one in objects} == {"pronto-phone-1001"}
    return {one.kind: dict(one.fields) for one in objects}


def test_a_phone_receives_calls_and_places_none() -> None:
    written = fields(Transport.UDP)
    assert list(written) == [ObjectKind.AUTH, ObjectKind.AOR, ObjectKind.ENDPOINT]
    assert written[ObjectKind.ENDPOINT]["context"] == "pronto-closed"
    assert written[ObjectKind.ENDPOINT]["allow"] == "!all,alaw,ulaw"
    assert "disallow" not in written[ObjectKind.ENDPOINT]
    assert written[ObjectKind.AOR]["max_contacts"] == "1"
    assert written[ObjectKind.AUTH] == {"auth_type": "digest", "username": "pronto-phone-1001", "password": "s"}


def test_over_tls_voice_is_encrypted_too() -> None:
    assert fields(Transport.TLS)[ObjectKind.ENDPOINT]["media_encryption"] == "sdes"
    assert "media_encryption" not in fields(Transport.TCP)[ObjectKind.ENDPOINT]


@pytest.mark.parametrize(
    ("told", "node_host", "server"),
    [
        ({"bind": "192.0.2.10:5070"}, "127.0.0.1", PhoneServer(host="192.0.2.10", port=5070)),
        ({"bind": "192.0.2.10"}, "127.0.0.1", PhoneServer(host="192.0.2.10", port=5060)),
        ({"bind": "0.0.0.0:5060"}, "pbx.example.net", PhoneServer(host="pbx.example.net", port=5060)),
        ({"bind": "[::]:5060"}, "127.0.0.1", PhoneServer(host="", port=5060)),
        (
            {"bind": "0.0.0.0:5060", "external_signaling_address": "203.0.113.9"},
            "localhost",
            PhoneServer(host="203.0.113.9", port=5060),
        ),
        ({"bind": "[2001:db8::1]:5062"}, "127.0.0.1", PhoneServer(host="[2001:db8::1]", port=5062)),
        ({}, "192.0.2.3", PhoneServer(host="192.0.2.3", port=5060)),
    ],
)
def test_a_telephone_finds_asterisk_where_its_transport_listens(
    told: dict[str, str], node_host: str, server: PhoneServer
) -> None:
    assert rules.server_of(Transport.UDP, told, node_host) == server


def test_an_address_that_no_telephone_reaches_is_said() -> None:
    assert len(rules.notes_on(Transport.UDP, PhoneServer(host="127.0.0.1", port=5060))) == 1
    assert len(rules.notes_on(Transport.UDP, PhoneServer(host="", port=5060))) == 1
    assert rules.notes_on(Transport.UDP, PhoneServer(host="192.0.2.10", port=5060)) == []
    assert len(rules.notes_on(Transport.TLS, PhoneServer(host="192.0.2.10", port=5061))) == 1


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("sip:pronto-phone-1001@192.0.2.7:5060;ob", "192.0.2.7:5060"),
        ("sip:1001@192.0.2.7", "192.0.2.7"),
        ("sips:x@[2001:db8::1]:5061;transport=tls", "[2001:db8::1]:5061"),
        ("sip:192.0.2.7:5080?x=y", "192.0.2.7:5080"),
        ("nonsense", ""),
    ],
)
def test_a_contact_is_told_without_its_user(uri: str, address: str) -> None:
    assert rules.contact_address(uri) == address


@pytest.mark.parametrize("agent", ["phone-1001", "trunk-milan"])
def test_a_browsers_phone_never_has_the_name_of_a_desk_phone_or_a_trunk(agent: str) -> None:
    assert browser_name(agent) != f"pronto-{agent}"
    assert browser_name("anna") == "pronto-anna"
