"""The closed vocabulary of profiles: kinds of rules, decision points, and values of parameters."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The kinds of rules. Each has one model of parameters and its evaluators; a profile cannot add kinds."""

    ABANDONMENT_RATE = "abandonment_rate"
    ABANDON_TREATMENT = "abandon_treatment"
    REDIAL_LOCKOUT = "redial_lockout"
    MIN_RING = "min_ring"
    AMD = "amd"
    CALL_WINDOW = "call_window"
    ATTEMPT_CAP = "attempt_cap"
    REGISTRY_SCRUB = "registry_scrub"
    SUPPRESSION = "suppression"
    CONSENT_REVOCATION = "consent_revocation"
    CONTACT_BASIS = "contact_basis"
    NUMBER_SOURCE = "number_source"
    CLI = "cli"
    SCRIPT_DISCLOSURE = "script_disclosure"
    AGENT_LOCATION = "agent_location"
    AGENT_BREAKS = "agent_breaks"
    AGENT_MONITORING = "agent_monitoring"
    RECORDING = "recording"
    CONTRACT_FORMATION = "contract_formation"
    RETENTION = "retention"
    DATA_SUBJECT_RIGHTS = "data_subject_rights"
    PRIVACY_BY_DESIGN = "privacy_by_design"
    AUDIT_LOG = "audit_log"
    AUTOMATED_VOICE = "automated_voice"
    RECORD_KEEPING = "record_keeping"


class Point(StrEnum):
    """When the rules are asked."""

    IMPORT = "import"  # may this row or list be imported?
    CAMPAIGN_START = "campaign_start"  # may this campaign dial at all?
    PRE_DIAL = "pre_dial"  # may this number be called now?
    IN_CALL = "in_call"  # may this call keep waiting, be called off, be recorded, become a sale, end?
    POST_CALL = "post_call"  # may this be kept, exported, counted as a contract?
    AGENT_ROUTING = "agent_routing"  # may this agent get the next call; may this feature be used on them?
    REPORT = "report"  # do the figures show what the law demands?


class Enforcement(StrEnum):
    """HARD rules bind; SOFT ones warn."""

    HARD = "hard"
    SOFT = "soft"


class Status(StrEnum):
    """How complete a profile is."""

    ACTIVE = "active"
    SKETCH = "sketch"  # known to be incomplete: no campaign starts on it
    LAYER = "layer"  # a base for others, never a country's profile by itself


class Source(StrEnum):
    """What a rule rests on: a report must not present our caution as law."""

    LAW = "law"
    REGULATOR_ORDER = "regulator_order"
    REGULATOR_POLICY = "regulator_policy"
    CODE_OF_CONDUCT = "code_of_conduct"
    HOUSE = "house"


class Evidence(StrEnum):
    """How certain the source is."""

    SEEN = "seen"  # a public text says so
    PARTLY_SEEN = "partly_seen"
    MEMORY = "memory"  # from memory, not looked up
    JUDGEMENT = "judgement"


class Side(StrEnum):
    """Whose country, besides the called person's, adds a rule."""

    SELLER = "seller"
    AGENT = "agent"


class ClockStart(StrEnum):
    """When the time for an agent to join begins. Without a detected greeting the answer counts, the strict side."""

    ANSWER = "answer"
    GREETING_START = "greeting_start"
    GREETING_END = "greeting_end"


class CallParty(StrEnum):
    """Which answered calls a rate is a share of."""

    ANSWERED = "answered"  # all, machines too
    PEOPLE = "people"


class MachineHangup(StrEnum):
    """How a call counts that machine detection ended."""

    ABANDONED = "abandoned"  # answered, and no agent: the strict reading
    EXCLUDED = "excluded"


class FalseMachine(StrEnum):
    """How a person counts whom machine detection took for a machine."""

    ABANDONED = "abandoned"
    COUNTED = "counted"  # in the denominator only
    EXCLUDED = "excluded"


class WindowKind(StrEnum):
    """The window over which a rate is computed."""

    CAMPAIGN = "campaign"
    BLOCKS_30D = "blocks_30d"  # successive 30-day blocks from the campaign's first day; a shorter campaign is one
    CALENDAR_DAY = "calendar_day"
    ROLLING_24H = "rolling_24h"
    ROLLING_7D = "rolling_7d"
    ROLLING_30D = "rolling_30d"


class BasisKind(StrEnum):
    """Why a person may be called."""

    CONSENT = "consent"
    SPECIFIC_CONSENT = "specific_consent"  # to this seller and this trade
    WRITTEN_CONSENT = "written_consent"
    CONTRACT = "contract"
    REQUEST = "request"  # asked to be called
    LEGITIMATE_INTEREST = "legitimate_interest"
    IN_DIRECTORY = "in_directory"  # in the public directory, and not on the register
    NOT_ON_REGISTER = "not_on_register"
    PURCHASE = "purchase"
    INQUIRY = "inquiry"
    TOLD_NO_OBJECTION = "told_no_objection"  # told this caller that calls are welcome


class Proof(StrEnum):
    """What is kept to prove a basis."""

    SOURCE = "source"
    OBTAINED_AT = "obtained_at"
    TEXT_VERSION = "text_version"
    CHANNEL = "channel"
    COMPANY = "company"
    FORM_OR_ADDRESS = "form_or_address"
    LIST_PROVIDER = "list_provider"
    NOTICE_GIVEN = "notice_given"


class CliClass(StrEnum):
    """Classes of caller ids."""

    SALES_PREFIX = "sales_prefix"  # Italy 0844, Spain 400, France 0162 and its like
    STATISTICS_PREFIX = "statistics_prefix"  # Italy 0843
    CALLABLE = "callable"
    SHORT = "short"
    GEOGRAPHIC = "geographic"
    FREEPHONE = "freephone"
    SHARED_COST = "shared_cost"
    IDENTIFIES_SELLER = "identifies_seller"


EU: Final = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    }
)
EEA: Final = EU | {"IS", "LI", "NO"}
_GROUPS: Final = {"EU": EU, "EEA": EEA}


def countries(names: tuple[str, ...]) -> frozenset[str]:
    """The countries (ISO 3166, two letters) of `names`, with the groups EU and EEA expanded."""
    return frozenset(country for name in names for country in _GROUPS.get(name, (name,)))
