"""Parameters of the rules on what is stored, for how long, and who may see it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from dialer.compliance.durations import DurationField
from dialer.compliance.params.base import AtLeast, AtMost, Demand, Form, Ladder, Names, Stricter

Held = Literal["contact_data", "profiling_data", "call_events", "statistics", "consent_proof"]


class Recording(Form):
    """When talk may be recorded."""

    default: Annotated[Literal["on", "off"], Ladder(("on", "off"))]
    notice_before: Demand = True
    refusal_stops: Demand = True
    purposes: Annotated[tuple[str, ...], Stricter.FEWER] = Field(min_length=1)
    mask_card_data: Demand = True
    keep: Annotated[Mapping[str, DurationField], Stricter.SMALLER] = {}
    """By purpose, counted from the recording; contract evidence from the contract's end."""


class ContractFormation(Form):
    """When a contract made by phone binds."""

    bound_requires: Names
    durable_medium_needs_agreement: Demand = True
    must_have_told: Names = ()
    withdrawal_days: Annotated[int, Field(ge=0), Stricter.LARGER]
    withdrawal_months_if_not_told: Annotated[int, Field(ge=0), Stricter.LARGER] = 0


class Retention(Form):
    """The longest that data may be kept."""

    at_most: Annotated[Mapping[Held, DurationField], Stricter.SMALLER] = Field(min_length=1)


class RecordKeeping(Form):
    """What must be recorded, and the shortest time it is kept."""

    keep: Names
    at_least: AtLeast
    held_as: Held
    """The kind of data it is stored as; a profile's limit on the age of that kind must allow this time."""


class DataSubjectRights(Form):
    """Answers to data subject requests."""

    answer_within: AtMost
    extendable_by: AtMost
    warn_after: AtMost
    erasure_keeps_suppression: Literal[True] = True


class PrivacyByDesign(Form):
    """Who sees what in reports."""

    numbers_shown: Annotated[Literal["plain", "masked"], Ladder(("plain", "masked"))] = "masked"
    statistics_key: Annotated[Literal["number", "keyed_hash"], Ladder(("number", "keyed_hash"))] = "keyed_hash"
    key_rotation: AtMost
    unmasking_needs: Names


class AuditLog(Form):
    """Every decision must be logged; if logging fails, none is taken."""

    append_only: Literal[True] = True
    hash_chain: Literal["sha256"] = "sha256"
    logs: Names
