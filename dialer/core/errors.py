"""Errors that a caller may want to distinguish: each has its slug, its title and its sentence."""

# ruff: noqa: N818 - the names are what happened, as the caller reads them

from typing import Any, Final

from dialer.i18n.message import Message, mark, msg, pmark

_NAMES: Final = (
    pmark("fact", "agent"),
    pmark("fact", "agents"),
    pmark("fact", "by"),
    pmark("fact", "callbacks"),
    pmark("fact", "calls"),
    pmark("fact", "campaign"),
    pmark("fact", "changes"),
    pmark("fact", "code"),
    pmark("fact", "controller"),
    pmark("fact", "given"),
    pmark("fact", "id"),
    pmark("fact", "kind"),
    pmark("fact", "lead"),
    pmark("fact", "limit"),
    pmark("fact", "limit bytes"),
    pmark("fact", "list"),
    pmark("fact", "missing"),
    pmark("fact", "name"),
    pmark("fact", "node"),
    pmark("fact", "number"),
    pmark("fact", "numbers added"),
    pmark("fact", "revision"),
    pmark("fact", "rows"),
    pmark("fact", "rule"),
    pmark("fact", "scope"),
    pmark("fact", "scrub"),
    pmark("fact", "state"),
    pmark("fact", "status"),
    pmark("fact", "tries"),
    pmark("fact", "wait s"),
    pmark("fact", "waited ms"),
)
_FACTS: Final = {name.id: name for name in _NAMES}


class DialerError(Exception):
    """An error of Pronto in words for the caller: `sentence`, with the facts behind it."""

    problem = "failed"  # the slug of the problem document that the API answers with
    title = mark("Failed")
    sentence = mark("Pronto could not do what was asked.")

    def __init__(self, **facts: Any) -> None:
        """Keep `facts`, which may be messages. They must hold no secret and no phone number."""
        self.facts = facts
        message = Message(self.sentence)
        if facts:
            named = [msg("{name} {value}", name=_fact(name), value=facts[name]) for name in facts]
            message = msg("{sentence} ({facts})", sentence=message, facts=named)
        super().__init__(message)


def _fact(name: str) -> Message | str:
    words = name.replace("_", " ")
    return _FACTS.get(words, words)


class BadDatabaseUrl(DialerError):
    problem = "bad-database-url"
    title = mark("Bad database URL")
    sentence = mark("This database address cannot be used: give sqlite:///FILE or postgresql://USER@HOST/NAME.")


class WrongKey(DialerError):
    problem = "wrong-key"
    title = mark("Wrong key")
    sentence = mark(
        "The key of the state folder is not the one that this database's numbers were hashed with. Copy the file "
        "`number-key` from the state folder of the machine on which Pronto ran first."
    )


class OtherTables(DialerError):
    problem = "other-tables"
    title = mark("Tables of another version")
    sentence = mark(
        "The tables of this database were made by a Pronto from before 0.1.0, or by a newer one. This version cannot "
        "bring them up to date, and changed nothing. Start the version that made them, or name an empty database in "
        "PRONTO_DATABASE_URL and load your lists and opt-outs into it."
    )


class DatabaseBusy(DialerError):
    problem = "database-busy"
    title = mark("Database busy")
    sentence = mark("The database did not answer in time.")


class DatabaseUnusable(DialerError):
    problem = "database-unusable"
    title = mark("The database cannot be used")
    sentence = mark(
        "The database cannot be used as it is: `pronto doctor` on Pronto's machine says why, and how to mend it."
    )


class NotFound(DialerError):
    problem = "not-found"
    title = mark("Not found")
    sentence = mark("Not found.")


class UnknownAttempt(NotFound):
    problem = "unknown-attempt"
    title = mark("Unknown attempt")
    sentence = mark("There is no such attempt.")


class UnknownAgent(NotFound):
    problem = "unknown-agent"
    title = mark("Unknown agent")
    sentence = mark("There is no such agent.")


class UnknownCampaign(NotFound):
    problem = "unknown-campaign"
    title = mark("Unknown campaign")
    sentence = mark("There is no such campaign.")


class UnknownLead(NotFound):
    problem = "unknown-lead"
    title = mark("Unknown lead")
    sentence = mark("There is no such lead.")


class UnknownCallback(NotFound):
    problem = "unknown-callback"
    title = mark("Unknown callback")
    sentence = mark("There is no such call-back.")


class UnknownList(NotFound):
    problem = "unknown-list"
    title = mark("Unknown list")
    sentence = mark("There is no such list.")


class UnknownImport(NotFound):
    problem = "unknown-import"
    title = mark("Unknown import")
    sentence = mark("There is no such import: `pronto list imports` shows those there are.")


class UnknownToken(NotFound):
    problem = "unknown-token"
    title = mark("Unknown token")
    sentence = mark("There is no such token, or it opens nothing any more: `pronto token list` shows those there are.")


class UnknownScrub(NotFound):
    problem = "unknown-scrub"
    title = mark("Unknown scrub")
    sentence = mark("There is no such asking of a register.")


class Refused(DialerError):
    problem = "refused"
    title = mark("Refused")
    sentence = mark("This cannot be done as things stand.")


