"""What can go wrong that a caller may want to tell apart. The class docstring is the sentence a person reads."""

# ruff: noqa: N818 - the names are what happened, as the caller reads them


class DialerError(Exception):
    """Pronto could not do what was asked."""

    problem = "failed"  # the slug of the problem document that the API answers with

    def __init__(self, **facts: object) -> None:
        """Keep `facts`, which the message ends with. They must hold no secret and no phone number."""
        self.facts = facts
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items())
        sentence = " ".join((self.__doc__ or "").split())
        super().__init__(f"{sentence} ({said})" if said else sentence)


class BadDatabaseUrl(DialerError):
    """This database address cannot be used: give sqlite:///FILE or postgresql://USER@HOST/NAME."""

    problem = "bad-database-url"


class WrongKey(DialerError):
    """The key of the state folder is not the one that this database's numbers were hashed with.

    Copy the file `number-key` from the state folder of the machine on which Pronto ran first.
    """

    problem = "wrong-key"


class DatabaseBusy(DialerError):
    """The database did not answer in time."""

    problem = "database-busy"


class DatabaseUnusable(DialerError):
    """The database cannot be used as it is: `pronto doctor` on Pronto's machine says why, and how to mend it."""

    problem = "database-unusable"


class NotFound(DialerError):
    """There is no such thing."""

    problem = "not-found"


class UnknownAttempt(NotFound):
    """There is no such attempt."""

    problem = "unknown-attempt"


class UnknownAgent(NotFound):
    """There is no such agent."""

    problem = "unknown-agent"


class UnknownCampaign(NotFound):
    """There is no such campaign."""

    problem = "unknown-campaign"


class UnknownLead(NotFound):
    """There is no such lead."""

    problem = "unknown-lead"


class UnknownCallback(NotFound):
    """There is no such call-back."""

    problem = "unknown-callback"


class UnknownList(NotFound):
    """There is no such list."""

    problem = "unknown-list"


class UnknownImport(NotFound):
    """There is no such import: `pronto list imports` shows those there are."""

    problem = "unknown-import"


class UnknownToken(NotFound):
    """There is no such token, or it opens nothing any more: `pronto token list` shows those there are."""

    problem = "unknown-token"


class UnknownScrub(NotFound):
    """There is no such asking of a register."""

    problem = "unknown-scrub"


class Refused(DialerError):
    """This cannot be done as things stand."""

    problem = "refused"


class AttemptOfAnother(Refused):
    """The attempt belongs to another agent."""

    problem = "attempt-of-another"


class WatchingLocked(Refused):
    """Only the agent may see or do this: the law asks for an agreement on watching agents first."""

    problem = "watching-locked"


class LeadNotFree(Refused):
    """The lead is done, booked, or in a call."""

    problem = "lead-not-free"


class NumbersSuppressed(Refused):
    """None of the lead's numbers may be called: it was not taken."""

    problem = "numbers-suppressed"


class PersonSuppressed(Refused):
    """The person has said no to calls: the lead was not taken, whatever its numbers. What forbids it: POST
    /suppressions/check with the external id, or with each number. Somebody else who shares a number comes in with an
    external id.
    """

    problem = "person-suppressed"


class NoPromise(Refused):
    """The person must not be called any more: no call-back can be promised."""

    problem = "no-promise"


class KeyUsed(Refused):
    """Another request came with this Idempotency-Key before: give each request a key of its own."""

    problem = "idempotency-key-used"


class TooManySearches(Refused):
    """Too many searches by number in this hour: wait, or let an administrator search with a reason."""

    problem = "too-many-searches"


class UnknownDisposition(Refused):
    """The campaign has no such disposition."""

    problem = "unknown-disposition"


class CallbackOver(Refused):
    """The call-back was made or cancelled already."""

    problem = "callback-over"


class PersonOnCall(Refused):
    """A call to this person lives or is being wrapped up: ask again when it has ended."""

    problem = "person-on-call"


class NameTaken(Refused):
    """Something of this kind already has this name."""

    problem = "name-taken"


class PhoneTaken(Refused):
    """Another agent has this phone: give each agent one of their own, or change the other's first."""

    problem = "phone-taken"


class PhoneBusy(Refused):
    """Another agent is logged in with this phone: let that one log out, or give this agent a phone of their own."""

    problem = "phone-busy"


class Changed(Refused):
    """It was changed since it was read: read it again, and make the change to what it is now."""

    problem = "changed"


class ControllerFixed(Refused):
    """A campaign changes its controller only while it is stopped: stop it first."""

    problem = "controller-fixed"


class CampaignClosed(Refused):
    """The campaign is closed: open it again first."""

    problem = "campaign-closed"


class CampaignArchived(Refused):
    """The campaign is archived: it can be read, and nothing in it is changed any more."""

    problem = "campaign-archived"


class CampaignNotStopped(Refused):
    """Only a stopped campaign can be closed: stop it first."""

    problem = "campaign-not-stopped"


class CampaignHasAgents(Refused):
    """Agents are logged in to the campaign: let them log out, or log in to another one."""

    problem = "campaign-has-agents"


class CampaignInCall(Refused):
    """Calls of the campaign live or are being wrapped up: wait until they have ended."""

    problem = "campaign-in-call"


class CampaignHasCallbacks(Refused):
    """People were promised a call by this campaign: let the calls be made, or close it with cancel_callbacks.

    On the command line that is --cancel-callbacks.
    """

    problem = "campaign-has-callbacks"


class CampaignNotClosed(Refused):
    """Only a closed campaign can be archived or opened again: close it first."""

    problem = "campaign-not-closed"


class BadReference(Refused):
    """Something that this refers to does not exist."""

    problem = "bad-reference"


class ScrubNotOpen(Refused):
    """The numbers of this asking did not go out whole, or its answer is in already."""

    problem = "scrub-not-open"


class AnswerCancelled(Refused):
    """The taking in of this answer was cancelled, and what was written of it is forgotten."""

    problem = "answer-cancelled"


class NodeInCall(Refused):
    """Calls live on this node's Asterisk: pause its campaigns, let the calls end, and change its address then."""

    problem = "node-in-call"


class InUse(Refused):
    """It is still in use and cannot be deleted."""

    problem = "in-use"
