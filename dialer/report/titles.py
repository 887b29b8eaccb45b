"""What the points of the compliance report are called in Italian."""

from collections.abc import Mapping
from typing import Final

TITLES: Final[Mapping[str, str]] = {
    "Who and what": "Soggetti e campagna",
    "Profile": "Profilo normativo",
    "Abandonment": "Chiamate mute e tasso di abbandono",
    "Timing": "Tempi",
    "Treatment": "Trattamento delle chiamate mute",
    "Lockouts": "Blocco dei numeri dopo una chiamata muta",
    "Registers": "Registri delle opposizioni",
    "Basis": "Base giuridica delle chiamate",
    "Suppression and objections": "Opposizioni e numeri da non chiamare",
    "Hours": "Orari",
    "Attempts": "Tentativi",
    "Caller ids": "Numeri chiamanti",
    "Disclosures": "Informazioni rese all'interessato",
    "Contracts": "Contratti",
    "Recordings": "Registrazioni",
    "Work": "Lavoro degli operatori",
    "Data rights": "Diritti degli interessati",
    "Refusals": "Decisioni delle regole",
    "Integrity": "Integrità",
}
