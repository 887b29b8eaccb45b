"""Profile files: what ships is whole, and what is broken is refused with where, what and how to mend."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dialer.compliance.evaluators import contacts
from dialer.compliance.evaluators.table import QUESTIONS
from dialer.compliance.facts import Basis
from dialer.compliance.load import load
from dialer.compliance.params.contacts import Exemption
from dialer.compliance.problems import BadProfiles
from dialer.compliance.profile import AnyRule
from dialer.compliance.profile_schema import PARAMS, schema_text
from dialer.compliance.ruling import Answer
from dialer.compliance.vocabulary import Evidence, Kind, Point, Proof, Source, Status
from dialer.core.shipped_files import PROFILES
from tests.support.profiles import DAY, NOON, changed, edit, good, profiles, scrub


def test_the_schema_file_is_what_the_forms_say():
    """Write it anew with `python -m dialer.compliance.profile_schema`."""
    assert (PROFILES / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_each_of_the_kinds_has_its_parameters_and_evaluators():
    assert len(Kind) == 25
    assert set(PARAMS) == set(QUESTIONS) == set(Kind)
    tags = set(
        json.loads(schema_text())["$defs"]["OverlayForm"]["properties"]["add"]["items"]["discriminator"]["mapping"]
    )
    assert tags == set(Kind)
    assert {point for can in QUESTIONS.values() for point in can} == set(Point)


def test_what_ships_covers_every_kind_and_says_that_it_is_unreviewed():
    shipped = profiles().by_id
    assert set(shipped) == {"EU-GDPR", "IT", "US", "UK", "FR", "DE", "ES"}
    assert {name for name, profile in shipped.items() if profile.status is Status.ACTIVE} == {"IT", "US", "UK", "FR"}
    assert {rule.kind for profile in shipped.values() for rule in profile.rules} == set(Kind)
    assert not any(profile.reviewed for profile in shipped.values())
    for file in PROFILES.glob("*.yaml"):
        assert "Not legal advice; not reviewed" in file.read_text(encoding="utf-8").replace("\n# ", " ")


def test_a_country_builds_on_its_layer():
    assert {rule.id for rule in profiles()["EU-GDPR"].rules} < {rule.id for rule in profiles()["IT"].rules}
    assert {rule.clock.zone.key for rule in profiles()["IT"].rules} == {"Europe/Rome"}


def test_the_same_content_has_the_same_hash_wherever_it_lies(tmp_path):
    copy = shutil.copytree(PROFILES, tmp_path / "copy")
    (copy / "it.yaml").write_text("# another comment\n" + (copy / "it.yaml").read_text())
    assert {name: one.hash for name, one in load(copy).by_id.items()} == {
        name: one.hash for name, one in profiles().by_id.items()
    }


def test_a_change_of_the_layer_changes_the_hash_of_all_that_build_on_it(tmp_path):
    copy = shutil.copytree(PROFILES, tmp_path / "copy")
    edit(copy / "eu-gdpr.yaml", "warn_after: P21D", "warn_after: P20D")
    differ = {name for name, one in load(copy).by_id.items() if one.hash != profiles()[name].hash}
    assert differ == {"EU-GDPR", "IT", "FR", "DE", "ES"}


def in_file(name: str, before: str, after: str) -> Callable[[Path], None]:
    return lambda folder: edit(folder / name, before, after)


BROKEN = [
    (in_file("it.yaml", "limit: 0.03\n", "limit: 0.30\n"), "it.yaml, rule IT-MUTE-RATE, params.limit", "0.05"),
    (
        in_file("it.yaml", "start: answer, limit_ms", "start: ringing, limit_ms"),
        "params.timer.start",
        "Use one of answer",
    ),
    (in_file("it.yaml", "kind: call_window", "kind: call_windows"), "rule IT-HOURS", "Write call_window"),
    (in_file("it.yaml", "kind: call_window", "kind: xyz"), "rule IT-HOURS", "Use one of abandonment_rate"),
    (in_file("it.yaml", "    kind: call_window\n", ""), "rule IT-HOURS", "Say which kind"),
    (in_file("it.yaml", "      max_age: P15D\n", ""), "rule IT-RPO, params.max_age: max_age is missing", "Add max_age"),
    (in_file("it.yaml", "P15D", "15 days"), "params.max_age: '15 days' is no duration", "Write it as P15D"),
    (in_file("it.yaml", "max_age: P15D", "max_age: 15"), "rule IT-RPO, params.max_age: 15 is no duration", "P15D"),
    (in_file("it.yaml", ", evidence: seen, checked", ", checked"), "rule IT-MUTE-RATE, basis.evidence", "Add evidence"),
    (in_file("it.yaml", "params: {seconds: 15}", "params: {second: 15}"), "IT-RING, params.second", "spelling"),
    (in_file("it.yaml", "points: [pre_dial, report]", "points: [import]"), "nothing to say at import", "Use pre_dial"),
    (in_file("it.yaml", "mon-fri 09:00-20:00", "fri-mon 09:00-20:00"), "rule IT-HOURS", "Write two entries"),
    (
        in_file("it.yaml", "mon-fri 09:00-20:00", "mon-fri 20:00-09:00"),
        "rule IT-HOURS",
        "For a night, write two entries",
    ),
    (in_file("it.yaml", "mon-fri 09:00-20:00", "mo 09:00-20:00"), "rule IT-HOURS, params.open.0", "Write them as"),
    (
        in_file("it.yaml", "extends: [EU-GDPR]", "extends: [EU]"),
        "it.yaml, extends: there is no profile EU",
        "Use one of",
    ),
    (in_file("eu-gdpr.yaml", "status: layer", "status: layer\nextends: [IT]"), "builds on", "stand by itself"),
    (in_file("it.yaml", "zone: Europe/Rome", "zone: Europe/Roma"), "it.yaml, clock: the time zone", "Use a name"),
    (in_file("it.yaml", "{country: IT}", "{country: XX}"), "the holidays of XX are not known", "Use a country"),
    (in_file("uk.yaml", "[ENG, WLS", "[ENGLAND, WLS"), "the holidays of GB-ENGLAND are not known", "regions"),
    (
        in_file("us.yaml", "  contacts: own_zones\n  when_unknown:", "  contacts: own_zones\n  x:"),
        "clock.x",
        "spelling",
    ),
    (
        in_file("es.yaml", "  when_unknown: [Europe/Madrid, Atlantic/Canary]\n", ""),
        "es.yaml, clock",
        "Add when_unknown",
    ),
    (in_file("it.yaml", "countries: [IT]", "countries: [IT, GB]"), "country GB", "Rename or remove"),
    (in_file("it.yaml", "id: IT-RPO", "id: IT-RING"), "it.yaml, IT-RING: it.yaml has it already", "Rename"),
    (in_file("it.yaml", "status: active", "status: active\nstatus: sketch"), "status is written twice", "Correct"),
    (in_file("it.yaml", "allowed: never, max", "allowed: no, max"), "'no' cannot stand here", "Use one of yes"),
    (
        in_file("it.yaml", "at_limit: hangup", "at_limit: message"),
        "rule IT-MUTE-TREATMENT, params",
        "described exactly",
    ),
    (in_file("uk.yaml", "allowed: with_audit,", "allowed: never,"), "rule UK-AMD, params", "described exactly"),
    (
        in_file("us.yaml", "message:\n        says", "message_forbidden: true\n      message:\n        says"),
        "both",
        "Drop",
    ),
    (
        in_file("us.yaml", "replace: {US-HOURS:", "replace: {US-TIMES:"),
        "rule US-TIMES, overlays.US-FL.replace",
        "Name a",
    ),
    (
        in_file("us.yaml", "{open: [mon-sun 08:00-20:00]}}\n    add", "{open: [x]}}\n    add"),
        "US-HOURS, overlays.US-FL",
        "Write them as",
    ),
    (
        in_file("us.yaml", "id: US-FL-CAP\n        kind: attempt_cap", "id: US-FL-CAP\n        kind: cap"),
        "US-FL-CAP",
        "Use one",
    ),
    (lambda folder: (folder / "it.yaml").write_text("a: [", encoding="utf-8"), "it.yaml: it is not YAML", "Correct"),
    (lambda folder: (folder / "it.yaml").write_text("- a", encoding="utf-8"), "it.yaml: it is not a profile", "Begin"),
    (lambda folder: (folder / "it.yaml").write_bytes(b"\xff\xfe\xff"), "it.yaml: it is not YAML", "Correct"),
]


@pytest.mark.parametrize(("breach", "where", "mend"), BROKEN, ids=[case[1] for case in BROKEN])
def test_a_broken_profile_says_what_where_and_how_to_mend_it(tmp_path, breach, where, mend):
    folder = shutil.copytree(PROFILES, tmp_path / "copy")
    breach(folder)
    with pytest.raises(BadProfiles) as refused:
        load(folder)
    message = str(refused.value)
    assert where in message
    assert mend in message


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    folder = shutil.copytree(PROFILES, tmp_path / "copy")
    for breach, _, _ in (BROKEN[0], BROKEN[5]):
        breach(folder)
    edit(folder / "uk.yaml", "digits: [10, 11]", "digits: []")
    with pytest.raises(BadProfiles) as refused:
        load(folder)
    assert [problem.rule_id for problem in refused.value.problems] == ["IT-MUTE-RATE", "IT-RPO", "UK-CLI"]


@pytest.mark.parametrize(
    ("breach", "words"),
    [
        (in_file("it.yaml", "P15D", "15 days"), "max_age: P15D"),
        (in_file("it.yaml", "status: active", "status: active\nstatus: sketch"), "extends: [EU-GDPR]"),
        (in_file("it.yaml", "kind: call_window", "kind: call_windows"), "- id: IT-HOURS"),
    ],
)
def test_the_line_is_named(tmp_path, breach, words):
    folder = shutil.copytree(PROFILES, tmp_path / "copy")
    lines = (folder / "it.yaml").read_text(encoding="utf-8").splitlines()
    wanted = next(number for number, line in enumerate(lines, start=1) if words in line)
    breach(folder)
    with pytest.raises(BadProfiles) as refused:
        load(folder)
    [problem] = refused.value.problems
    assert problem.line == wanted
    assert f"(Line {wanted}.)" in str(problem)


def test_a_folder_without_profiles_is_refused_with_its_whole_name_and_the_variable(tmp_path):
    (tmp_path / "file").write_text("x")
    for folder, what in (("", "has no"), ("gone", "no such folder"), ("file", "is not a folder")):
        with pytest.raises(BadProfiles, match=what) as refused:
            load(tmp_path / folder)
        assert str(tmp_path / folder) in str(refused.value)
        assert "PRONTO_PROFILES_DIR" in str(refused.value)


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    folder = shutil.copytree(PROFILES, tmp_path / "copy")

    def locked(self, **_):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_text", locked)
    with pytest.raises(BadProfiles, match=r"de\.yaml: Pronto may not read it"):
        load(folder)


def test_every_source_that_somebody_read_says_when_it_was_checked():
    rules = [rule for profile in profiles().by_id.values() for rule in profile.rules]
    rules += [rule for profile in profiles().by_id.values() for overlay in profile.overlays for rule in overlay.added]
    read = {Evidence.SEEN, Evidence.PARTLY_SEEN}
    assert [rule.id for rule in rules if (rule.basis.evidence in read) != (rule.basis.checked is not None)] == []
    italian = [rule for rule in profiles()["IT"].rules if rule.basis.source is not Source.HOUSE]
    assert [rule.id for rule in italian if rule.basis.checked is None] == []


def usable(rule: AnyRule, exemption: Exemption, basis_rules: list[AnyRule]) -> bool:
    """Whether somebody on the register may be called by the exemption: the rules on the basis have to agree."""
    basis = Basis(
        kind=exemption.basis,
        obtained_at=NOON - DAY,
        ended_at=NOON - DAY if exemption.ended_within is not None else None,
        evidence=frozenset(Proof),
        used=False,
    )
    scrubs = tuple(scrub(one, listed=True, listed_since=NOON - 2 * DAY) for one in rule.params.registers)
    facts = changed(good(), contact={"bases": (basis,), "scrubs": scrubs})
    asked = (contacts.scrubbed(rule, facts, NOON), *(contacts.has_basis(one, facts, NOON) for one in basis_rules))
    return all(answer is not None and answer.answer is Answer.ALLOW for answer in asked)


def test_every_exemption_from_a_register_can_apply():
    never = []
    for profile in profiles().by_id.values():
        own = [rule for rule in profile.rules if rule.kind is Kind.CONTACT_BASIS and not rule.sectors]
        for added in ((), *(overlay.added for overlay in profile.overlays)):
            bases = own + [rule for rule in added if rule.kind is Kind.CONTACT_BASIS]
            for rule in added or profile.rules:  # a state may be stricter than an exemption of its country
                if rule.kind is Kind.REGISTRY_SCRUB:
                    never += [(rule.id, one) for one in rule.params.exemptions if not usable(rule, one, bases)]
    assert never == []
