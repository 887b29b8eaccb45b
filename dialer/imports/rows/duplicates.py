"""When a row of an import is one that is there already, and what is done with it."""

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What tells that two rows are one person."""

    PHONE = "phone"  # the first phone of each
    ANY_PHONE = "any_phone"
    EXTERNAL_ID = "external_id"


class Scope(StrEnum):
    """Where it is looked for. Each holds the one before it."""

    FILE = "file"
    LIST = "list"
    CAMPAIGN = "campaign"
    CONTROLLER = "controller"


class DuplicateAction(StrEnum):
    """What is done with the row."""

    SKIP = "skip"
    UPDATE = "update"  # what the row says goes into the lead that is there; its calls and its state stay
    KEEP = "keep"  # both stay, unless they are the same in everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """An external id names one lead of a list whatever `by` says: within the list it always counts."""

    by: frozenset[By] = frozenset({By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Scope = Scope.LIST
    then: DuplicateAction = DuplicateAction.SKIP
