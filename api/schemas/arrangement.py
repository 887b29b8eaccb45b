"""Order and filter of a list on the wire: its fields, and what a filter would do before it is set."""

from dataclasses import asdict
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.schemas.fields import FieldName
from api.schemas.wire import Line, Number, RequestBody, Shown, Whole
from dialer.i18n.message import msg
from dialer.people.lists.rules.conditions import Condition, Conditions, Measure, Test
from dialer.people.lists.rules.list_fields import ListField
from dialer.people.lists.store.arrangement import Foreseen, ForeseenLead

Value = Annotated[Line, Field(max_length=200)] | Whole | Number | bool


class ListFieldShown(Shown, of=ListField):
    """A field that orders and filters of the list may use. `is_own`: every lead has it, not this list's alone.

    `values` are its choices, or what it usually holds where that is some few words.
    """


class ConditionInput(RequestBody):
    """One condition. `measure` is what of the field is compared: days or years since the day in it, its length.

    `values` are several for `one_of` and `none_of`, none for `is_empty` and `is_not_empty`, and one otherwise.
    """

    field: FieldName
    measure: Measure = ""
    test: Test
    values: list[Value] = Field(default=[], max_length=200)

    @model_validator(mode="after")
    def _as_many_as_needed(self) -> Self:
        many = self.test in (Test.ONE_OF, Test.NONE_OF)
        wanted = 0 if self.test in (Test.IS_EMPTY, Test.IS_NOT_EMPTY) else 1
        if (len(self.values) < 1) if many else (len(self.values) != wanted):
            raise ValueError(msg("the condition lacks its value, or has too many"))
        return self


class ConditionsInput(RequestBody):
    """Conditions of which all must hold, or any."""

    match: Literal["all", "any"] = "all"
    items: list[ConditionInput] = Field(max_length=50)

    def inner(self) -> Conditions:
        """The form for the rules."""
        items = tuple(
            Condition(field=one.field, measure=one.measure, test=one.test, values=tuple(one.values))
            for one in self.items
        )
        return Conditions(match=self.match, items=items)


class ArrangementInput(RequestBody):
    """A filter, as conditions or as a text, and an order. What is left out is as the list has it."""

    conditions: ConditionsInput | None = None
    filter: Line | None = Field(default=None, max_length=2000)
    order_by: Line | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.conditions is not None and self.filter is not None:
            raise ValueError(msg("give conditions or a filter, and not both"))
        return self


class ConditionShown(Shown, of=Condition):
    """One condition."""

    values: list[Any]


class ConditionsShown(Shown):
    """Conditions of which all must hold, or any."""

    match: Literal["all", "any"]
    items: list[ConditionShown]

    @classmethod
    def written(cls, inner: Conditions | None) -> "ConditionsShown | None":
        """Show conditions; None for a filter that is more than conditions in a row."""
        return None if inner is None else cls.model_validate(asdict(inner))


class ForeseenLeadShown(Shown, of=ForeseenLead):
    """One of the first to be dialled. `values` are those of the fields that order and filter use, masked."""


class ArrangementPreview(Shown, of=Foreseen):
    """What an order and a filter would do. Nothing is changed.

    Of `looked_at` leads that wait, `passing` are let through. `is_exact`: these are all that wait; otherwise a sample
    spread over the `leads` that are not done. `conditions` is null for a filter with brackets, or with both `and` and
    `or`.
    """

    filter: str
    conditions: ConditionsShown | None
    order_by: str
    first: list[ForeseenLeadShown]
