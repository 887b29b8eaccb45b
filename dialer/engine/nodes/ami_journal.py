"""What was sent to one Asterisk over the last minutes, and what it answered, to be read by an administrator in words.

It is kept in memory alone, bounded by number and age. Secrets do not come here: a log-in is no action of the journal,
and what an action carries is shown with its phone numbers masked.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ami.action import Action
from ami.answer import Answer
from ami.errors import AmiError, Fault
from ami.events import AmiEvent, ContactStatus, Hangup, LinkDown, LinkUp, OriginateResponse
from dialer.engine.nodes.asterisk_claim import FAMILY
from dialer.i18n.message import Message, msg, to_plain
from dialer.messaging.bus import Bus, Topic
from dialer.numbers.masking import mask_phone
from dialer.telephony.nodes.link_security import message_of_fault

KEPT: Final = 1000
KEPT_S: Final = 600.0
SHOWN: Final = 300  # lines in an answer, the newest
_NUMBER: Final = re.compile(r"\+?[0-9]{7,}")
_SECRET: Final = frozenset({"Secret", "Key", "Password"})
_IDS: Final = frozenset({"ChannelId", "OtherChannelId", "Channel1", "Channel2"})


@dataclass(slots=True)
class _Line:
    """An action with its answer, or an event. Instants are epoch seconds."""

    at: float
    said: Action | AmiEvent
    answered_at: float | None = None
    answer: Answer | AmiError | None = None


class Journal:
    """The last lines of one node's link. `clock` gives epoch seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lines: deque[_Line] = deque(maxlen=KEPT)

    def sent(self, action: Action, answer: "asyncio.Future[Answer]") -> None:
        """An action is sent; its answer is taken in when it comes."""
        line = _Line(self._clock(), action)
        self._lines.append(line)
        answer.add_done_callback(lambda done: self._answered(line, done))

    def _answered(self, line: _Line, done: "asyncio.Future[Answer]") -> None:
        line.answered_at = self._clock()
        if not done.cancelled():
            error = done.exception()
            line.answer = error if isinstance(error, AmiError) else None if error else _without_items(done.result())

    def heard(self, event: AmiEvent) -> None:
        """An event has come: those are kept that say how an action of ours ended, or how the link is."""
        match event:
            case OriginateResponse() | Hangup() | LinkUp() | LinkDown() | ContactStatus():
                self._lines.append(_Line(self._clock(), event))

    def as_data(self) -> list[dict[str, Any]]:
        """The lines of the last minutes, the newest first."""
        since = self._clock() - KEPT_S
        return list(_first(SHOWN, (_row(line) for line in reversed(self._lines) if line.at >= since)))


