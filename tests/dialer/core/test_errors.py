"""What Pronto refuses is said in the language of whoever asked, with its facts and its places."""

from dialer.core.errors import DatabaseBusy, DialerError, InUse, UnknownCampaign
from dialer.core.request_errors import Invalid
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import message_of, msg


def in_italian(error: DialerError) -> str:
    return in_words(message_of(error), "it")


def test_facts_are_named_in_italian_and_kept() -> None:
    assert in_italian(UnknownCampaign(id=7)) == "Questa campagna non esiste. (id 7)"
    assert in_italian(InUse(campaign="Spring", by="lead list")).endswith("(campagna Spring, da lead list)")
    assert in_italian(DatabaseBusy(waited_ms=5)).endswith("(attesa in ms 5)")


def test_places_are_said_in_italian() -> None:
    register, mode = msg("use one of {those}", those=["RPO", "TPS"]), msg("use hangup or message")
    wrong = Invalid([("register", register), ("mode", mode)])
    assert in_italian(wrong) == "register: usare uno tra RPO, TPS; mode: usare hangup o message"
