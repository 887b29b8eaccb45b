"""Orders: what they read, and how they rank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.people.lists.rules.call_order import BadOrder, By, Order, rank_of, read_order


def in_order(text: str, fields: list[dict[str, object]]) -> list[int]:
    """The places of these leads, whose ids are 1, 2 …, as they would be dialled."""
    order = read_order(text)
    ranked = sorted((rank_of(order, lead_id, mine), lead_id) for lead_id, mine in enumerate(fields, start=1))
    return [lead_id for _, lead_id in ranked]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", Order(by=By.OLDEST)),
        ("newest", Order(by=By.NEWEST)),
        ("Prima i più recenti", Order(by=By.NEWEST)),
        ("random", Order(by=By.RANDOM)),
        ("casuale 42", Order(by=By.RANDOM, seed=42)),
        ("Score desc", Order(by=By.FIELD, field="score", descending=True)),
        ("punteggio decrescente", Order(by=By.FIELD, field="punteggio", descending=True)),
        ("`last order`", Order(by=By.FIELD, field="last order")),
    ],
)
def test_an_order_is_read_in_english_and_italian(text, order):
    assert read_order(text) == order


def test_an_order_that_cannot_be_read_says_how_to_write_one():
    with pytest.raises(BadOrder, match="write the name of a field"):
        read_order("``")


def test_numbers_sort_as_numbers_and_what_is_missing_comes_last_both_ways():
    fields = [{"score": 9}, {"score": "10"}, {}, {"score": "2,5"}, {"score": ""}]
    assert in_order("score", fields) == [4, 1, 2, 3, 5]
    assert in_order("score desc", fields) == [2, 1, 4, 3, 5]


def test_texts_sort_without_accents_and_case():
    assert in_order("town", [{"town": "Ísola"}, {"town": "avellino"}, {"town": "Zagarolo"}, {"town": "Ivrea"}]) == [
        2, 1, 4, 3,
    ]  # fmt: skip


def test_days_sort_as_days():
    assert in_order("day desc", [{"day": "2025-01-31"}, {"day": "2026-01-01"}, {"day": "2025-12-01"}]) == [2, 3, 1]


def test_newest_first_turns_the_order_round():
    assert in_order("newest", [{}, {}, {}]) == [3, 2, 1]


def test_a_shuffle_is_the_same_for_the_same_seed_and_another_for_another():
    leads: list[dict[str, object]] = [{}] * 50
    assert in_order("random 7", leads) == in_order("random 7", leads) != in_order("random 8", leads)
    assert sorted(in_order("random 7", leads)) == list(range(1, 51))


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=9), max_size=8))
def test_texts_of_nine_letters_and_digits_sort_exactly(texts):
    wanted = [text for text in texts if not _is_number(text)]
    ranks = [rank_of(read_order("x"), 1, {"x": text}) for text in sorted(wanted)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(set(wanted))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