def _first(most: int, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _, row in zip(range(most), rows, strict=False):
        yield row


def _without_items(answer: Answer) -> Answer:
    """An answer without the items of its list, which may be thousands; their number becomes its message."""
    if not answer.items:
        return answer
    return Answer(action=answer.action, success=answer.success, message=f"#{len(answer.items)}")


async def tell_journal(journals: Mapping[int, Journal], bus: Bus, question: Mapping[str, Any]) -> None:
    """Answer a question of kind `ami_journal` about `node_id`. Others are ignored."""
    journal = journals.get(question.get("node_id", 0))
    if question.get("kind") == "ami_journal" and journal is not None:
        bus.publish(Topic.ANSWER, {"number": question.get("number"), "lines": journal.as_data()})


def _row(line: _Line) -> dict[str, Any]:
    if not isinstance(line.said, Action):
        return {
            "at": line.at,
            "way": "heard",
            "what": to_plain(_of_event(line.said)),
            "ok": _is_good(line.said),
        } | _NONE
    took_ms = None if line.answered_at is None else round((line.answered_at - line.at) * 1000, 1)
    answer, ok = _of_answer(line.answer), None if line.answered_at is None else _has_worked(line.answer)
    what, raw = to_plain(_of_action(line.said)), _raw(line.said)
    return {"at": line.at, "way": "sent", "what": what, "answer": to_plain(answer), "ok": ok} | {
        "took_ms": took_ms,
        "raw": raw,
    }


_NONE: Final[dict[str, Any]] = {"answer": "", "took_ms": None, "raw": ""}


def _has_worked(answer: Answer | AmiError | None) -> bool:
    return isinstance(answer, Answer) and answer.success


def _of_answer(answer: Answer | AmiError | None) -> Message | str:
    match answer:
        case Answer(message=message) if message.startswith("#"):
            return msg("{count} {count:entry|entries}", count=int(message[1:]))
        case Answer(success=True):
            return msg("done")
        case Answer(message=message):
            return msg("refused: {why}", why=_masked(message) or msg("no reason given"))
        case AmiError():
            return message_of_fault(answer.fault)
    return ""


def _raw(action: Action) -> str:
    """The action as it was written, without secrets and with numbers masked."""
    told = ((name, value if name in _IDS else _masked(value)) for name, value in action.headers if name not in _SECRET)
    return "\n".join([f"Action: {action.name}", *(f"{name}: {value}" for name, value in told)])


def _masked(text: str) -> str:
    return _NUMBER.sub(lambda found: mask_phone(found[0]), text)


def _of_action(action: Action) -> Message:
    said = dict(action.headers)
    channel, name = said.get("Channel", ""), said.get("Variable", "")
    match action.name:
        case "Originate":
            seconds = int(said.get("Timeout", "0")) // 1000
            return msg("Call {who}, for at most {seconds} s.", who=_masked(channel), seconds=seconds)
        case "Bridge":
            return msg("Join {call} and {phone}.", call=said.get("Channel1", ""), phone=said.get("Channel2", ""))
        case "BridgeKick":
            return msg("Take {channel} out of its talk.", channel=channel)
        case "Hangup":
            return msg("Hang up {channel}.", channel=channel)
        case "Setvar":
            return msg("Note {name} at {channel}.", name=name.partition("(")[0], channel=channel)
        case "Getvar":
            return msg("Ask for {name} of {channel}.", name=name, channel=channel or "Asterisk")
        case "DBPut" | "DBGet" if said.get("Family") == FAMILY:
            return msg("Note or read which engine uses this Asterisk.")
        case "DBGet" | "DBGetTree":
            return msg("Read what the dialplan has noted.")
        case "DBDel":
            return msg("Delete a note of the dialplan that is written here.")
        case "CoreShowChannels":
            return msg("Ask for the channels that live.")
        case "PJSIPShowEndpoint":
            return msg("Ask whether the endpoint {name} can be reached.", name=said.get("Endpoint", ""))
        case "PJSIPShowEndpoints":
            return msg("Ask for all endpoints.")
        case "ShowDialPlan":
            return msg("Look at the dialplan {context}.", context=said.get("Context", ""))
        case "Ping":
            return msg("Ask for a sign of life and the time.")
    return _of_administration(action.name, said)


def _of_administration(name: str, said: Mapping[str, str]) -> Message:
    """What is asked or written seldom: by a check of the node, and for trunks that Pronto writes."""
    file = said.get("Filename", said.get("DstFilename", ""))
    match name:
        case "ModuleCheck":
            return msg("Ask whether the module {name} is loaded.", name=said.get("Module", ""))
        case "GetConfig":
            return msg("Read {file}.", file=file)
        case "CreateConfig":
            return msg("Make the file {file}.", file=file)
        case "UpdateConfig":
            return msg("Write into {file}.", file=file)
        case "Reload":
            return msg("Load {name} again.", name=said.get("Module", "") or "Asterisk")
        case "CoreSettings":
            return msg("Ask for the version and the limits.")
        case "PJSIPQualify":
            return msg("Let {name} be asked by OPTIONS.", name=said.get("Endpoint", ""))
        case "PJSIPShowRegistrationsOutbound":
            return msg("Ask at which carriers Asterisk is registered.")
    return msg("Send {action}.", action=name)


def _of_event(event: AmiEvent) -> Message:
    match event:
        case OriginateResponse(channel_id=channel_id, ok=True):
            return msg("{channel} was answered.", channel=channel_id)
        case OriginateResponse(channel_id=channel_id):
            return msg("{channel} was not answered.", channel=channel_id)
        case Hangup(channel_id=channel_id, cause=cause, tech_cause=None):
            return msg("{channel} has ended: Q.850 {cause}.", channel=channel_id, cause=cause)
        case Hangup(channel_id=channel_id, cause=cause, tech_cause=sip):
            return msg("{channel} has ended: SIP {sip}, Q.850 {cause}.", channel=channel_id, sip=sip, cause=cause)
        case LinkUp(version=version):
            return msg("The link is up: Asterisk {version}.", version=version)
        case LinkDown(reason=reason):
            return msg("The link is down: {why}.", why=_reason(reason))
        case ContactStatus(aor=name, status=status):
            return msg("The endpoint {name} is {status} now.", name=name, status=status)
    return msg("{event} has come.", event=type(event).__name__)


def _reason(reason: Fault) -> Message:
    return message_of_fault(reason)


def _is_good(event: AmiEvent) -> bool | None:
    match event:
        case LinkDown() | OriginateResponse(ok=False) | ContactStatus(status="Unreachable" | "Removed"):
            return False
        case Hangup():
            return None
    return True
