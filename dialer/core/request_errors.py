"""Errors of the services, beyond those of the store."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialer.core.errors import DialerError, Refused
from dialer.i18n.message import Message, joined, mark


class Invalid(DialerError):  # noqa: N818 - reads as what it is
    problem = "invalid"
    title = mark("The request is invalid")
    sentence = mark("Some fields are invalid.")

    def __init__(self, errors: Sequence[tuple[str, Message | str]]) -> None:
        """Keep `errors`: where something is wrong, and what to write instead."""
        super().__init__()
        self.errors: tuple[Mapping[str, Any], ...] = tuple({"where": where, "what": what} for where, what in errors)
        self.args = (joined("; ", (Message("{where}: {what}", one) for one in self.errors)),)


class LeftOut(Invalid):
    problem = "left-out"
    title = mark("Something that has a value is left out")
    sentence = mark("Something is left out that has a value, which would be lost: send all fields, as they were read.")


class OutOfHours(Invalid):
    problem = "out-of-hours"
    title = mark("The call would be out of hours")
    sentence = mark("Nobody may be called there at that time.")

    def __init__(self, where: str, what: Message, *, opens_at: float | None) -> None:
        """Keep the next time (epoch seconds) at which the person may be called; None if there is none in two months."""
        super().__init__([(where, what)])
        self.opens_at = opens_at


class CardNumber(Invalid):
    problem = "card-number"
    title = mark("That is the number of a payment card")
    sentence = mark("Numbers of payment cards are kept nowhere in Pronto: take it out.")

    def __init__(self, where: str) -> None:
        """Keep the place, never the number."""
        super().__init__([(where, Message(self.sentence))])


class TooMuchAtOnce(DialerError):  # noqa: N818 - reads as what it is
    problem = "too-much-at-once"
    title = mark("Too much at once")
    sentence = mark("Too many such requests are running: try again later.")


class TooManyImports(TooMuchAtOnce):
    problem = "too-many-imports"
    title = mark("Too many imports")
    sentence = mark(
        "The queue of imports is full: send the file again when one of them has ended, or cancel one. `pronto"
        " list imports` shows them."
    )


class TooManyUnconfirmed(TooMuchAtOnce):
    problem = "too-many-unconfirmed"
    title = mark("Too many unconfirmed")
    sentence = mark(
        "Too many previewed files wait to be confirmed: start or cancel some of them first. `pronto list "
        "imports` shows them."
    )


class TooManyPreviews(TooMuchAtOnce):
    problem = "too-many-previews"
    title = mark("Too many previews")
    sentence = mark("Too many previews are running: try again in a minute.")


class TooManyNumberFiles(TooMuchAtOnce):
    problem = "too-many-number-files"
    title = mark("Too many number files")
    sentence = mark(
        "Too many files of numbers and registers' answers are being read: send it again when one has ended."
    )


class TooManyReports(TooMuchAtOnce):
    problem = "too-many-reports"
    title = mark("Too many reports")
    sentence = mark("As many reports are being made in the background as may be at once: ask when one has ended.")


class TooManyTeamMessages(TooMuchAtOnce):
    problem = "too-many-team-messages"
    title = mark("Too many unread team messages")
    sentence = mark("The agent has not read the earlier team messages yet: speak to the agent, or write again later.")


class UploadsFull(TooMuchAtOnce):
    problem = "uploads-full"
    title = mark("Uploads full")
    sentence = mark(
        "Uploaded files take all the room that they may have on disk: wait until an import has ended, or cancel "
        "one. An admin can give them more by PRONTO_UPLOADS_KEPT_LIMIT_BYTES."
    )


class FileBrokeOff(DialerError):  # noqa: N818 - reads as what it is
    problem = "file-broke-off"
    title = mark("File broke off")
    sentence = mark("The process that reads the file ended too early.")


class SuppressingBrokeOff(FileBrokeOff):
    problem = "suppressing-broke-off"
    title = mark("Suppressing broke off")
    sentence = mark(
        "The process that reads the file ended before its end: numbers read so far stay suppressed, the others are "
        "not. Send the same file again: it adds the rest. If that ends early too, save the table as CSV, which "
        "needs less memory."
    )


class AnswerNotRead(FileBrokeOff):
    problem = "answer-not-read"
    title = mark("Answer not read")
    sentence = mark(
        "The process that reads the register's answer ended before its end: nothing of it was written. Send the "
        "file again. If that ends early too, save the table as CSV, which needs less memory."
    )


class AnswerNotWritten(FileBrokeOff):
    problem = "answer-not-written"
    title = mark("Answer not written")
    sentence = mark(
        "The process that writes the register's answer ended before its end: what is written counts, the rest not "
        "yet. The asking still waits: send the file again, or a better one."
    )


class MailOff(Refused):
    problem = "mail-off"
    title = mark("No mail server is set up")
    sentence = mark("Pronto sends no mail here: an admin names a mail server by PRONTO_SMTP_HOST.")


class AgentNotLoggedIn(Refused):
    problem = "agent-not-logged-in"
    title = mark("Agent not logged in")
    sentence = mark("The agent is not logged in to a campaign.")


class PauseNeedsApproval(Refused):
    problem = "pause-needs-approval"
    title = mark("The pause needs approval")
    sentence = mark("A supervisor has to approve a pause for this reason: raise your hand and ask for it.")


class HandNotRaised(Refused):
    problem = "hand-not-raised"
    title = mark("No hand is raised")
    sentence = mark("The agent does not ask for help any more.")


class LeadNotDialled(Refused):
    problem = "lead-not-dialled"
    title = mark("The lead is not dialled")
    sentence = mark("The lead cannot be dialled now.")

    def __init__(self, why: Message) -> None:
        """Keep the reason as the text."""
        super().__init__()
        self.args = (why,)


class EngineSilent(DialerError):  # noqa: N818 - reads as what it is
    problem = "engine-silent"
    title = mark("No engine answers")
    sentence = mark("No engine has answered: nothing was done. Start one (`pronto run` or `pronto engine`) or wait.")


class PhoneNotAllowed(Refused):
    problem = "phone-not-allowed"
    title = mark("Phone not allowed")
    sentence = mark(
        "The campaign's Asterisk may not call this agent's phone. Give the agent a phone that is a PJSIP endpoint, "
        "as in PJSIP/1001, or let an admin add a pattern to `dial_patterns` of the node."
    )


class UnknownPhone(Refused):
    problem = "unknown-phone"
    title = mark("Unknown phone")
    sentence = mark(
        "The campaign's Asterisk has no such phone: write its PJSIP endpoint there, or correct the agent's phone."
    )


class ReportNotThere(Refused):
    problem = "report-not-there"
    title = mark("Report not there")
    sentence = mark(
        "The report is not made yet, was asked for by somebody else, lies on another machine, or is older than a day."
    )


class ImportNotFinished(Refused):
    problem = "import-not-finished"
    title = mark("Import not finished")
    sentence = mark("The upload is still being read.")


class ImportEnded(Refused):
    problem = "import-ended"
    title = mark("Import ended")
    sentence = mark("The import has ended already.")


class NotWaiting(Refused):
    problem = "import-not-waiting"
    title = mark("Import not waiting")
    sentence = mark("The import has begun, or ended: it waits for nobody any more.")


class UploadElsewhere(Refused):
    problem = "upload-elsewhere"
    title = mark("Upload elsewhere")
    sentence = mark("The uploaded file lies on another machine, or is gone; send it again.")


class ListNotDialled(Refused):
    problem = "list-not-dialled"
    title = mark("List not dialled")
    sentence = mark("The list belongs to no campaign, is disabled or archived: none of its leads is dialled.")


class RulesLoosened(Refused):
    problem = "rules-loosened"
    title = mark("Rules loosened")
    sentence = mark(
        "The profiles were changed since they were last accepted, perhaps by a new version, and a HARD rule is "
        "loosened. See all with `pronto law changes`; then put the files back, or answer for it: `pronto law accept"
        " --person NAME --reason WHY`."
    )