class AttemptOfAnother(Refused):
    problem = "attempt-of-another"
    title = mark("Attempt of another")
    sentence = mark("The attempt belongs to another agent.")


class WatchingLocked(Refused):
    problem = "watching-locked"
    title = mark("Watching locked")
    sentence = mark("Only the agent may see or do this: the law asks for an agreement on watching agents first.")


class LeadNotFree(Refused):
    problem = "lead-not-free"
    title = mark("Lead not free")
    sentence = mark("The lead is done, booked, or in a call.")


class NumbersSuppressed(Refused):
    problem = "numbers-suppressed"
    title = mark("Numbers suppressed")
    sentence = mark("None of the lead's numbers may be called: it was not taken.")


class PersonSuppressed(Refused):
    problem = "person-suppressed"
    title = mark("Person suppressed")
    sentence = mark(
        "The person has said no to calls: the lead was not taken, whatever its numbers. What forbids it: POST "
        "/suppressions/check with the external id, or with each number. Somebody else who shares a number comes in "
        "with an external id."
    )


class NoPromise(Refused):
    problem = "no-promise"
    title = mark("No promise")
    sentence = mark("The person must not be called any more: no call-back can be promised.")


class KeyUsed(Refused):
    problem = "idempotency-key-used"
    title = mark("Idempotency key used")
    sentence = mark("Another request came with this Idempotency-Key before: give each request a key of its own.")


class TooManySearches(Refused):
    problem = "too-many-searches"
    title = mark("Too many searches")
    sentence = mark("Too many searches by number in this hour: wait, or let an administrator search with a reason.")


class UnknownDisposition(Refused):
    problem = "unknown-disposition"
    title = mark("Unknown disposition")
    sentence = mark("The campaign has no such disposition.")


class CallbackOver(Refused):
    problem = "callback-over"
    title = mark("Callback over")
    sentence = mark("The call-back was made or cancelled already.")


class PersonOnCall(Refused):
    problem = "person-on-call"
    title = mark("Person on call")
    sentence = mark("A call to this person lives or is being wrapped up: ask again when it has ended.")


class NameTaken(Refused):
    problem = "name-taken"
    title = mark("Name taken")
    sentence = mark("Something of this kind already has this name.")


class PhoneTaken(Refused):
    problem = "phone-taken"
    title = mark("Phone taken")
    sentence = mark("Another agent has this phone: give each agent one of their own, or change the other's first.")


class PhoneBusy(Refused):
    problem = "phone-busy"
    title = mark("Phone busy")
    sentence = mark(
        "Another agent is logged in with this phone: let that one log out, or give this agent a phone of their own."
    )


class Changed(Refused):
    problem = "changed"
    title = mark("It was changed meanwhile")
    sentence = mark("It was changed since it was read: read it again, and make the change to what it is now.")


class ControllerFixed(Refused):
    problem = "controller-fixed"
    title = mark("The controller cannot change now")
    sentence = mark("A campaign changes its controller only while it is stopped: stop it first.")


class CampaignClosed(Refused):
    problem = "campaign-closed"
    title = mark("The campaign is closed")
    sentence = mark("The campaign is closed: open it again first.")


class CampaignArchived(Refused):
    problem = "campaign-archived"
    title = mark("The campaign is archived")
    sentence = mark("The campaign is archived: it can be read, and nothing in it is changed any more.")


class CampaignNotStopped(Refused):
    problem = "campaign-not-stopped"
    title = mark("The campaign is not stopped")
    sentence = mark("Only a stopped campaign can be closed: stop it first.")


class CampaignHasAgents(Refused):
    problem = "campaign-has-agents"
    title = mark("Agents are logged in to the campaign")
    sentence = mark("Agents are logged in to the campaign: let them log out, or log in to another one.")


class CampaignInCall(Refused):
    problem = "campaign-in-call"
    title = mark("The campaign has calls")
    sentence = mark("Calls of the campaign live or are being wrapped up: wait until they have ended.")


class CampaignHasCallbacks(Refused):
    problem = "campaign-has-callbacks"
    title = mark("Promised call-backs wait")
    sentence = mark(
        "People were promised a call by this campaign: let the calls be made, or close it with cancel_callbacks. On"
        " the command line that is --cancel-callbacks."
    )


class CampaignNotClosed(Refused):
    problem = "campaign-not-closed"
    title = mark("The campaign is not closed")
    sentence = mark("Only a closed campaign can be archived or opened again: close it first.")


class BadReference(Refused):
    problem = "bad-reference"
    title = mark("Bad reference")
    sentence = mark("Something that this refers to does not exist.")


class ScrubNotOpen(Refused):
    problem = "scrub-not-open"
    title = mark("Scrub not open")
    sentence = mark("The numbers of this asking did not go out whole, or its answer is in already.")


class AnswerCancelled(Refused):
    problem = "answer-cancelled"
    title = mark("Answer cancelled")
    sentence = mark("The taking in of this answer was cancelled, and what was written of it is forgotten.")


class NodeInCall(Refused):
    problem = "node-in-call"
    title = mark("Node in call")
    sentence = mark(
        "Calls live on this node's Asterisk: pause its campaigns, let the calls end, and change its address then."
    )


class InUse(Refused):
    problem = "in-use"
    title = mark("In use")
    sentence = mark("It is still in use and cannot be deleted.")
