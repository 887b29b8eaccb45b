"""Texts of `pronto lead` and `pronto callback`."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark, pmark

LEAD: Final = Catalogue(
    {
        "added": mark("Lead {lead_id} is in the list."),
        "updated": mark("Lead {lead_id} was there, and has what is new."),
        "known": mark("Lead {lead_id} was there, and was left as it is."),
        "next": mark("It is dialled next."),
        "later": mark("It is taken to be dialled next."),
        "will_be_next": mark("Lead {lead_id} is taken to be dialled next."),
        "kept": mark(
            "But not yet: {why} It stays the first for {minutes} {minutes:minute|minutes}; after that it is a lead "
            "like all others."
        ),
        "not_next": mark("It is not dialled next: it is {state} {reason}"),
        "suppressed": mark("{suppressed} of its numbers must not be called and {suppressed:was|were} left out."),
        "warned": mark(
            "It would not be called as it is, by the rules of the list's country: {why}. No campaign's rules "
            "bind the list yet."
        ),
        "is_next": mark("Lead {lead_id} is dialled next."),
        "by_hand": mark(
            "Lead {lead_id} is called for {agent} alone, as soon as {agent} is ready, for a minute at most. "
            "Where the rules say no, nobody is called; `pronto lead show {lead_id}` says why."
        ),
        "one_of_both": mark("Say --number or --lead, and not both."),
        "lead_or_number": mark("Name a lead by its number, or say --number with one of its phones, and not both."),
        "none_has_it": mark("No lead has this phone."),
        "several": mark("{count} leads have this phone."),
        "lead_in": mark("Lead {lead_id} in {list}:"),
    }
)
CALLBACK: Final = Catalogue(
    {
        "one_of_both": mark("Say --agent or --anyone, not both."),
        "nothing_said": mark("Say what to change: --at, --agent, --anyone, --grace-s or --asked."),
        "bad_instant": mark("--at {text}: write it as in 2026-12-01 15:30."),
        "id": mark("call-back"),
        "due": pmark("callback", "due"),
        "deadline": mark("deadline"),
        "asked": pmark("callback", "asked for"),
        "yes": mark("yes"),
        "no": mark("no"),
        "lead": mark("lead"),
        "name": mark("name"),
        "for": mark("for"),
        "state": mark("state"),
        "note": mark("note"),
        "anyone": mark("anyone"),
        "unnamed": mark("not shown ({rule})"),
        "none": mark("There are none."),
        "no_risk": mark("No promise is at risk."),
        "moved": mark("Call-back {id} is due at {due_at}, by {deadline_at} at the latest, for {who}."),
        "keeps_hours": mark("It keeps the law's hours. If the person asked for this time, say --asked."),
        "ended": mark("Call-back {id} is cancelled: nobody calls the lead back."),
        "reopened": mark("Call-back {id} is cancelled; its lead is one like all others."),
    }
)
