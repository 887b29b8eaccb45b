"""The call centre's codes, in words for the person concerned."""

from collections.abc import Mapping
from typing import Final

from dialer.i18n.message import Message, pmark

Terms = Mapping[str, Message]

OUTCOMES: Final[Terms] = {
    "connected": pmark("access", "You spoke with an operator"),
    "abandoned": pmark("access", "You answered, and no operator was free: the call was ended"),
    "machine": pmark("access", "Taken for an answering machine"),
    "no_answer": pmark("access", "Nobody answered"),
    "busy": pmark("access", "The line was busy"),
    "congestion": pmark("access", "The network had no free line"),
    "invalid_number": pmark("access", "The network does not know the number"),
    "failed": pmark("access", "The network did not put the call through"),
    "cancelled": pmark("access", "We called it off while it rang"),
    "not_placed": pmark("access", "It was not placed: nothing rang"),
    "lost": pmark("access", "It ended, and how is not known"),
    "": pmark("access", "It is under way"),
}
MODES: Final[Terms] = {
    "predictive": pmark("access", "By the system, ahead of the operators"),
    "ratio": pmark("access", "By the system, ahead of the operators"),
    "guaranteed": pmark("access", "By the system, for an operator kept free"),
    "progressive": pmark("access", "By the system, for a free operator"),
    "preview": pmark("access", "By an operator, who saw your entry first"),
    "manual": pmark("access", "By an operator, by hand"),
    "callback": pmark("access", "To keep a call that was booked"),
}
IDENTITIES: Final[Terms] = {
    "not_asked": pmark("access", "You were not asked who you are"),
    "matched": pmark("access", "You were, by what you said"),
    "failed": pmark("access", "What you said did not match"),
}
ENDED_BY: Final[Terms] = {
    "theirs": pmark("access", "By you, or by the network"),
    "ours": pmark("access", "By us"),
}
STATES: Final[Terms] = {
    "open": pmark("access", "You may be called"),
    "held": pmark("access", "You are left out of the calls for now"),
    "booked": pmark("access", "A call to you is booked"),
    "claimed": pmark("access", "You may be called at any moment"),
    "calling": pmark("access", "You are being called now"),
    "wrapping": pmark("access", "A call has ended, and its result is being written"),
    "done": pmark("access", "You will not be called again from this entry"),
    "archived": pmark("access", "The list is archived: you are not called"),
}
REASONS: Final[Terms] = {
    "attempts_used_up": pmark("access", "all tries are used up"),
    "suppressed": pmark("access", "you do not want to be called"),
    "opted_out": pmark("access", "you pressed the key for it during a message"),
    "callback_cancelled": pmark("access", "the call that was booked was cancelled"),
    "erased": pmark("access", "erased at your request"),
    "erasure asked": pmark("access", "you asked for erasure"),
    "retention": pmark("access", "erased, as it was kept long enough"),
    "done": pmark("access", "it was closed"),
    **OUTCOMES,
}
BASES: Final[Terms] = {
    "consent": pmark("access", "Your consent (GDPR article 6(1)(a))"),
    "specific_consent": pmark("access", "Your consent to this company and this subject (GDPR article 6(1)(a))"),
    "written_consent": pmark("access", "Your written consent (GDPR article 6(1)(a))"),
    "contract": pmark("access", "A contract with you (GDPR article 6(1)(b))"),
    "existing_customer": pmark("access", "You are a customer: a contract in force (GDPR article 6(1)(b) and (f))"),
    "request": pmark("access", "You asked to be called (GDPR article 6(1)(b))"),
    "legitimate_interest": pmark(
        "access", "A legitimate interest of the company: to make its offers known (GDPR article 6(1)(f))"
    ),
    "public_directory": pmark("access", "Your number is in the public directory (GDPR article 6(1)(f))"),
    "in_directory": pmark("access", "Your number is in the public directory (GDPR article 6(1)(f))"),
    "not_on_register": pmark("access", "Your number is on no register of objection"),
    "purchase": pmark("access", "You bought something before"),
    "inquiry": pmark("access", "You asked for information before"),
    "told_no_objection": pmark("access", "You told this company that its calls are welcome"),
}
CONSENT_FIELDS: Final[Terms] = {
    "basis": pmark("access", "Legal basis"),
    "source": pmark("access", "Collected from"),
    "obtained_at": pmark("access", "Given on"),
    "ended_at": pmark("access", "Ended on"),
    "text_version": pmark("access", "Version of the text"),
    "channel": pmark("access", "Channel"),
    "company": pmark("access", "Given to"),
    "form_or_address": pmark("access", "Form or address"),
    "evidence_id": pmark("access", "Number of the proof"),
    "list_provider": pmark("access", "Provider of the list"),
    "notice_given": pmark("access", "Notice given"),
}
RECORDING: Final[Terms] = {
    "granted": pmark("access", "You agreed"),
    "refused": pmark("access", "You refused"),
    "withdrawn": pmark("access", "You withdrew your agreement"),
}
CALLBACK_KINDS: Final[Terms] = {
    "promise": pmark("access", "A call was promised to you"),
    "next": pmark("access", "You were to be called next"),
    "manual": pmark("access", "An operator wanted to call you"),
}
CALLBACK_STATES: Final[Terms] = {
    "waiting": pmark("access", "Not called yet"),
    "called": pmark("access", "Called"),
    "cancelled": pmark("access", "Cancelled"),
}
REQUESTS: Final[Terms] = {
    "access": pmark("access", "To see your data"),
    "erasure": pmark("access", "To have your data erased"),
}
REGISTERS: Final[Mapping[str, str]] = {
    "RPO": "Registro Pubblico delle Opposizioni (RPO)",
    "NDNC": "National Do Not Call Registry",
    "RND": "Reassigned Numbers Database",
    "TPS": "Telephone Preference Service (TPS)",
    "CTPS": "Corporate Telephone Preference Service (CTPS)",
    "DNC-CO": "Do not call list of Colorado",
    "DNC-FL": "Do not call list of Florida",
    "DNC-IN": "Do not call list of Indiana",
    "DNC-LA": "Do not call list of Louisiana",
    "DNC-MA": "Do not call list of Massachusetts",
    "DNC-MO": "Do not call list of Missouri",
    "DNC-OK": "Do not call list of Oklahoma",
    "DNC-PA": "Do not call list of Pennsylvania",
    "DNC-TN": "Do not call list of Tennessee",
    "DNC-TX": "Do not call list of Texas",
    "DNC-WY": "Do not call list of Wyoming",
}
PERSON_KINDS: Final[Terms] = {
    "consumer": pmark("access", "a consumer"),
    "business": pmark("access", "a business"),
}
POINTS: Final[Terms] = {
    "phone": pmark("access", "Telephone"),
    "email": pmark("access", "E-mail address"),
    "address": pmark("access", "Address"),
    "chat": pmark("access", "Chat"),
    "social": pmark("access", "Social network"),
    "external_id": pmark("access", "Code"),
}
NEEDS: Final[Terms] = {
    "slow": pmark("access", "speaking slowly"),
    "loud": pmark("access", "speaking loudly"),
    "plain_words": pmark("access", "plain words"),
    "paper_first": pmark("access", "on paper first"),
    "trusted_person": pmark("access", "deciding together with a trusted person"),
    "do_not_sell": pmark("access", "no offers"),
}
CHANNELS: Final[Terms] = {
    "phone": pmark("access", "by telephone"),
    "email": pmark("access", "by e-mail"),
    "chat": pmark("access", "by chat"),
    "letter": pmark("access", "by letter"),
    "social": pmark("access", "by a social network"),
    "web": pmark("access", "on a web page"),
    "team": pmark("access", "between colleagues"),
}
PURPOSES: Final[Terms] = {
    "marketing": pmark("access", "offers"),
    "survey": pmark("access", "surveys"),
    "service": pmark("access", "messages about your contract"),
}
MOODS: Final[Mapping[int, Message]] = {
    -2: pmark("access", "very displeased"),
    -1: pmark("access", "displeased"),
    0: pmark("access", "neither pleased nor displeased"),
    1: pmark("access", "pleased"),
    2: pmark("access", "very pleased"),
}
MESSAGE_STATES: Final[Terms] = {
    "queued": pmark("access", "waits to be sent"),
    "sending": pmark("access", "is being sent"),
    "sent": pmark("access", "sent"),
    "failed": pmark("access", "could not be delivered"),
    "cancelled": pmark("access", "cancelled"),
}
TASK_KINDS: Final[Terms] = {
    "send": pmark("access", "To send something"),
    "ask": pmark("access", "To ask somebody"),
    "check": pmark("access", "To check something"),
    "call": pmark("access", "To call"),
}
TASK_STATES: Final[Terms] = {
    "open": pmark("access", "still owed"),
    "done": pmark("access", "done"),
    "cancelled": pmark("access", "cancelled"),
}
ACTS: Final[Terms] = {
    "attempt.dispose": pmark("access", "The result of a call was written down"),
    "attempt.disclosed": pmark("access", "What the operator told you was written down"),
    "recording.consent": pmark("access", "What you said about recording was written down"),
    "number.unmask": pmark("access", "Your number was looked at in full"),
    "lead.add": pmark("access", "Your entry came in or was completed"),
    "lead.next": pmark("access", "A call was put first in line"),
    "lead.manual": pmark("access", "A call by hand was asked for"),
    "callback.move": pmark("access", "A booked call was moved"),
    "callback.cancel": pmark("access", "A booked call was cancelled"),
    "person.change": pmark("access", "What is kept of you was changed"),
    "person.permission": pmark("access", "What you said about being contacted was written down"),
    "person.permission_withdrawn": pmark("access", "What you allowed was taken back"),
    "person.merge": pmark("access", "Two records of you were made one"),
    "person.split": pmark("access", "Entries of somebody else were taken from you"),
    "": pmark("access", "Another act on your entry"),
}
ACTORS: Final[Terms] = {
    "agent": pmark("access", "an operator"),
    "supervisor": pmark("access", "a supervisor"),
    "manager": pmark("access", "a manager"),
    "admin": pmark("access", "an administrator"),
    "cli": pmark("access", "an administrator"),
    "user": pmark("access", "a member of our staff"),
    "key": pmark("access", "a program of ours"),
    "": pmark("access", "the system"),
}
# Data protection authorities by country (ISO 3166). Other countries get the general sentence `rights.complaint`.
AUTHORITIES: Final[Mapping[str, str]] = {
    "IT": "Garante per la protezione dei dati personali, Piazza Venezia 11, 00187 Roma, protocollo@gpdp.it, "
    "www.garanteprivacy.it",
    "FR": "Commission nationale de l'informatique et des libertés (CNIL), www.cnil.fr",
    "ES": "Agencia Española de Protección de Datos (AEPD), www.aepd.es",
    "GB": "Information Commissioner's Office (ICO), ico.org.uk",
}
