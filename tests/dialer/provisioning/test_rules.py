"""What a trunk is in PJSIP's terms, what is wrong with what was typed, and how changes are told."""

from dataclasses import replace

import pytest

from dialer.provisioning import rules
from dialer.provisioning.carriers import FOLDER, TEXTS, base_options, carrier_templates
from dialer.provisioning.model import Authentication, ExtraOption, TrunkSettings
from dialer.telephony.nodes.provisioning import ObjectKind, PjsipObject, compare, undoing
from dialer.telephony.trunks.dial_strings import trunk_allowed
from tests.support.paper_ari import OPTIONS_22

PLAIN = TrunkSettings(template="address", hosts=("192.0.2.1",), authentication=Authentication.ADDRESS)
ACCOUNT = replace(PLAIN, template="registration", authentication=Authentication.REGISTRATION, user="0240")
SECRET = "aB;c,d"


def objects(settings: TrunkSettings, password: str = SECRET) -> dict[ObjectKind, dict[str, str]]:
    template = carrier_templates()[settings.template]
    made = rules.objects_of(template, settings, "milan", base=base_options(), password=password)
    return {one.kind: dict(one.fields) for one in made}


def test_every_shipped_template_is_whole_and_in_every_language() -> None:
    assert len(carrier_templates()) == len(list(FOLDER.glob("*.yaml"))) == 6
    for template in carrier_templates().values():
        assert {template.title.id, template.about.id} <= TEXTS
        for way in template.authentication:
            settings = replace(ACCOUNT, template=template.id, authentication=way)
            assert list(rules.problems_of(template, settings, has_password=True)) == []
            for kind, fields in objects(settings).items():
                assert fields.keys() <= OPTIONS_22[kind].keys()  # as a real Asterisk 22 has them
    assert {text for one in carrier_templates().values() for text in (one.title.id, one.about.id)} == TEXTS


def test_a_trunk_by_address_has_no_log_in_and_is_known_by_its_addresses() -> None:
    made = objects(replace(PLAIN, hosts=("192.0.2.1", "sip.example.net:5080", "192.0.2.1:5070")), password="")
    assert list(made) == [ObjectKind.AOR, ObjectKind.ENDPOINT, ObjectKind.IDENTIFY]
    contacts = "sip:192.0.2.1:5060,sip:sip.example.net:5080,sip:192.0.2.1:5070"
    assert made[ObjectKind.AOR]["contact"] == contacts
    assert made[ObjectKind.IDENTIFY] == {"endpoint": "pronto-trunk-milan", "match": "192.0.2.1,sip.example.net"}
    endpoint = made[ObjectKind.ENDPOINT]
    assert (endpoint["context"], endpoint["allow"], endpoint["transport"]) == (
        "pronto-closed",
        "!all,alaw,ulaw",
        "transport-udp",
    )
    assert "outbound_auth" not in endpoint
    assert "disallow" not in endpoint


def test_a_registration_never_gives_up_and_its_incoming_calls_are_known_by_it() -> None:
    made = objects(ACCOUNT)
    assert list(made) == [ObjectKind.AUTH, ObjectKind.AOR, ObjectKind.ENDPOINT, ObjectKind.REGISTRATION]
    registration = made[ObjectKind.REGISTRATION]
    assert int(registration["max_retries"]) > 1_000_000
    assert registration["auth_rejection_permanent"] == "no"
    assert (registration["line"], registration["endpoint"]) == ("yes", "pronto-trunk-milan")
    assert registration["client_uri"] == "sip:0240@192.0.2.1:5060"
    assert made[ObjectKind.ENDPOINT]["from_user"] == "0240"


def test_an_encrypted_trunk_never_falls_back_to_clear() -> None:
    made = objects(replace(ACCOUNT, template="tls"))
    assert made[ObjectKind.AOR]["contact"] == "sip:192.0.2.1:5061;transport=tls"
    endpoint = made[ObjectKind.ENDPOINT]
    assert (endpoint["media_encryption"], endpoint["media_encryption_optimistic"]) == ("sdes", "no")
    assert endpoint["transport"] == "transport-tls"


def test_a_carrier_that_ignores_options_is_not_asked() -> None:
    assert objects(replace(PLAIN, template="silent"))[ObjectKind.AOR]["qualify_frequency"] == "0"
    assert not carrier_templates()["silent"].answers_options


