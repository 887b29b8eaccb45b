"""What is wrong with a value, in plain words: none of pydantic's own, in every language."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

from api.validation_errors import pointer
from dialer.i18n.catalogue import in_words, languages
from dialer.i18n.message import Message
from dialer.i18n.validation import wrong_at, wrong_value


class Form(BaseModel, extra="forbid"):
    """One field of each kind that the API has."""

    whole: int = Field(default=1, ge=1, le=9)
    part: float = Field(default=1.0, gt=0, lt=9)
    yes: bool = True
    text: str = Field(default="abc", min_length=2, max_length=4)
    country: str = Field(default="IT", pattern=r"^[A-Z]{2}$")
    odd: str = Field(default="a", pattern=r"^[ab]$")
    word: Literal["red", "green"] = "red"
    at: AwareDatetime | None = None
    many: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    named: dict[str, int] = {}


@pytest.mark.parametrize(
    ("value", "what", "mend"),
    [
        ({"whole": "x"}, "is no whole number", "as in 12"),
        ({"whole": 1.5}, "is no whole number", "as in 12"),
        ({"whole": 0}, "is too small", "write 1 or more"),
        ({"whole": 10}, "is too large", "write 9 or less"),
        ({"part": "x"}, "is no number", "as in 1.5"),
        ({"part": 0}, "is too small", "write more than 0"),
        ({"part": 9}, "is too large", "write less than 9"),
        ({"yes": "perhaps"}, "is neither true nor false", "write true or false"),
        ({"text": 7}, "is no text", "in quotes"),
        ({"text": "a"}, "is too short", "at least 2 characters"),
        ({"text": "abcde"}, "is too long", "at most 4 characters"),
        ({"country": "Italy"}, "is not written as it has to be", "two capital letters, as in IT"),
        ({"odd": "c"}, "cannot stand here", "/docs"),
        ({"word": "blue"}, "cannot stand here", "'red' or 'green'"),
        ({"at": "tomorrow"}, "is no instant", "2026-11-25T15:00:00+01:00"),
        ({"at": "2026-11-25T15:00:00"}, "is no instant", "with its offset"),
        ({"many": 1}, "is no list", "[ … ]"),
        ({"many": []}, "holds too few", "at least 1"),
        ({"many": [1, 2, 3]}, "holds too many", "at most 2"),
        ({"named": []}, "is no object", "{ … }"),
        ({"colour": 1}, "is not known here", "spelling"),
    ],
)
def test_each_kind_of_mistake_has_plain_words_and_a_cure(value: dict[str, Any], what: str, mend: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Form.model_validate(value)
    [detail] = wrong.value.errors()
    said, cure = wrong_value(detail)
    assert what in str(said)
    assert mend in str(cure)
    spoken = [(in_words(said, language), in_words(cure, language)) for language in languages()]
    assert all(all(pair) for pair in spoken)
    assert not any(raw in text for pair in spoken for text in pair for raw in ("Input", "valid ", "{min", "parse"))
    assert len({said for said, _ in spoken}) == len(languages())


class Checked(BaseModel):
    """A field with a check of our own."""

    name: str

    @field_validator("name")
    @classmethod
    def _is_known(cls, name: str) -> str:
        raise ValueError(Message("there is no file {name}", {"name": name}))


def test_a_check_of_our_own_says_its_message() -> None:
    with pytest.raises(ValidationError) as wrong:
        Checked(name="a")
    [detail] = wrong.value.errors()
    assert wrong_value(detail) == (Message("there is no file {name}", {"name": "a"}), "")
    assert str(wrong_at("name", *wrong_value(detail))) == "name: there is no file a"


def test_a_pointer_escapes_what_has_to_be() -> None:
    assert pointer([]) == ""
    assert pointer(["rules", 0, "a/b~c"]) == "/rules/0/a~1b~0c"
