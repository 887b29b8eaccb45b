"""Which person a lead belongs to: by external id, else by number if the names allow it."""

import pytest

from dialer.people.persons.rules import Known, email_among, email_in, may_be_same, person_of_lead

HOME = "+390612345678"


def found(external_id: str | None, name: str, *known: tuple[int, str, set[str]]) -> int | None:
    """The person of a lead with this external id and name among people who all have the number."""
    return person_of_lead(
        external_id,
        [HOME],
        name,
        by_external_id={one: person for person, _, ids in known for one in ids},
        by_number={HOME: {person for person, _, _ in known}},
        known={person: Known(name=named, external_ids=ids) for person, named, ids in known},
    )


@pytest.mark.parametrize(
    ("external_id", "name", "known", "person"),
    [
        ("A", "Maria Rossi", [(1, "Somebody Else", {"A"})], 1),  # the id decides, whatever the name
        (None, "Maria Rossi", [(1, "ROSSI MARIA", set())], 1),
        (None, "Rossi", [(1, "Maria Rossi", {"A"})], 1),
        (None, "", [(1, "Maria Rossi", {"A"})], 1),
        (None, "Luca Rossi", [(1, "Maria Rossi", set())], None),  # one household
        (None, "Rossi", [(1, "Maria Rossi", set()), (2, "Luca Rossi", set())], None),  # either may be meant
        (None, "Luca Rossi", [(1, "Maria Rossi", set()), (2, "Luca Rossi", set())], 2),
        ("B", "Maria Rossi", [(1, "Maria Rossi", {"A"})], None),  # another id is another person
        ("B", "Maria Rossi", [(1, "Maria Rossi", set())], 1),
        (None, "Maria Rossi", [], None),
    ],
)
def test_a_lead_belongs_to_the_only_person_who_fits(external_id, name, known, person):
    assert found(external_id, name, *known) == person


def test_names_contradict_each_other_only_by_words_that_the_other_lacks():
    assert may_be_same("María  Rossi", "rossi maría")
    assert not may_be_same("Maria Rossi", "Maria Bianchi")


def test_an_email_address_is_found_in_a_field_that_is_called_so():
    assert email_among({"E-Mail": " Maria@Example.org "}) == "maria@example.org"
    assert email_among({"comment": "maria@example.org", "email": 5}) is None


@pytest.mark.parametrize(
    "wrong",
    ["", "maria", "a@b@c", "a b@example.org", "a@example.org\r\nBcc: x@y.z", "a@-", "a..b@example.org", "è@x.it"],
)
def test_what_is_no_address_is_not_taken_for_one(wrong):
    assert email_in(wrong) is None
