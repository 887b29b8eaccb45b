"""What Pronto refuses is said in the language of whoever asked, with its facts and its places."""

from dialer.core.enums import Language
from dialer.core.errors import DatabaseBusy, InUse, UnknownCampaign
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.refusals import of_error


def test_facts_are_named_in_italian_and_kept() -> None:
    assert of_error(UnknownCampaign(id=7), Language.IT) == "Questa campagna non esiste. (id 7)"
    assert of_error(InUse(campaign="Spring", by="lead list"), Language.IT).endswith("(campagna Spring, da lead list)")
    assert of_error(DatabaseBusy(waited_ms=5), Language.IT).endswith("(attesa in ms 5)")


def test_places_are_said_in_italian() -> None:
    register, mode = msg("use one of {those}", those=["RPO", "TPS"]), msg("use hangup or message")
    wrong = Invalid([("register", register), ("mode", mode)])
    assert of_error(wrong, Language.IT) == "register: usare uno tra RPO, TPS; mode: usare hangup o message"
