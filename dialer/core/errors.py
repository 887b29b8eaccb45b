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
    pmark("fact", "campaigns"),
    pmark("fact", "changes"),
    pmark("fact", "code"),
    pmark("fact", "company"),
    pmark("fact", "given"),
    pmark("fact", "id"),
    pmark("fact", "kind"),
    pmark("fact", "lead"),
    pmark("fact", "limit"),
    pmark("fact", "user"),
    pmark("fact", "team"),
    pmark("fact", "email"),
    pmark("fact", "limit bytes"),
    pmark("fact", "list"),
    pmark("fact", "missing"),
    pmark("fact", "name"),
    pmark("fact", "node"),
    pmark("fact", "number"),
    pmark("fact", "numbers added"),
    pmark("fact", "pool"),
    pmark("fact", "revision"),
    pmark("fact", "rows"),
    pmark("fact", "rule"),
    pmark("fact", "scope"),
    pmark("fact", "scrub"),
    pmark("fact", "state"),
    pmark("fact", "status"),
    pmark("fact", "tables"),
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


class OldTables(DialerError):
    problem = "old-tables"
    title = mark("Tables of an old version")
    sentence = mark(
        "The tables of this database were made by Pronto 0.1.0, or by a version between it and 0.2.0. This version "
        "only brings up tables of the last version before 0.2.0, and changed nothing. Run `pronto db upgrade` of that "
        "version first, then of this one, also after restoring a backup: docs/operations.md, Upgrade, says how."
    )


class OtherTables(DialerError):
    problem = "other-tables"
    title = mark("Tables of another version")
    sentence = mark(
        "The tables of this database were made by a Pronto from before 0.1.0, or by a newer one. This version cannot "
        "bring them up to date, and changed nothing. Start the version that made them, or name an empty database in "
        "PRONTO_DATABASE_URL and load your lists and opt-outs into it."
    )


class ForeignTables(DialerError):
    problem = "foreign-tables"
    title = mark("Tables of another program")
    sentence = mark(
        "This database holds tables that Pronto did not make and whose names it needs. Nothing was changed. Name an "
        "empty database in PRONTO_DATABASE_URL, or move these tables elsewhere."
    )


class DatabaseBusy(DialerError):
    problem = "database-busy"
    title = mark("Database busy")
    sentence = mark("The database did not answer in time.")


class DatabaseUnusable(DialerError):
    problem = "database-unusable"
    title = mark("The database cannot be used")
    sentence = mark("The database cannot be used: `pronto doctor` on Pronto's machine says why, and what to do.")


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


class UnknownScript(NotFound):
    problem = "unknown-script"
    title = mark("Unknown script")
    sentence = mark("There is no such script.")


class UnknownRun(NotFound):
    problem = "unknown-run"
    title = mark("Unknown run of a script")
    sentence = mark("There is no such run of a script.")


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


class UnknownJob(NotFound):
    problem = "unknown-job"
    title = mark("Unknown job")
    sentence = mark("There is no such job: `pronto job list` shows those there are.")


class UnknownKey(NotFound):
    problem = "unknown-key"
    title = mark("Unknown key")
    sentence = mark("There is no such key, or it was revoked: `pronto key list` shows those there are.")


class UnknownUser(NotFound):
    problem = "unknown-user"
    title = mark("Unknown user")
    sentence = mark("There is no such user: `pronto user list` shows those there are.")


class UnknownPerson(NotFound):
    problem = "unknown-person"
    title = mark("Unknown person")
    sentence = mark("There is no such person.")


class UnknownPermission(NotFound):
    problem = "unknown-permission"
    title = mark("Unknown permission")
    sentence = mark("There is no such permission.")


class UnknownInteraction(NotFound):
    problem = "unknown-interaction"
    title = mark("Unknown interaction")
    sentence = mark("There is no such interaction.")


class UnknownTask(NotFound):
    problem = "unknown-task"
    title = mark("Unknown task")
    sentence = mark("There is no such task.")


class UnknownMessage(NotFound):
    problem = "unknown-message"
    title = mark("Unknown message")
    sentence = mark("There is no such message.")


class UnknownSession(NotFound):
    problem = "unknown-session"
    title = mark("Unknown session")
    sentence = mark("There is no such session, or it has ended.")


