"""The shape of a profile file: 25 forms of rules, told apart by their kind. The JSON schema comes from here."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from pydantic import Field

from dialer.compliance.params import abandoning, contacts, records, speech_and_work
from dialer.compliance.params.base import Country, Form, Names
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import Enforcement, Evidence, Kind, Point, Side, Source, Status

K = TypeVar("K", bound=str)
P = TypeVar("P", bound=Form)

FORMAT: Final = "pronto-compliance/1"
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9-]+$")]


class BasisForm(Form):
    """The source of a rule. Nothing here is legal advice."""

    source: Source
    text: str = Field(min_length=3)
    evidence: Evidence
    checked: date | None = None
    """When somebody last read the source, or looked for it."""


class EffectiveForm(Form):
    """In force from the first date until the day before the second."""

    since: date | None = None
    until: date | None = None


class WhenForm(Form):
    """The rule applies only to campaigns of these sectors, and to those without one."""

    sectors: tuple[Sector, ...] = ()


class RuleForm(Form, Generic[K, P]):
    """One rule of a profile."""

    id: RuleId
    kind: K
    enforcement: Enforcement
    points: tuple[Point, ...] = Field(min_length=1)
    basis: BasisForm
    effective: EffectiveForm = EffectiveForm()
    when: WhenForm = WhenForm()
    follows: tuple[Side, ...] = ()
    """Whose country adds this rule, besides the called person's."""
    not_checked: Names = ()
    """Duties of this rule that Pronto does not check, because it does not have the facts."""
    params: P


AnyRule = Annotated[
    RuleForm[Literal["abandonment_rate"], abandoning.AbandonmentRate]
    | RuleForm[Literal["abandon_treatment"], abandoning.AbandonTreatment]
    | RuleForm[Literal["redial_lockout"], abandoning.RedialLockout]
    | RuleForm[Literal["min_ring"], abandoning.MinRing]
    | RuleForm[Literal["amd"], abandoning.Amd]
    | RuleForm[Literal["attempt_cap"], abandoning.AttemptCap]
    | RuleForm[Literal["call_window"], contacts.CallWindow]
    | RuleForm[Literal["registry_scrub"], contacts.RegistryScrub]
    | RuleForm[Literal["suppression"], contacts.Suppression]
    | RuleForm[Literal["consent_revocation"], contacts.ConsentRevocation]
    | RuleForm[Literal["contact_basis"], contacts.ContactBasis]
    | RuleForm[Literal["number_source"], contacts.NumberSource]
    | RuleForm[Literal["cli"], contacts.Cli]
    | RuleForm[Literal["script_disclosure"], speech_and_work.ScriptDisclosure]
    | RuleForm[Literal["agent_location"], speech_and_work.AgentLocation]
    | RuleForm[Literal["agent_breaks"], speech_and_work.AgentBreaks]
    | RuleForm[Literal["agent_monitoring"], speech_and_work.AgentMonitoring]
    | RuleForm[Literal["automated_voice"], speech_and_work.AutomatedVoice]
    | RuleForm[Literal["recording"], records.Recording]
    | RuleForm[Literal["contract_formation"], records.ContractFormation]
    | RuleForm[Literal["retention"], records.Retention]
    | RuleForm[Literal["record_keeping"], records.RecordKeeping]
    | RuleForm[Literal["data_subject_rights"], records.DataSubjectRights]
    | RuleForm[Literal["privacy_by_design"], records.PrivacyByDesign]
    | RuleForm[Literal["audit_log"], records.AuditLog],
    Field(discriminator="kind"),
]

