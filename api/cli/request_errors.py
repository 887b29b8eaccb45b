"""Where something of a request is wrong, in words: a person at a terminal writes no JSON, and reads no pointers."""

from typing import Final

from api.cli.language import spoken
from dialer.core.enums import Language

# What the API calls otherwise than an Italian would; the rest are told by their own names.
_NAMES_IT: Final = {
    "agent_id": "operatore",
    "also_campaign_ids": "altre campagne",
    "answered_at": "momento della risposta",
    "basis": "base",
    "callback_at": "momento della richiamata",
    "campaign_id": "campagna",
    "caller_id_id": "numero chiamante",
    "consent": "consenso",
    "controller_id": "titolare",
    "country": "paese",
    "dispositions": "esiti",
    "due_at": "momento",
    "field_types": "tipi dei campi",
    "fields": "campi",
    "filter": "filtro",
    "grace_s": "secondi fino alla scadenza",
    "hours": "orario",
    "law": "legge",
    "list_id": "lista",
    "mode": "modalità",
    "name": "nome",
    "note": "nota",
    "notes": "note",
    "number": "numero",
    "numbers": "numeri",
    "obtained_at": "data",
    "order_by": "ordine",
    "phone": "telefono",
    "phones": "telefoni",
    "reason": "motivo",
    "receipt": "ricevuta",
    "register": "registro",
    "rules": "regole",
    "source": "provenienza",
    "time_zone": "fuso orario",
    "trunk_ids": "trunk",
    "until": "fine",
    "weight": "quota",
}
_AROUND: Final = ("new_list",)  # what a command puts around what a person wrote
_WHOLE: Final = ("the request", "la richiesta")
_FIRST: Final = (
    ("first", "second", "third", "fourth", "fifth"),
    ("primo", "secondo", "terzo", "quarto", "quinto"),
)


def in_words(where: str) -> str:
    """A place that is a JSON pointer (RFC 6901), or has dots: `/phones/0` is “phones, first”."""
    parts = where[1:].split("/") if where.startswith("/") else where.split(".")
    steps = [part.replace("~1", "/").replace("~0", "~") for part in parts if part]
    if len(steps) > 1 and steps[0] in _AROUND:
        steps = steps[1:]
    return ", ".join(map(_step, steps)) or _WHOLE[_chosen()]


def _step(step: str) -> str:
    if not step.isdecimal():
        return (_NAMES_IT.get(step) if _chosen() else None) or step.removesuffix("_id").replace("_", " ")
    place, names = int(step), _FIRST[_chosen()]
    return names[place] if place < len(names) else f"{('number', 'n.')[_chosen()]} {place + 1}"


def _chosen() -> int:
    return int(spoken() is Language.IT)