class UnknownSimulation(NotFound):
    problem = "unknown-simulation"
    title = mark("Unknown simulation")
    sentence = mark("There is no such simulation of this campaign.")


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


class LeadNotChanged(Refused):
    problem = "lead-not-changed"
    title = mark("Lead not changed")
    sentence = mark("The lead cannot be changed in this way.")


class NotSameCompany(Refused):
    problem = "not-same-company"
    title = mark("Another company's list")
    sentence = mark("The list belongs to another company, who has no right to these people's data.")


class NumbersSuppressed(Refused):
    problem = "numbers-suppressed"
    title = mark("Numbers suppressed")
    sentence = mark("None of the lead's numbers may be called: it was not added.")


class PersonSuppressed(Refused):
    problem = "person-suppressed"
    title = mark("Person suppressed")
    sentence = mark(
        "The person has objected to calls, so the lead was not added, whatever its numbers. To see why: POST "
        "/suppressions/check with the external id or each number. Add somebody else who shares a number with "
        "an external id."
    )


class NoPromise(Refused):
    problem = "no-promise"
    title = mark("No promise")
    sentence = mark("The person must not be called any more: no call-back can be promised.")


class ContactRefused(Refused):
    problem = "contact-refused"
    title = mark("The person does not want such messages")
    sentence = mark("The person has refused messages of this kind on this channel.")


class NotIdentified(Refused):
    problem = "not-identified"
    title = mark("The person is not identified")
    sentence = mark("What is known of the person is shown, and can be changed, once they are identified.")


class KeyUsed(Refused):
    problem = "idempotency-key-used"
    title = mark("Idempotency key used")
    sentence = mark("Another request came with this Idempotency-Key before: give each request a key of its own.")


class KeyInUse(Refused):
    problem = "idempotency-key-in-use"
    title = mark("The first request with this key has no answer yet")
    sentence = mark(
        "The first request with this Idempotency-Key is not finished, or Pronto ended while it ran. Wait and repeat "
        "it; if this stays, look whether it was done before you send it with a new key."
    )


class DoneBefore(Refused):
    problem = "done-before"
    title = mark("Done before")
    sentence = mark(
        "The request with this Idempotency-Key was done. Its answer was shown once and is not kept, as it holds a "
        "secret or data of persons."
    )


class TooManySearches(Refused):
    problem = "too-many-searches"
    title = mark("Too many searches")
    sentence = mark("Too many searches by number in this hour: wait, or let an administrator search with a reason.")


class UnknownDisposition(Refused):
    problem = "unknown-disposition"
    title = mark("Unknown disposition")
    sentence = mark("The campaign has no such disposition.")


class UndoOver(Refused):
    problem = "undo-over"
    title = mark("Too late to undo")
    sentence = mark("This disposition can no longer be undone. Correct it instead.")


class CallbackOver(Refused):
    problem = "callback-over"
    title = mark("Callback over")
    sentence = mark("The call-back was made or cancelled already.")


class PersonOnCall(Refused):
    problem = "person-on-call"
    title = mark("Person on call")
    sentence = mark("A call to this person is live or in wrap-up: try again when it has ended.")


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


class CompanyFixed(Refused):
    problem = "company-fixed"
    title = mark("The company cannot change now")
    sentence = mark("A campaign changes its company only while it is stopped: stop it first.")


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


class LastAdministrator(Refused):
    problem = "last-administrator"
    title = mark("The last administrator")
    sentence = mark("Nobody else administers all of Pronto: make another user administrator first.")


class ScriptPublished(Refused):
    problem = "script-published"
    title = mark("The version is published")
    sentence = mark("This version is published already, and stays as it is: save a new one.")


class ScriptUnpublished(Refused):
    problem = "script-unpublished"
    title = mark("No version is published")
    sentence = mark("No version of this script is published: publish one first.")


class RunClosed(Refused):
    problem = "run-closed"
    title = mark("The run is over")
    sentence = mark("The call of this run ended too long ago: what was said in it stays as it is.")


class InUse(Refused):
    problem = "in-use"
    title = mark("In use")
    sentence = mark("It is still in use and cannot be deleted.")
