"""Texts of `pronto campaign` and of the terminal board."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark

CAMPAIGN: Final = Catalogue(
    {
        "changed": mark("{name}: {status}"),
        "not_ready": mark("{name} cannot be started. `pronto check campaign {name!q}` says all there is to say:"),
        "stops": mark("- {what}. What to do: {mend}."),
        "reason": mark("Reason, last hour"),
        "decisions": mark("Decisions"),
        "calls": mark("Calls"),
        "time": mark("Time"),
        "at": mark("At"),
        "decision": mark("Decision"),
        "only_svg": mark("{file}: the picture is written as .svg; end the file's name with it."),
        "picture": mark("Picture: {file}"),
        "answers": mark("Answers"),
        "frees": mark("Agents free"),
        "ratio": mark("{what}: {ratio} for each one forecast, in {forecasts:.0f} forecasts"),
        "foretold": mark("Forecast"),
        "happened": mark("Happened"),
        "forecasts": mark("Forecasts"),
    }
)
CHECK: Final = Catalogue(
    {
        "stops": mark("stops"),
        "delays": mark("delays"),
        "note": mark("note"),
        "mend": mark("what to do"),
        "until": mark("until {at}"),
        "agents": mark("agents"),
        "audio": mark("audio"),
        "basis": mark("basis"),
        "caller id": mark("caller id"),
        "destination": mark("destination"),
        "engine": mark("engine"),
        "hours": mark("hours"),
        "law": mark("law"),
        "list": mark("list"),
        "node": mark("Asterisk"),
        "register": mark("register"),
        "settings": mark("settings"),
        "trunk": mark("trunk"),
        "may": mark("{name} may be started."),
        "holds": mark("{name} may be started, but nobody is called as long as this is so: {what}."),
        "may_not": mark("{name} cannot be started."),
        "when": mark("People could be called from {at} on."),
        "then": mark("Once that is fixed, people could be called from {at} on."),
    }
)
PENETRATION: Final = Catalogue(
    {
        "list": mark("list"),
        "called": mark("called"),
        "talked_to": mark("talked to"),
        "due_now": mark("due now"),
        "done": mark("done"),
        "of": mark("of"),
        "dry_at": mark("dry at"),
        "by_reason": mark("done by reason"),
        "rate": mark("{rate:.0f} calls an hour."),
        "dry": mark("All leads that are due will have been called by {at}, at that rate."),
        "beyond": mark("At that rate there will still be leads to call in a week."),
        "is_dry": mark("No lead is due now."),
        "at_rest": mark("The campaign is {status}: nothing is dialled, and there is no forecast."),
        "due": mark("due"),
    }
)
BOARD: Final = Catalogue(
    {
        "never": mark("No engine has been seen yet."),
        "stale": mark("Stale: the engine was last seen {age:.0f} s ago."),
        "none": mark("No campaign runs."),
        "not_shown": mark("The campaign is {status}, and no engine shows it."),
        "not_yet": mark("The campaign is {status}; the engine does not show it yet."),
        "engine": mark("engine"),
        "node": mark("asterisk"),
        "trunk": mark("trunk"),
        "rests": mark("refuses calls of {campaigns}, suspended for {left} s: {cause}"),
        "refused_above": mark("carrier refuses calls above {channels}"),
        "tried": mark("refused calls of {campaigns}, one at a time tries it: {cause}"),
        "blocked": mark("cannot dial"),
        "hands": mark("raised hands: {count}, the first for {since}"),
        "undisposed": mark("talks of today without a disposition: {count}"),
        "placed": mark("placed"),
        "answered": mark("answered"),
        "connected": mark("talks ended"),
        "abandoned": mark("abandoned"),
        "share": mark("{share} of {limit}"),
        "aim": mark("aim {aim}"),
        "occupancy": mark("occupancy"),
        "bridge": mark("answer to agent"),
        "agents": mark("agents"),
        "calls": mark("calls"),
        "leads": mark("leads"),
    }
)
DECLARED: Final = Catalogue(
    {
        "call_centre": mark("call centre"),
        "contract_reference": mark("contract reference"),
        "declaration": mark("line in the register of operators"),
        "subscription": mark("account at the register of numbers"),
        "sector": mark("sector"),
        "topic": mark("product or purpose"),
        "script_version": mark("script version"),
        "script_sha256": mark("sha256 of the script"),
        "privacy_version": mark("privacy notice version"),
        "privacy_sha256": mark("sha256 of the privacy notice"),
        "message_version": mark("message version"),
        "nothing": mark("not declared"),
    }
)
