"""Texts of the commands for trunks and phones that Pronto writes into Asterisk."""

from typing import Final

from api.cli.language import Catalogue
from dialer.i18n.message import mark, pmark

PROVISIONING: Final = Catalogue(
    {
        "not_written": mark('Pronto has not written the trunk "{name}".'),
        "no_template": mark('There is no kind of carrier "{name}". {those}'),
        "no_host": mark("Say where the carrier is, with --host."),
        "no_option": mark('"{text}" is no option: write it as endpoint.dtmf_mode=info.'),
        "no_drift": mark("Asterisk has what Pronto has written."),
        "no_change": mark("Asterisk has it all already."),
        "added": mark("New: {kind} {name}"),
        "removed": mark("Taken away: {kind} {name}"),
        "changed": mark("Changed: {kind} {name}"),
        "nothing": pmark("option", "nothing"),
        "stands": mark("Version {number} stands."),
        "ok": mark("ok"),
        "failed": mark("failed"),
        "note": pmark("step", "note"),
    }
)
PHONE: Final = Catalogue(
    {
        "name": mark("name"),
        "endpoint": mark("endpoint"),
        "agent": mark("agent"),
        "state": mark("state"),
        "by_hand": mark("changed by hand"),
        "going": mark("being taken away"),
        "unknown": mark('Pronto has written no phone "{name}". {those}'),
        "several": mark('Several nodes have a phone "{name}": say which, with --node.'),
        "nothing_said": mark("Say what to change: --help lists the options."),
        "type_in": mark("What to type into the telephone. The secret is shown this once:"),
        "server": mark("server"),
        "port": mark("port"),
        "transport": mark("transport"),
        "user": mark("user"),
        "secret": mark("secret"),
        "nobody": pmark("agent", "nobody"),
        "stands": mark("{name}: {agent}, {transport}."),
        "registered": mark("The telephone of {name} is registered."),
        "unreached": mark("The telephone of {name} is not registered."),
        "missing": mark("Asterisk has no phone {name}."),
        "unasked": mark("No engine has a link to the Asterisk of {name} just now."),
        "contact": mark("It is at {address}, and answers in {ms:.1f} ms."),
        "removed": mark('The phone "{name}" is taken away.'),
    }
)
