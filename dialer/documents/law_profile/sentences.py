"""A rule's parameters as sentences, for a compliance officer. Pure: the same rule gives the same sentences."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dialer.compliance.code_names import BASES, DEMANDED, KEPT, PROOFS
from dialer.compliance.durations import Duration
from dialer.compliance.fact_messages import describe_duration
from dialer.compliance.params import abandoning, contacts, records, speech_and_work
from dialer.compliance.profile import AnyRule
from dialer.compliance.vocabulary import Kind
from dialer.documents.law_profile.names import (
    BOUND_BY,
    DAYS,
    HELD,
    LOCKED,
    LOGS,
    PURPOSES,
    SAID,
    SCRUBBED,
    SHOWN,
    STARTS,
    TOLD,
    WINDOW,
    named,
)
from dialer.i18n.message import Message, msg

Sentences = Iterator[Message]
_TIMES: Final = re.compile(r"^(?:([a-z]{3})(?:-([a-z]{3}))? )?(\d{2}:\d{2})-(\d{2}:\d{2})$")


def sentences(rule: AnyRule) -> list[Message]:
    """What the rule demands. Never empty."""
    return list(_SENTENCES[rule.kind](rule.params))


def _length(duration: Duration) -> Message | str:
    return describe_duration(duration.text)


def _percent(share: float) -> float:
    return round(100.0 * share, 2)


def _abandonment_rate(rule: abandoning.AbandonmentRate) -> Sentences:
    yield (
        msg(
            "No more than {limit:g} % of the calls that people answered may find no agent in time.",
            limit=_percent(rule.limit),
        )
        if rule.share_of == "people"
        else msg(
            "No more than {limit:g} % of the answered calls, machines included, may find no agent in time.",
            limit=_percent(rule.limit),
        )
    )
    yield msg(
        "In time means within {limit_ms} ms of {start}.", limit_ms=rule.timer.limit_ms, start=STARTS[rule.timer.start]
    )
    yield msg("It is counted over {window}.", window=WINDOW[rule.window])
    if rule.also_report:
        yield msg("Reports also show it over {windows}.", windows=named(WINDOW, rule.also_report))
    if rule.machine_hangup == "abandoned":
        yield msg("A call that machine detection ended counts as abandoned.")
    yield msg(
        "Pronto dials with more care from {throttle:g} % on, one call for each free agent from {one:g} % on, and ahead "
        "of the agents no more from {stop:g} % on; below {least} calls it does not judge.",
        throttle=_percent(rule.guard.throttle_at),
        one=_percent(rule.guard.one_to_one_at),
        stop=_percent(rule.guard.stop_predictive_at),
        least=rule.guard.min_denominator,
    )


def _abandon_treatment(rule: abandoning.AbandonTreatment) -> Sentences:
    facts = {"limit_ms": rule.limit.limit_ms, "start": STARTS[rule.limit.start]}
    if rule.message is None:
        yield msg("If no agent is there within {limit_ms} ms of {start}, the call is ended.", **facts)
    else:
        yield msg("If no agent is there within {limit_ms} ms of {start}, a recorded message is played.", **facts)
        yield msg("The message says {items}.", items=named(SAID, rule.message.says))
        if rule.message.must_not_say:
            yield msg("It must not contain {items}.", items=named(SAID, rule.message.must_not_say))
        yield msg("People can say no by {ways}.", ways=named(DEMANDED, rule.message.opt_out.by))
        if rule.message.opt_out.number_must_be:
            yield msg("The number for that is {kinds}.", kinds=named(DEMANDED, rule.message.opt_out.number_must_be))
    if rule.message_forbidden:
        yield msg("A recorded message is forbidden.")
    if rule.comfort_noise is not None:
        yield msg("Whoever waits hears a sound within {within_ms} ms.", within_ms=rule.comfort_noise.within_ms)


def _redial_lockout(rule: abandoning.RedialLockout) -> Sentences:
    lasts = _length(rule.lasts)
    after = rule.after == "abandoned"
    match (after, rule.meanwhile):
        case (True, "never"):
            yield msg("After an abandoned call the number is not called for {lasts}.", lasts=lasts)
        case (True, _):
            yield msg(
                "For {lasts} after an abandoned call the number is called only with an agent reserved.", lasts=lasts
            )
        case (False, "never"):
            yield msg("After a call that was taken for a machine the number is not called for {lasts}.", lasts=lasts)
        case _:
            yield msg(
                "For {lasts} after a call that was taken for a machine the number is called only with an agent "
                "reserved.",
                lasts=lasts,
            )
    if rule.afterwards == "guaranteed_agent":
        yield msg("Afterwards it is called only with an agent reserved for it.")


def _min_ring(rule: abandoning.MinRing) -> Sentences:
    yield msg("A phone rings for {seconds:g} s at least before the call is given up.", seconds=rule.seconds)


def _amd(rule: abandoning.Amd) -> Sentences:
    if rule.allowed == "never":
        yield msg("Answering-machine detection may not be used.")
        return
    yield msg("Answering-machine detection may be used.")
    if rule.audit is not None:
        yield msg(
            "Somebody has to listen to {sample} calls at least that it took for machines; that counts for {valid_for}.",
            sample=rule.audit.min_sample,
            valid_for=_length(rule.audit.valid_for),
        )
    if rule.max_decision_ms is not None:
        yield msg("It decides within {limit_ms} ms.", limit_ms=rule.max_decision_ms)
    if rule.unsure_is_a_person:
        yield msg("Where it is not sure, it takes the call for a person.")


def _attempt_cap(rule: abandoning.AttemptCap) -> Sentences:
    for cap in rule.caps:
        facts = {"max": cap.max, "per": _length(cap.per)}
        if rule.counted_by == "person":
            yield msg(
                "A person is called {max} {max:time|times} at most in {per}, over all of the person's numbers.", **facts
            )
        else:
            yield msg("A number is called {max} {max:time|times} at most in {per}.", **facts)
    if rule.pause_after_refusal is not None:
        yield msg("After a no there is no call for {pause}.", pause=_length(rule.pause_after_refusal))
    if rule.appointment_passes:
        yield msg("A call-back that was agreed with the person does not count against it.")


def _call_window(rule: contacts.CallWindow) -> Sentences:
    yield msg("People are called {hours}.", hours=[_hours(text) for text in rule.open])
    if rule.on_holidays is not None:
        yield (
            msg("On public holidays {hours} alone.", hours=[_hours(text) for text in rule.on_holidays])
            if rule.on_holidays
            else msg("On public holidays nobody is called.")
        )
    if rule.before_holidays:
        yield msg("On the day before a holiday {hours}.", hours=[_hours(text) for text in rule.before_holidays])
    if rule.last_dial_margin_s:
        yield msg("The last call begins {seconds:g} s before the end.", seconds=rule.last_dial_margin_s)
    if rule.appointment_passes:
        yield msg("A call-back that was agreed with the person may be made at another time.")


def _hours(text: str) -> Message:
    found = _TIMES.match(text)
    if found is None:
        return msg("{text}", text=text)
    first, last, begins, ends = found.groups()
    if first is None:
        return msg("from {begins} to {ends}", begins=begins, ends=ends)
    if last is None or (first, last) == ("mon", "sun"):
        day = DAYS[first] if last is None else None
        return (
            msg("{day} from {begins} to {ends}", day=day, begins=begins, ends=ends)
            if day is not None
            else msg("each day from {begins} to {ends}", begins=begins, ends=ends)
        )
    return msg(
        "{first} to {last} from {begins} to {ends}", first=DAYS[first], last=DAYS[last], begins=begins, ends=ends
    )


def _registry_scrub(rule: contacts.RegistryScrub) -> Sentences:
    yield msg(
        "Numbers are checked against {registers}; an answer counts for {max_age}.",
        registers=list(rule.registers),
        max_age=_length(rule.max_age),
    )
    if rule.also:
        yield msg("They are checked again {when}.", when=named(SCRUBBED, rule.also))
    if "subscription_account" in rule.key:
        yield msg("The campaign states the account at the registry.")
    for one in rule.exemptions:
        yield _exemption(one)
    if rule.every_list:
        yield msg("While one list of a campaign has no answer, none of its lists is dialled.")


def _exemption(one: contacts.Exemption) -> Message:
    basis = BASES.get(one.basis.value, msg("{text}", text=one.basis.value))
    if one.ended_within is not None:
        text = msg(
            "Who is listed may be called all the same by {basis} that ended within the last {within}.",
            basis=basis,
            within=_length(one.ended_within),
        )
    elif one.within is not None:
        text = msg(
            "Who is listed may be called all the same by {basis} of the last {within}.",
            basis=basis,
            within=_length(one.within),
        )
    elif one.after_listing:
        text = msg("Who is listed may be called all the same by {basis} that is newer than the entry.", basis=basis)
    elif one.once:
        text = msg("Who is listed may be called once all the same by {basis}.", basis=basis)
    else:
        text = msg("Who is listed may be called all the same by {basis}.", basis=basis)
    return text


def _suppression(rule: contacts.Suppression) -> Sentences:
    yield (
        msg("Who says no to one is not called by anybody who calls with this system.")
        if rule.scope == "everyone"
        else msg("Who says no is not called again for this company.")
    )
    yield msg("It holds at once, and survives every import.")
    if rule.legal_latest is not None:
        yield msg("The law allows {latest}.", latest=_length(rule.legal_latest))
    if rule.keep_for is not None:
        yield msg("It is kept for {time} at least.", time=_length(rule.keep_for))


def _consent_revocation(rule: contacts.ConsentRevocation) -> Sentences:
    yield (
        msg("A consent that is taken back is taken back for every topic.")
        if rule.scope == "all_topics"
        else msg("A consent that is taken back is taken back for its topic.")
    )
    for one in rule.switches:
        yield (
            msg("From {day} on for every topic.", day=one.from_date.isoformat())
            if one.scope == "all_topics"
            else msg("From {day} on for its topic.", day=one.from_date.isoformat())
        )
    if rule.legal_latest is not None:
        yield msg("The law allows {latest}.", latest=_length(rule.legal_latest))


def _contact_basis(rule: contacts.ContactBasis) -> Sentences:
    yield msg("A person is called only by {bases}.", bases=named(BASES, rule.allowed))
    if rule.evidence:
        yield msg("What proves it: {proofs}.", proofs=named(PROOFS, rule.evidence))
    if rule.bought_list_evidence:
        yield msg("Of a bought list also {proofs}.", proofs=named(PROOFS, rule.bought_list_evidence))
    if rule.in_directory_only:
        yield msg("{bases!c}: for numbers in the public directory alone.", bases=named(BASES, rule.in_directory_only))
    if rule.automated_voice is not None:
        yield msg("With a recorded or artificial voice only by {bases}.", bases=named(BASES, rule.automated_voice))
    if rule.burden_of_proof:
        yield msg("The seller has to prove it.")


def _number_source(rule: contacts.NumberSource) -> Sentences:
    if rule.generated_forbidden:
        yield msg("Numbers must not be made up: {count} in a row look as if they were.", count=rule.sequence_of)
    if rule.provenance_required:
        yield msg("Each list says where its numbers come from.")


def _cli(rule: contacts.Cli) -> Sentences:
    if rule.withheld_forbidden:
        yield msg("A number is always shown.")
    if rule.one_of:
        yield msg("It is one of these: {kinds}.", kinds=named(DEMANDED, rule.one_of))
    if rule.all_of:
        yield msg("It is {kinds}.", kinds=named(DEMANDED, rule.all_of))
    if rule.in_inventory:
        yield msg("It is one of the company's own numbers.")
    if rule.declared_in:
        yield msg("It is declared in {places}.", places=named(SHOWN, rule.declared_in))
    if rule.callback_test is not None:
        yield msg(
            "Who calls it back reaches {whom}; a test call proves it, and counts for {max_age}.",
            whom=named(SHOWN, rule.callback_test.must_reach),
            max_age=_length(rule.callback_test.max_age),
        )
    if rule.digits:
        yield msg("It has {digits} digits without the country code.", digits=[str(one) for one in rule.digits])
    if rule.forbidden_prefixes:
        yield msg("It does not begin with {prefixes}.", prefixes=list(rule.forbidden_prefixes))
    if rule.from_abroad == "refused":
        yield msg("A number of the country is not shown over a trunk abroad.")
    elif rule.from_abroad == "needs_provider_proof":
        yield msg("A number of the country is shown over a trunk abroad only with the carrier's proof.")
    if rule.record:
        yield msg("Of each call it is kept: {facts}.", facts=named(SHOWN, rule.record))


def _script_disclosure(rule: speech_and_work.ScriptDisclosure) -> Sentences:
    items = named(SAID, rule.items)
    yield (
        msg("At the beginning of each call the agent says {items}.", items=items)
        if rule.moment == "call_start"
        else msg("In the first call the agent says {items}.", items=items)
    )
    if rule.on_request:
        yield msg("On request also {items}.", items=named(SAID, rule.on_request))
    if rule.blocks_sale:
        yield msg("Without it a talk is no sale.")


def _agent_location(rule: speech_and_work.AgentLocation) -> Sentences:
    yield msg("The area is {countries}.", countries=list(rule.home))
    if rule.announce:
        yield msg("The agent says from which country the call comes.")
    if rule.transfer_home:
        yield msg("From outside of it, the agent offers to pass the call to a colleague inside.")
    if rule.authority_notice_days:
        yield msg("A move abroad is announced {days} days before.", days=rule.authority_notice_days)


def _agent_breaks(rule: speech_and_work.AgentBreaks) -> Sentences:
    yield msg(
        "After {every_min} minutes at the screen the agent has a break of {break_min} minutes, or another task. "
        "Waiting for a call is work at the screen.",
        every_min=rule.every_min,
        break_min=rule.break_min,
    )
    yield msg(
        "Pronto reminds of it after {warn_min} minutes, and reckons with the agent no more after {ahead_min}.",
        warn_min=rule.warn_at_min,
        ahead_min=rule.not_ahead_from_min,
    )
    if rule.collective_agreement_passes:
        yield msg("A collective agreement may say otherwise.")


def _agent_monitoring(rule: speech_and_work.AgentMonitoring) -> Sentences:
    yield msg("Without an agreement with the unions it is locked: {features}.", features=named(LOCKED, rule.locked))
    yield msg("Totals are shown of teams of {count} agents at least.", count=rule.team_at_least)


def _automated_voice(rule: speech_and_work.AutomatedVoice) -> Sentences:
    yield (
        msg("A recorded or artificial voice without an agent is forbidden.")
        if rule.without_agent == "forbidden"
        else msg("A recorded or artificial voice without an agent only with consent.")
    )
    if rule.disclose_ai:
        yield msg("An artificial voice says that it is one.")


def _recording(rule: records.Recording) -> Sentences:
    yield (
        msg("Talks are not recorded unless somebody wants it.")
        if rule.default == "off"
        else msg("Talks may be recorded by default.")
    )
    if rule.notice_before:
        yield msg("The person is told before.")
    if rule.refusal_stops:
        yield msg("A no ends the recording.")
    yield msg("It is done for {purposes}.", purposes=named(PURPOSES, rule.purposes))
    for purpose, kept in rule.keep.items():
        yield msg("Kept for {purpose}: {time} at most.", purpose=named(PURPOSES, [purpose]), time=_length(kept))


def _contract_formation(rule: records.ContractFormation) -> Sentences:
    yield msg("A contract by phone binds once {conditions}.", conditions=named(BOUND_BY, rule.bound_requires))
    if rule.must_have_told:
        yield msg("Before, the person was told {items}.", items=named(TOLD, rule.must_have_told))
    if rule.withdrawal_months_if_not_told:
        yield msg(
            "The person may withdraw for {days} days, and {months} months longer where that was not told.",
            days=rule.withdrawal_days,
            months=rule.withdrawal_months_if_not_told,
        )
    else:
        yield msg("The person may withdraw for {days} days.", days=rule.withdrawal_days)


def _retention(rule: records.Retention) -> Sentences:
    for kind, time in rule.at_most.items():
        yield msg("Kept for {time} at most: {kind}.", kind=named(HELD, [kind]), time=_length(time))


def _record_keeping(rule: records.RecordKeeping) -> Sentences:
    yield msg("Kept for {time} at least: {facts}.", facts=named(KEPT, rule.keep), time=_length(rule.at_least))


def _data_subject_rights(rule: records.DataSubjectRights) -> Sentences:
    yield msg(
        "A person who asks gets an answer within {time}; it can be put off by {more}.",
        time=_length(rule.answer_within),
        more=_length(rule.extendable_by),
    )
    yield msg("Pronto reminds of it after {time}.", time=_length(rule.warn_after))
    yield msg("What is erased leaves a no in place.")


def _privacy_by_design(rule: records.PrivacyByDesign) -> Sentences:
    if rule.numbers_shown == "masked":
        yield msg("Reports mask numbers.")
    if rule.statistics_key == "keyed_hash":
        yield msg("In statistics a key stands for a number; it changes every {time}.", time=_length(rule.key_rotation))
    yield msg("To see a whole number takes {what}.", what=named(LOGS, rule.unmasking_needs))


def _audit_log(rule: records.AuditLog) -> Sentences:
    yield msg("Every decision is written down: {facts}.", facts=named(LOGS, rule.logs))
    yield msg("Nothing of it can be changed unnoticed, and without it nothing is decided.")


_SENTENCES: Final[Mapping[Kind, Callable[[Any], Sentences]]] = {
    Kind.ABANDONMENT_RATE: _abandonment_rate,
    Kind.ABANDON_TREATMENT: _abandon_treatment,
    Kind.REDIAL_LOCKOUT: _redial_lockout,
    Kind.MIN_RING: _min_ring,
    Kind.AMD: _amd,
    Kind.CALL_WINDOW: _call_window,
    Kind.ATTEMPT_CAP: _attempt_cap,
    Kind.REGISTRY_SCRUB: _registry_scrub,
    Kind.SUPPRESSION: _suppression,
    Kind.CONSENT_REVOCATION: _consent_revocation,
    Kind.CONTACT_BASIS: _contact_basis,
    Kind.NUMBER_SOURCE: _number_source,
    Kind.CLI: _cli,
    Kind.SCRIPT_DISCLOSURE: _script_disclosure,
    Kind.AGENT_LOCATION: _agent_location,
    Kind.AGENT_BREAKS: _agent_breaks,
    Kind.AGENT_MONITORING: _agent_monitoring,
    Kind.RECORDING: _recording,
    Kind.CONTRACT_FORMATION: _contract_formation,
    Kind.RETENTION: _retention,
    Kind.DATA_SUBJECT_RIGHTS: _data_subject_rights,
    Kind.PRIVACY_BY_DESIGN: _privacy_by_design,
    Kind.AUDIT_LOG: _audit_log,
    Kind.AUTOMATED_VOICE: _automated_voice,
    Kind.RECORD_KEEPING: _record_keeping,
}
