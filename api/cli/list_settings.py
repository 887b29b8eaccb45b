"""`pronto list show, set, archive, unarchive`: how a list is dialled, and whether at all."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, connect, find_campaign, find_list
from api.cli.fields import Typed, Untyped, changed_types, show_types
from api.cli.words import Language, Spoken, fail, local, out

Name = Annotated[str, typer.Argument(help="Name of the list.")]
_WORDS = {
    Language.EN: {
        "list": "list", "campaign": "campaign", "leads": "leads", "enabled": "is dialled", "weight": "share",
        "order_by": "order", "filter": "filter", "archived_at": "put away", "task": "being done", "none": "–",
        "yes": "yes", "no": "no", "as_they_came": "as they came in", "country": "country", "name": "name",
        "put_away": "{name} is put away: not dialled any more, still there to be counted and exported.",
        "taken_out": "{name} is taken out again: its leads are what they were.",
        "rank": "putting in order", "archive": "putting away", "unarchive": "taking out",
    },
    Language.IT: {
        "list": "lista", "campaign": "campagna", "leads": "contatti", "enabled": "si chiama", "weight": "quota",
        "order_by": "ordine", "filter": "filtro", "archived_at": "archiviata", "task": "in corso", "none": "–",
        "yes": "sì", "no": "no", "as_they_came": "come sono arrivati", "country": "paese", "name": "nome",
        "put_away": "{name} è archiviata: non si chiama più, si può ancora contare ed esportare.",
        "taken_out": "{name} è di nuovo fuori dall'archivio: i contatti sono com'erano.",
        "rank": "ordinamento", "archive": "archiviazione", "unarchive": "ripresa dall'archivio",
    },
}  # fmt: skip

_STATES_IT = {
    "open": "da chiamare",
    "held": "esclusi dal filtro",
    "booked": "richiamate",
    "claimed": "prossimi",
    "calling": "in corso",
    "wrapping": "in chiusura",
    "done": "conclusi",
    "archived": "archiviati",
}


def show(
    name: Annotated[str | None, typer.Argument(help="Name of the list; all without it.")] = None,
    *,
    spoken: Spoken = Language.EN,
) -> None:
    """Show how a list is dialled, or all lists."""
    with connect() as client:
        if name is None:
            _show_all(ask(client, "GET", "/api/v1/lists"), _campaigns(client), spoken)
            return
        listed = ask(client, "GET", f"/api/v1/lists/{find_list(client, name)}")
        _show_one(listed, _campaigns(client), spoken)


def set_(
    name: Name,
    *,
    weight: Annotated[int | None, typer.Option(help="Its share among its campaign's lists; 0 for none.")] = None,
    order: Annotated[str | None, typer.Option(help='As in "score desc", newest, "random 7"; "" for none.')] = None,
    filter_: Annotated[str | None, typer.Option("--filter", help='As in "score >= 50"; "" for none.')] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Dial its leads, or not.")] = None,
    campaign: Annotated[str | None, typer.Option(help='Campaign that dials it; "" for none.')] = None,
    typed: Typed = None,
    untyped: Untyped = None,
    spoken: Spoken = Language.EN,
) -> None:
    """Change how a list is dialled; what is not said stays."""
    asked = {"weight": weight, "order_by": order, "filter": filter_, "enabled": enabled}
    body: dict[str, Any] = {key: value for key, value in asked.items() if value is not None}
    with connect() as client:
        path = f"/api/v1/lists/{find_list(client, name)}"
        if campaign is not None:
            body["campaign_id"] = find_campaign(client, campaign)["id"] if campaign else None
        if typed or untyped:
            types = ask(client, "GET", path)["field_types"]
            body["field_types"] = changed_types(types, typed, untyped)
        if not body:
            raise fail(
                "Say what to change: --weight, --order, --filter, --enable, --disable, --campaign, --set, --unset."
            )
        ask(client, "PATCH", path, json=body)
        _show_one(ask(client, "GET", path), _campaigns(client), spoken)


def archive(name: Name, *, spoken: Spoken = Language.EN) -> None:
    """Put a list away."""
    _put(name, "archive", "put_away", spoken)


def unarchive(name: Name, *, spoken: Spoken = Language.EN) -> None:
    """Take a list out again."""
    _put(name, "unarchive", "taken_out", spoken)


def _put(name: str, verb: str, said: str, spoken: Language) -> None:
    with connect() as client:
        ask(client, "POST", f"/api/v1/lists/{find_list(client, name)}/{verb}")
    out.print(_WORDS[spoken][said].format(name=name))


def _campaigns(client: Any) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in ask(client, "GET", "/api/v1/campaigns")}


def _show_one(listed: dict[str, Any], campaigns: dict[int, dict[str, Any]], spoken: Language) -> None:
    words = _WORDS[spoken]
    states = _STATES_IT if spoken is Language.IT else {}
    counts = ", ".join(f"{states.get(state, state)} {count}" for state, count in listed["leads"].items() if count)
    table = Table(box=None, show_header=False, pad_edge=False)
    rows = _settings(listed, campaigns, words) | {"leads": counts or words["none"]}
    for key, value in rows.items():
        table.add_row(words[key], Text(value))
    out.print(table)
    show_types(listed["types"], spoken)


def _settings(listed: dict[str, Any], campaigns: dict[int, dict[str, Any]], words: dict[str, str]) -> dict[str, str]:
    campaign = campaigns.get(listed["campaign_id"], {"name": words["none"], "time_zone": "UTC"})
    archived = local(listed["archived_at"], campaign["time_zone"]) if listed["archived_at"] else words["no"]
    task = words["none"]
    if listed["task"]:
        task = f"{words[listed['task']]} {listed['task_done']}/{listed['task_total']}"
    return {
        "list": listed["name"],
        "campaign": campaign["name"],
        "enabled": words["yes" if listed["enabled"] else "no"],
        "weight": str(listed["weight"] or words["none"]),
        "order_by": listed["order_by"] or words["as_they_came"],
        "filter": listed["filter"] or words["none"],
        "archived_at": archived,
        "task": task,
    }


def _show_all(lists: list[dict[str, Any]], campaigns: dict[int, dict[str, Any]], spoken: Language) -> None:
    words = _WORDS[spoken]
    table = Table(box=None, pad_edge=False)
    for key in ("list", "campaign", "enabled", "weight", "order_by", "filter", "archived_at", "task"):
        table.add_column(words[key], overflow="fold")
    for one in lists:
        table.add_row(*map(Text, _settings(one, campaigns, words).values()))
    out.print(table)