@pytest.mark.parametrize(
    ("settings", "has_password", "where"),
    [
        (replace(PLAIN, hosts=("sip example net",)), False, ["hosts.0"]),
        (replace(PLAIN, hosts=("192.0.2.1", "sip.example.net:99999")), False, ["hosts.1"]),
        (replace(PLAIN, hosts=("-x.example",)), False, ["hosts.0"]),
        (replace(PLAIN, authentication=Authentication.REGISTRATION), False, ["authentication", "user"]),
        (replace(ACCOUNT, user=""), True, ["user", "user"]),
        (ACCOUNT, False, ["password"]),
        (replace(PLAIN, user="u"), False, ["password"]),
        (replace(PLAIN, options=(ExtraOption(kind=ObjectKind.ENDPOINT, name="allow", value="gsm"),)), False,
         ["options.0.name"]),
        (replace(PLAIN, options=(ExtraOption(kind=ObjectKind.AUTH, name="md5_cred", value="x"),)), False,
         ["options.0.name"]),
        (replace(PLAIN, options=(ExtraOption(kind=ObjectKind.REGISTRATION, name="expiration", value="60"),)), False,
         ["options.0.kind"]),
        (PLAIN, False, []),
        (replace(PLAIN, hosts=("[2001:db8::1]:5060",)), False, []),
    ],
)  # fmt: skip
def test_what_was_typed_wrong_is_said_at_its_field(
    settings: TrunkSettings, has_password: bool, where: list[str]
) -> None:
    template = carrier_templates()[settings.template]
    assert [field for field, _ in rules.problems_of(template, settings, has_password=has_password)] == where


def test_no_text_shows_a_password_and_a_semicolon_is_escaped() -> None:
    template = carrier_templates()["tls"]
    settings = replace(ACCOUNT, template="tls")
    text = rules.conf_text(rules.objects_of(template, settings, "milan", base=base_options(), password=SECRET))
    assert SECRET not in text
    assert f"password = {rules.STARS}" in text
    assert r"contact = sip:192.0.2.1:5061\;transport=tls" in text
    before = {(ObjectKind.AUTH, "pronto-trunk-milan"): {"password": "one"}}
    after = {(ObjectKind.AUTH, "pronto-trunk-milan"): {"password": "two"}}
    [change] = rules.changes_of(before, after)
    assert [(one.before, one.after) for one in change.options] == [(rules.STARS, rules.STARS)]


def test_the_same_value_written_and_told_in_two_ways_is_no_change() -> None:
    key = (ObjectKind.AOR, "pronto-trunk-milan")
    told = {"contact": "sip:a:5060,sip:b:5060", "qualify_timeout": "3.000000", "support_path": "false"}
    written = {"contact": "sip:b:5060,sip:a:5060", "qualify_timeout": "3.0", "support_path": "no"}
    assert rules.drift_of({key: written}, {key: told}) == ()
    assert rules.unlike({key: written}, {key: {**told, "qualify_timeout": "4.000000"}}) == ["aor: qualify_timeout"]


def test_an_address_by_name_is_not_compared_as_asterisk_tells_what_it_found() -> None:
    key = (ObjectKind.IDENTIFY, "pronto-trunk-milan")
    found = {key: {"endpoint": "e", "match": "192.0.2.7/255.255.255.255"}}
    assert rules.drift_of({key: {"endpoint": "e", "match": "sip.example.net"}}, found) == ()
    assert len(rules.drift_of({key: {"endpoint": "e", "match": "192.0.2.8"}}, found)) == 1


def test_an_option_that_goes_back_to_its_default_makes_its_object_anew() -> None:
    key = (ObjectKind.ENDPOINT, "pronto-trunk-milan")
    wanted = PjsipObject(kind=key[0], name=key[1], fields={"allow": "!all,alaw"})
    told = {key: {"allow": "(alaw)", "from_user": ""}}
    there = {key: {"allow": "(alaw)", "from_user": "hand"}}
    diff = compare([wanted], [], there, told=told)
    assert (diff.put, diff.anew) == ((wanted,), frozenset({key}))
    assert compare([wanted], [], told, told=told).put == ()


def test_undoing_writes_what_was_written_and_not_what_was_told() -> None:
    key = (ObjectKind.ENDPOINT, "pronto-trunk-milan")
    old = PjsipObject(kind=key[0], name=key[1], fields={"allow": "!all,ulaw"})
    new = PjsipObject(kind=key[0], name=key[1], fields={"allow": "!all,alaw"})
    there = {key: {"allow": "(ulaw)", "from_user": ""}}
    assert undoing(compare([new], [], there, back=[old])).put == (old,)
    [put] = undoing(compare([new], [], there)).put
    assert put.fields["allow"] == "!all,ulaw"


def test_the_trunk_is_dialled_by_its_endpoint() -> None:
    assert rules.dial_string("milan", "99") == "PJSIP/99{number}@pronto-trunk-milan"
    assert trunk_allowed(rules.dial_string("milan", "99*"), ())
