"""The document's table of rules is what the profiles hold."""

from pathlib import Path

from dialer.compliance.profile import Profile
from dialer.compliance.vocabulary import Kind, Point
from tests.support.profiles import profiles

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "compliance.md").read_text(encoding="utf-8")


def rows(profile: Profile) -> list[str]:
    """A profile's own rules, and those of its overlays, as rows of the table."""
    layer = {rule.id for rule in profiles()["EU-GDPR"].rules} if profile.id != "EU-GDPR" else set()
    own = [rule for rule in profile.rules if rule.id not in layer]
    own += [rule for overlay in profile.overlays for rule in overlay.rules]
    return [
        f"| {profile.id} | `{rule.id}` | {rule.kind} | {'HARD' if rule.hard else 'SOFT'} "
        f"| {', '.join(point for point in Point if point in rule.points)} "
        f"| {rule.basis.source.replace('_', ' ')}, {rule.basis.evidence.replace('_', ' ')} "
        f"| {rule.basis.checked or 'never'} | {', '.join(rule.not_checked).replace('_', ' ')} |"
        for rule in own
    ]


def test_the_table_has_every_rule_of_every_profile_and_no_other():
    wanted = [row for name in ("EU-GDPR", "IT", "US", "UK", "FR", "DE", "ES") for row in rows(profiles()[name])]
    found = [line for line in DOCUMENT.splitlines() if line.count("| `") == 1 and line.count("|") == 9]
    assert found == wanted


def test_every_kind_and_point_is_explained():
    assert [name for name in (*Kind, *Point) if f"| `{name}` |" not in DOCUMENT] == []


def test_what_a_lawyer_has_to_confirm_is_in_the_document():
    text = " ".join(DOCUMENT.split())
    assert [one for profile in profiles().by_id.values() for one in profile.to_confirm if one not in text] == []
