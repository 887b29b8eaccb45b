"""The sectors that a campaign can declare: a closed list, because some rules apply to some sectors only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from dialer.i18n.message import Message, msg, pmark


class Sector(StrEnum):
    """What the campaign sells or asks."""

    ENERGY = "energy"  # electricity, gas, or both
    ELECTRICITY = "electricity"
    GAS = "gas"
    WATER = "water"
    TELECOMS = "telecoms"
    INSURANCE = "insurance"
    PENSIONS = "pensions"
    FINANCE = "finance"
    CLAIMS_MANAGEMENT = "claims_management"
    DEBT_COLLECTION = "debt_collection"
    RENOVATION = "renovation"  # of homes: insulation, solar panels, windows
    REAL_ESTATE = "real_estate"
    AUTOMOTIVE = "automotive"
    RETAIL = "retail"
    PUBLISHING = "publishing"
    TRAVEL = "travel"
    HEALTH = "health"
    TRAINING = "training"
    GAMBLING = "gambling"
    CHARITY = "charity"
    POLITICS = "politics"
    RESEARCH = "research"
    PUBLIC_SERVICES = "public_services"
    DEMONSTRATION = "demonstration"  # nothing is sold
    OTHER = "other"


NAMES: Final[Mapping[Sector, Message]] = {
    Sector.ENERGY: pmark("sector", "energy"),
    Sector.ELECTRICITY: pmark("sector", "electricity"),
    Sector.GAS: pmark("sector", "gas"),
    Sector.WATER: pmark("sector", "water"),
    Sector.TELECOMS: pmark("sector", "telecoms"),
    Sector.INSURANCE: pmark("sector", "insurance"),
    Sector.PENSIONS: pmark("sector", "pensions"),
    Sector.FINANCE: pmark("sector", "finance"),
    Sector.CLAIMS_MANAGEMENT: pmark("sector", "claims management"),
    Sector.DEBT_COLLECTION: pmark("sector", "debt collection"),
    Sector.RENOVATION: pmark("sector", "renovation"),
    Sector.REAL_ESTATE: pmark("sector", "real estate"),
    Sector.AUTOMOTIVE: pmark("sector", "automotive"),
    Sector.RETAIL: pmark("sector", "retail"),
    Sector.PUBLISHING: pmark("sector", "publishing"),
    Sector.TRAVEL: pmark("sector", "travel"),
    Sector.HEALTH: pmark("sector", "health"),
    Sector.TRAINING: pmark("sector", "training"),
    Sector.GAMBLING: pmark("sector", "gambling"),
    Sector.CHARITY: pmark("sector", "charity"),
    Sector.POLITICS: pmark("sector", "politics"),
    Sector.RESEARCH: pmark("sector", "research"),
    Sector.PUBLIC_SERVICES: pmark("sector", "public services"),
    Sector.DEMONSTRATION: pmark("sector", "demonstration"),
    Sector.OTHER: pmark("sector", "other"),
}
# Other words for the sectors, in any language. Words that mean several sectors are left out.
_ALSO: Final[Mapping[Sector, tuple[str, ...]]] = {
    Sector.ENERGY: (
        "energia",
        "luce e gas",
        "gas e luce",
        "electricity and gas",
        "gas and electricity",
        "energy supply",
    ),
    Sector.ELECTRICITY: ("elettricità", "power", "elettricita", "luce", "energia elettrica"),
    Sector.GAS: ("natural gas", "metano", "gas naturale"),
    Sector.WATER: ("acqua",),
    Sector.TELECOMS: ("telecomunicazioni", "telecom", "telco", "telecommunications", "telefonia", "tlc"),
    Sector.INSURANCE: ("assicurazioni", "assicurazione", "assicurativo"),
    Sector.PENSIONS: ("previdenza", "pension", "pensioni"),
    Sector.FINANCE: (
        "finanza",
        "financial services",
        "bank",
        "banking",
        "banca",
        "banche",
        "servizi finanziari",
        "finanziario",
    ),
    Sector.CLAIMS_MANAGEMENT: ("gestione sinistri", "claims", "risarcimenti"),
    Sector.DEBT_COLLECTION: ("recupero crediti", "debt", "collections"),
    Sector.RENOVATION: ("ristrutturazioni", "home improvement", "solar", "fotovoltaico"),
    Sector.REAL_ESTATE: ("immobiliare", "property", "immobili"),
    Sector.AUTOMOTIVE: ("automobili", "cars", "auto"),
    Sector.RETAIL: ("commercio",),
    Sector.PUBLISHING: ("editoria",),
    Sector.TRAVEL: ("viaggi", "turismo", "tourism"),
    Sector.HEALTH: ("salute", "sanità", "sanita"),
    Sector.TRAINING: ("formazione", "education", "istruzione"),
    Sector.GAMBLING: ("giochi",),
    Sector.CHARITY: ("beneficenza", "charities", "fundraising", "raccolta fondi"),
    Sector.POLITICS: ("politica",),
    Sector.RESEARCH: ("ricerche", "market research", "survey", "surveys", "sondaggi", "ricerche di mercato"),
    Sector.PUBLIC_SERVICES: ("servizi pubblici",),
    Sector.DEMONSTRATION: ("dimostrazione",),
    Sector.OTHER: ("altro",),
}
WORDS: Final[Mapping[str, Sector]] = {
    word: sector for sector in Sector for word in (sector.value.replace("_", " "), *_ALSO.get(sector, ()))
}


def sector_of(text: str) -> Sector | None:
    """The sector of a word, ignoring case; None for an empty or unknown word."""
    return WORDS.get(" ".join(text.replace("_", " ").replace("-", " ").casefold().split()))


def check_sector(text: str) -> Message | None:
    """What is wrong with a sector, and how to fix it; None if it is known or empty."""
    if not text.strip() or sector_of(text) is not None:
        return None
    return msg("there is no sector {word}: choose one of {those}", word=text, those=list(NAMES.values()))
