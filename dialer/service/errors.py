"""What the service refuses, beyond what the store does."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dialer.errors import DialerError, Refused
from dialer.words import Language

if TYPE_CHECKING:
    from dialer.service.sight import Finding


class Invalid(DialerError):  # noqa: N818 - reads as what it is
    """Some of what was asked cannot be right."""

    problem = "invalid"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        """Keep `errors`: where something is wrong, and what to write instead."""
        super().__init__()
        self.errors: tuple[Mapping[str, Any], ...] = tuple({"where": where, "what": what} for where, what in errors)
        self.args = ("; ".join(f"{where}: {what}" for where, what in errors),)


class LeftOut(Invalid):
    """Something is left out that has a value, which would be lost: send all fields, as they were read."""

    problem = "left-out"


class TooMuchAtOnce(DialerError):  # noqa: N818 - reads as what it is
    """As much of this is under way as may be at once: ask again later."""

    problem = "too-much-at-once"


class TooManyImports(TooMuchAtOnce):
    """As many imports are queued as may be: send the file again when one of them has ended, or cancel one.

    `pronto list imports` shows them.
    """

    problem = "too-many-imports"


class TooManyUnconfirmed(TooMuchAtOnce):
    """As many previewed files wait to be confirmed as may: start or cancel some of them first.

    `pronto list imports` shows them.
    """

    problem = "too-many-unconfirmed"


class TooManyPreviews(TooMuchAtOnce):
    """As many files are being looked into as may be at once: ask for the preview again in a minute."""

    problem = "too-many-previews"


class TooManyNumberFiles(TooMuchAtOnce):
    """As many files of numbers and registers' answers are being read as may be at once: send it when one has ended."""

    problem = "too-many-number-files"


class UploadsFull(TooMuchAtOnce):
    """Uploaded files take all the room that they may have on disk: wait until an import has ended, or cancel one.

    An admin can give them more by PRONTO_UPLOADS_KEPT_LIMIT_BYTES.
    """

    problem = "uploads-full"


class FileBrokeOff(DialerError):  # noqa: N818 - reads as what it is
    """The process that takes the file in ended before its end."""

    problem = "file-broke-off"


class SuppressingBrokeOff(FileBrokeOff):
    """The process that reads the file ended before its end: numbers read so far stay suppressed, the others are not.

    Send the same file again: it adds the rest. If that ends early too, save the table as CSV, which needs less memory.
    """

    problem = "suppressing-broke-off"


class AnswerNotRead(FileBrokeOff):
    """The process that reads the register's answer ended before its end: nothing of it was written.

    Send the file again. If that ends early too, save the table as CSV, which needs less memory.
    """

    problem = "answer-not-read"


class AnswerNotWritten(FileBrokeOff):
    """The process that writes the register's answer ended before its end: what is written counts, the rest not yet.

    The asking still waits: send the file again, or a better one.
    """

    problem = "answer-not-written"


class CampaignNotReady(Refused):
    """The campaign lacks something without which nothing could be dialled."""

    problem = "campaign-not-ready"

    def __init__(self, findings: Sequence["Finding"]) -> None:
        """Keep `findings`: each thing that stops the start."""
        super().__init__()
        self.findings = tuple(findings)
        self.args = (self.said(Language.EN),)

    def said(self, language: Language) -> str:
        """What stops the start, a sentence and its cure a line."""
        head = ("The campaign cannot be started:", "La campagna non può partire:")[language is Language.IT]
        return "\n".join((head, *(f"- {one.said(language)}" for one in self.findings)))


class AgentNotLoggedIn(Refused):
    """The agent is not logged in to a campaign."""

    problem = "agent-not-logged-in"


class PhoneNotAllowed(Refused):
    """The campaign's Asterisk may not call this agent's phone.

    Give the agent a phone that is a PJSIP endpoint, as in PJSIP/1001, or let an admin add a pattern to `dial_patterns`
    of the node.
    """

    problem = "phone-not-allowed"


class UnknownPhone(Refused):
    """The campaign's Asterisk has no such phone: write its PJSIP endpoint there, or correct the agent's phone."""

    problem = "unknown-phone"


class ImportNotFinished(Refused):
    """The upload is still being read."""

    problem = "import-not-finished"


class ImportEnded(Refused):
    """The import has ended already."""

    problem = "import-ended"


class NotWaiting(Refused):
    """The import has begun, or ended: it waits for nobody any more."""

    problem = "import-not-waiting"


class UploadElsewhere(Refused):
    """The uploaded file lies on another machine, or is gone; send it again."""

    problem = "upload-elsewhere"


class ListNotDialled(Refused):
    """The list belongs to no campaign, is disabled or archived: none of its leads is dialled."""

    problem = "list-not-dialled"


class RulesLoosened(Refused):
    """The profiles were changed since they were last accepted, perhaps by a new version, and a HARD rule is loosened.

    See all with `pronto law changes`; then put the files back, or answer for it: `pronto law accept --person NAME
    --reason WHY`.
    """

    problem = "rules-loosened"
