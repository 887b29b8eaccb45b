"""`pronto check campaign`: everything that would stop or delay dialling, said before the start."""

from typing import Annotated, Any

import typer
from rich.table import Table

from api.cli.client import ask, connect, find_campaign
from api.cli.speech import spoken
from api.cli.words import local, out

app = typer.Typer(help="Look before the start.", no_args_is_help=True)
_WORDS = {
    "en": {"stops": "stops", "delays": "delays", "note": "note", "mend": "to mend it", "until": "until"},
    "it": {"stops": "blocca", "delays": "ritarda", "note": "nota", "mend": "rimedio", "until": "fino a"},
}
_SENTENCES = {
    "en": ("{name} may be started.", "{name} cannot be started.", "People could be called from {at} on."),
    "it": ("{name} può partire.", "{name} non può partire.", "Si potrebbe chiamare da {at}."),
}


@app.callback()
def callback() -> None:
    """Keep `campaign` a sub-command while it is the only one."""


@app.command()
def campaign(
    name: Annotated[str, typer.Argument(help="The campaign's name.")],
) -> None:
    """Say everything that would stop or delay dialling, how to mend it, and when it could begin.

    Ends with 1 if something stops the campaign.
    """
    with connect() as client:
        found = find_campaign(client, name)
        checked = ask(client, "GET", f"/api/v1/campaigns/{found['id']}/check")
    _show(checked, found["time_zone"])
    if not checked["may_start"]:
        raise typer.Exit(1)


def _show(checked: dict[str, Any], zone: str) -> None:
    language = spoken().value
    words = _WORDS[language]
    for profile in checked["profiles"]:
        out.print(f"{profile['id']} {profile['version']}, {profile['hash'][:16]}: {profile['title']}", soft_wrap=True)
    if checked["findings"]:
        table = Table(box=None, show_header=False)
        for finding in checked["findings"]:
            rule = f" ({finding['rule']})" if finding["rule"] else ""
            facts = f": {finding['facts']}" if finding["facts"] else ""
            until = f", {words['until']} {local(finding['until'], zone)}" if finding["until"] else ""
            mend = f"\n{words['mend']}: {finding['mend'][language]}" if finding["mend"][language] else ""
            said = f"{finding['what'][language]}{rule}{facts}{until}{mend}"
            table.add_row(words[finding["weight"]], finding["about"], said)
        out.print(table)
    may, may_not, when = _SENTENCES[language]
    out.print((may if checked["may_start"] else may_not).format(name=checked["campaign"]))
    if checked["starts_at"]:
        out.print(when.format(at=local(checked["starts_at"], zone)))
