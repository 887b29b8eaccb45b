"""Recognition of rows that are existing leads, and their treatment."""

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """The key by which two rows are the same person."""

    PHONE = "phone"  # the first phone of each
    ANY_PHONE = "any_phone"
    EXTERNAL_ID = "external_id"


class Scope(StrEnum):
    """The lists that are searched. Each scope includes the one before it."""

    FILE = "file"
    LIST = "list"
    CAMPAIGN = "campaign"
    COMPANY = "company"


class DuplicateAction(StrEnum):
    """What happens to a duplicate row."""

    SKIP = "skip"
    UPDATE = "update"  # the row's data goes into the existing lead; its calls and its state stay
    KEEP = "keep"  # both stay, unless they are equal in everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """The duplicate rule. Within a list, an external id always identifies one lead, whatever `by` says."""

    by: frozenset[By] = frozenset({By.ANY_PHONE, By.EXTERNAL_ID})
    scope: Scope = Scope.LIST
    then: DuplicateAction = DuplicateAction.SKIP
