"""What `pronto report`, `audit` and `law` say."""

from typing import Final

from api.cli.speech import Catalogue

REPORT: Final = Catalogue(
    {
        "written": (
            "The report is in {folder}. SHA-256 of report.json: {sha256}",
            "Il rapporto è in {folder}. SHA-256 di report.json: {sha256}",
        ),
    }
)
AUDIT: Final = Catalogue(
    {
        "broken": (
            "Line {line} is wrong: {why}. Everything before it is as it was written.",
            "La riga {line} è sbagliata: {why}. Tutto ciò che la precede è come fu scritto.",
        ),
        "whole": (
            "{lines} {lines:line|lines}, all as they were written.",
            "{lines} {lines:riga|righe}, tutte come registrate in origine.",
        ),
        "last": (" The last is line {line}, hash {hash}.", " L'ultima è la riga {line}, hash {hash}."),
        "exported": ("The audit is in {file}.", "Il registro delle attività è in {file}."),
    }
)
LAW: Final = Catalogue(
    {
        "profile": ("profile", "profilo"),
        "title": ("title", "titolo"),
        "version": ("version", "versione"),
        "state": ("state", "stato"),
        "review_by": ("review by", "da rivedere entro"),
        "rules": ("rules", "regole"),
        "accepted": (
            "{count} {count:change is|changes are} accepted. Start Pronto again, so that every process has them.",
            "{count} {count:modifica accettata|modifiche accettate}. Riavviare Pronto, perché ogni processo le abbia.",
        ),
        "first": (
            "No profiles were accepted yet: the first start takes these up.",
            "Nessun profilo è ancora accettato: il primo avvio prende questi.",
        ),
        "same": ("They are as they were last accepted.", "Sono come furono accettati l'ultima volta."),
        "loosens": (
            " (loosens: `pronto law accept` answers for it)",
            " (allenta una regola: se ne risponde con `pronto law accept`)",
        ),
    }
)
