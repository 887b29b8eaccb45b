"""The trades that a campaign can say it sells for: a closed list, since some rules are for some of them alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Sector(StrEnum):
    """What is sold, or asked."""

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


ITALIAN: Final[Mapping[Sector, str]] = {
    Sector.ENERGY: "energia",
    Sector.ELECTRICITY: "elettricità",
    Sector.GAS: "gas",
    Sector.WATER: "acqua",
    Sector.TELECOMS: "telecomunicazioni",
    Sector.INSURANCE: "assicurazioni",
    Sector.PENSIONS: "previdenza",
    Sector.FINANCE: "finanza",
    Sector.CLAIMS_MANAGEMENT: "gestione sinistri",
    Sector.DEBT_COLLECTION: "recupero crediti",
    Sector.RENOVATION: "ristrutturazioni",
    Sector.REAL_ESTATE: "immobiliare",
    Sector.AUTOMOTIVE: "automobili",
    Sector.RETAIL: "commercio",
    Sector.PUBLISHING: "editoria",
    Sector.TRAVEL: "viaggi",
    Sector.HEALTH: "salute",
    Sector.TRAINING: "formazione",
    Sector.GAMBLING: "giochi",
    Sector.CHARITY: "beneficenza",
    Sector.POLITICS: "politica",
    Sector.RESEARCH: "ricerche",
    Sector.PUBLIC_SERVICES: "servizi pubblici",
    Sector.DEMONSTRATION: "dimostrazione",
    Sector.OTHER: "altro",
}
# What else people write for them. A word that means several trades is in none.
_ALSO: Final[Mapping[Sector, tuple[str, ...]]] = {
    Sector.ENERGY: ("luce e gas", "gas e luce", "electricity and gas", "gas and electricity", "energy supply"),
    Sector.ELECTRICITY: ("power", "elettricita", "luce", "energia elettrica"),
    Sector.GAS: ("natural gas", "metano", "gas naturale"),
    Sector.TELECOMS: ("telecom", "telco", "telecommunications", "telefonia", "tlc"),
    Sector.INSURANCE: ("assicurazione", "assicurativo"),
    Sector.PENSIONS: ("pension", "pensioni"),
    Sector.FINANCE: ("financial services", "bank", "banking", "banca", "banche", "servizi finanziari", "finanziario"),
    Sector.CLAIMS_MANAGEMENT: ("claims", "risarcimenti"),
    Sector.DEBT_COLLECTION: ("debt", "collections"),
    Sector.RENOVATION: ("home improvement", "solar", "fotovoltaico"),
    Sector.REAL_ESTATE: ("property", "immobili"),
    Sector.AUTOMOTIVE: ("cars", "auto"),
    Sector.TRAVEL: ("turismo", "tourism"),
    Sector.HEALTH: ("sanità", "sanita"),
    Sector.TRAINING: ("education", "istruzione"),
    Sector.CHARITY: ("charities", "fundraising", "raccolta fondi"),
    Sector.RESEARCH: ("market research", "survey", "surveys", "sondaggi", "ricerche di mercato"),
}
WORDS: Final[Mapping[str, Sector]] = {
    word: sector
    for sector in Sector
    for word in (sector.value.replace("_", " "), ITALIAN[sector], *_ALSO.get(sector, ()))
}
ITALIAN_ONLY: Final = tuple(word for word in ITALIAN.values() if word not in set(Sector))
KNOWN: Final = ", ".join(Sector)
KNOWN_IT: Final = ", ".join(ITALIAN.values())
UNKNOWN_SECTOR: Final = f"there is no sector {{word}}: set law.sector to one of {KNOWN}"


def sector_of(text: str) -> Sector | None:
    """The sector that a word of English or Italian stands for, in any case; None for none, and for a word unknown."""
    return WORDS.get(" ".join(text.replace("_", " ").replace("-", " ").casefold().split()))


def unknown_sector(text: str) -> str:
    """What is wrong with a sector, and how to mend it; empty if nothing is, as where none is said."""
    if not text.strip() or sector_of(text) is not None:
        return ""
    return UNKNOWN_SECTOR.format(word=text)