PARAMS: Final[Mapping[Kind, type[Form]]] = {
    Kind.ABANDONMENT_RATE: abandoning.AbandonmentRate,
    Kind.ABANDON_TREATMENT: abandoning.AbandonTreatment,
    Kind.REDIAL_LOCKOUT: abandoning.RedialLockout,
    Kind.MIN_RING: abandoning.MinRing,
    Kind.AMD: abandoning.Amd,
    Kind.ATTEMPT_CAP: abandoning.AttemptCap,
    Kind.CALL_WINDOW: contacts.CallWindow,
    Kind.REGISTRY_SCRUB: contacts.RegistryScrub,
    Kind.SUPPRESSION: contacts.Suppression,
    Kind.CONSENT_REVOCATION: contacts.ConsentRevocation,
    Kind.CONTACT_BASIS: contacts.ContactBasis,
    Kind.NUMBER_SOURCE: contacts.NumberSource,
    Kind.CLI: contacts.Cli,
    Kind.SCRIPT_DISCLOSURE: speech_and_work.ScriptDisclosure,
    Kind.AGENT_LOCATION: speech_and_work.AgentLocation,
    Kind.AGENT_BREAKS: speech_and_work.AgentBreaks,
    Kind.AGENT_MONITORING: speech_and_work.AgentMonitoring,
    Kind.AUTOMATED_VOICE: speech_and_work.AutomatedVoice,
    Kind.RECORDING: records.Recording,
    Kind.CONTRACT_FORMATION: records.ContractFormation,
    Kind.RETENTION: records.Retention,
    Kind.RECORD_KEEPING: records.RecordKeeping,
    Kind.DATA_SUBJECT_RIGHTS: records.DataSubjectRights,
    Kind.PRIVACY_BY_DESIGN: records.PrivacyByDesign,
    Kind.AUDIT_LOG: records.AuditLog,
}


class HolidaysForm(Form):
    """Whose public holidays count, from the `holidays` library."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    regions: tuple[str, ...] = ()
    """Regions with their own holidays; all are kept if a contact's region is unknown and `unknown_region` says so."""
    unknown_region: Literal["national", "all"] = "national"


class ClockForm(Form):
    """Whose local time counts."""

    zone: str
    """The time zone of the profile's own dates and days."""
    contacts: Literal["profile_zone", "own_zones"] = "profile_zone"
    when_unknown: tuple[str, ...] = ()
    """With own_zones: if a contact's zone is unknown, the hours must hold in all of these."""
    holidays: HolidaysForm | None = None


class OverlayForm(Form):
    """A state's additions to its country's rules."""

    id: RuleId
    states: tuple[str, ...] = Field(min_length=1)
    presumes: bool = False
    """A number with the state's area code is presumed to be in the state, whatever the address says."""
    replace: Mapping[RuleId, Mapping[str, Any]] = {}
    """Rule id -> the parameters that differ."""
    add: tuple[AnyRule, ...] = ()


class ReviewForm(Form):
    """Who reviewed the profile, and until when it is valid."""

    status: Literal["unreviewed", "reviewed"]
    by: date
    reviewer: str = ""


class AbsentForm(Form):
    """A kind of rule that the country does not have, with what was looked at. A rule of that kind is our caution."""

    kind: Kind
    basis: BasisForm


class ProfileForm(Form):
    """One profile file."""

    format: Literal["pronto-compliance/1"]
    id: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]+)?$")]
    title: str
    version: date
    status: Status
    extends: tuple[str, ...] = ()
    countries: tuple[Country, ...] = Field(min_length=1)
    covers: tuple[Literal["consumer", "sole_trader", "company"], ...] = Field(min_length=1)
    """Whom the law protects. The rules apply to everybody: applying them to a company is the strict side."""
    review: ReviewForm
    clock: ClockForm
    rules: tuple[AnyRule, ...] = Field(min_length=1)
    overlays: tuple[OverlayForm, ...] = ()
    absent: tuple[AbsentForm, ...] = ()
    to_confirm: tuple[str, ...] = ()
    """What a lawyer has to confirm."""


def schema_text() -> str:
    """The JSON schema of a profile file, as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ProfileForm.model_json_schema()}
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":  # python -m dialer.compliance.profile_schema rewrites the file
    (Path(__file__).parent / "profiles" / "schema.json").write_text(schema_text(), encoding="utf-8")
