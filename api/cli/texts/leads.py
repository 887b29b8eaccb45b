"""What `pronto lead` and `pronto callback` say."""

from typing import Final

from api.cli.speech import Catalogue

LEAD: Final = Catalogue(
    {
        "added": ("Lead {lead_id} is in the list.", "Il contatto {lead_id} è nella lista."),
        "updated": (
            "Lead {lead_id} was there, and has what is new.",
            "Il contatto {lead_id} c'era già e ha ricevuto le novità.",
        ),
        "known": (
            "Lead {lead_id} was there, and was left as it is.",
            "Il contatto {lead_id} c'era già ed è rimasto com'era.",
        ),
        "next": ("It is dialled next.", "Sarà il prossimo a essere chiamato."),
        "later": ("It is taken to be dialled next.", "È accettato come prossimo da chiamare."),
        "will_be_next": (
            "Lead {lead_id} is taken to be dialled next.",
            "Il contatto {lead_id} è accettato come prossimo da chiamare.",
        ),
        "kept": (
            "But not yet: {why} It stays the first for {minutes} {minutes:minute|minutes}; after that it is a lead "
            "like all others.",
            "Ma non ancora: {why} Resta il primo per {minutes} {minutes:minuto|minuti}; poi è un contatto come gli "
            "altri.",
        ),
        "not_next": (
            "It is not dialled next: it is {state} {reason}",
            "Non sarà il prossimo: è {state} {reason}",
        ),
        "suppressed": (
            "{suppressed} of its numbers must not be called and {suppressed:was|were} left out.",
            "Numeri del contatto da non chiamare, e perciò tolti: {suppressed}.",
        ),
        "warned": (
            "It would not be called as it is, by the rules of the list's country: {why}. No campaign's rules "
            "bind the list yet.",
            "Così com'è non verrebbe chiamato, per le regole del paese della lista: {why}. Nessuna campagna "
            "impone ancora le sue regole.",
        ),
        "is_next": ("Lead {lead_id} is dialled next.", "Il contatto {lead_id} sarà il prossimo a essere chiamato."),
        "by_hand": (
            "Lead {lead_id} is called for {agent} alone, as soon as {agent} is ready, for a minute at most. "
            "Where the rules say no, nobody is called; `pronto lead show {lead_id}` says why.",
            "Il contatto {lead_id} si chiama solo per {agent}, appena {agent} è pronto, al massimo per un "
            "minuto. Dove le regole dicono di no, non si chiama nessuno; `pronto lead show {lead_id}` dice "
            "perché.",
        ),
        "one_of_both": ("Say --number or --lead, and not both.", "Dire --number o --lead, e non entrambi."),
        "lead_or_number": (
            "Name a lead by its number, or say --number with one of its phones, and not both.",
            "Indicare il numero del contatto, o dire --number con uno dei suoi telefoni, e non entrambi.",
        ),
        "none_has_it": ("No lead has this phone.", "Nessun contatto ha questo telefono."),
        "several": ("{count} leads have this phone.", "{count} contatti hanno questo telefono."),
        "lead_in": ("Lead {lead_id} in {list}:", "Contatto {lead_id} in {list}:"),
    }
)
CALLBACK: Final = Catalogue(
    {
        "one_of_both": ("Say --agent or --anyone, not both.", "Dire --agent o --anyone, non entrambi."),
        "nothing_said": (
            "Say what to change: --at, --agent, --anyone, --grace-s or --asked.",
            "Dire che cosa cambiare: --at, --agent, --anyone, --grace-s o --asked.",
        ),
        "bad_instant": (
            "--at {text}: write it as in 2026-12-01 15:30.",
            "--at {text}: scriverlo come 2026-12-01 15:30.",
        ),
        "id": ("call-back", "richiamata"),
        "due": ("due", "alle"),
        "deadline": ("deadline", "scadenza"),
        "asked": ("asked for", "chiesta"),
        "yes": ("yes", "sì"),
        "no": ("no", "no"),
        "lead": ("lead", "contatto"),
        "name": ("name", "nome"),
        "for": ("for", "per"),
        "state": ("state", "stato"),
        "note": ("note", "nota"),
        "anyone": ("anyone", "chiunque"),
        "unnamed": ("not shown ({rule})", "non mostrato ({rule})"),
        "none": ("There are none.", "Non ce ne sono."),
        "no_risk": ("No promise is at risk.", "Nessuna promessa è a rischio."),
        "moved": (
            "Call-back {id} is due at {due_at}, by {deadline_at} at the latest, for {who}.",
            "La richiamata {id} è per {due_at}, al più tardi {deadline_at}, per {who}.",
        ),
        "keeps_hours": (
            "It keeps the law's hours. If the person asked for this time, say --asked.",
            "Resta nell'orario di legge. Se è stata la persona a chiedere quest'ora, aggiungere --asked.",
        ),
        "ended": (
            "Call-back {id} is cancelled: nobody calls the lead back.",
            "La richiamata {id} è annullata: nessuno richiamerà il contatto.",
        ),
        "reopened": (
            "Call-back {id} is cancelled; its lead is one like all others.",
            "La richiamata {id} è annullata; il contatto è uno come gli altri.",
        ),
    }
)
