"""What columns are called in English and Italian, without case, accents, blanks and punctuation."""

import re
import unicodedata
from typing import Final

_NAMES: Final = {
    "name": "name fullname customer customername contact contactname contactperson client clientname nominativo "
    "nomecompleto nomeecognome nomecognome cognomeenome cognomenome cliente nomecliente ragionesociale "
    "nominativoragionesociale denominazione denominazionesociale contatto intestatario referente nomereferente",
    "first_name": "firstname givenname forename christianname fname nome nomeproprio primonome",
    "last_name": "lastname surname familyname lname cognome",
    "language": "language lang lingua preferredlanguage linguapreferita",
    "zone": "zone timezone tz fuso fusoorario",
    "external_id": "externalid id code reference ref customerid customerno customernumber customercode clientid "
    "contactid leadid accountnumber codice codicecliente codicecontatto codiceutente riferimento rif idcliente "
    "idcontatto",
    "priority": "priority priorita",
    "notes": "note notes comment comments remark remarks memo nota commento commenti annotazione annotazioni "
    "osservazioni",
    "postcode": "postcode postalcode zip zipcode zippostalcode cap codicepostale codiceavviamentopostale capresidenza",
    "owner": "owner leadowner assignedto proprietario assegnatario assegnatoa titolarecontatto",
    "basis": "basis legalbasis lawfulbasis basegiuridica baselegale",
    "consent_source": "consentsource sourceofconsent fonteconsenso fontedelconsenso origineconsenso "
    "provenienzaconsenso",
    "consent_at": "consentat consentdate dateofconsent consentobtainedat dataconsenso datadelconsenso "
    "dataacquisizioneconsenso dataraccoltaconsenso",
    "consent_text": "consenttext consenttextversion versioneconsenso versioneinformativa",
    "consent_channel": "consentchannel canaleconsenso",
    "consent_controller": "consentcontroller titolareconsenso titolaretrattamento",
    "consent_id": "consentid consentproofid evidenceid idconsenso codiceconsenso idprova",
    "consent_notice": "consentnotice noticegiven informativafornita informativadata",
    "list_provider": "listprovider leadprovider fornitorelista fornitoreelenco",
}
MEANINGS: Final = {word: meaning for meaning, words in _NAMES.items() for word in words.split()}
# Names of companies: they name a row where nothing else does.
_COMPANIES: Final = (
    "company companyname businessname business organisation organization azienda nomeazienda ditta impresa"
)
COMPANY: Final = frozenset(f"{_COMPANIES} societa".split())
_WHOSE: Final = (
    "home|work|office|business|private|personal|company|main|primary|secondary|alternative|alternate|alt|other|first|"
    "second|daytime|day|evening|contact|customer|client|mobile|cellular|cell|fixed|land"
)
_DI_CHI: Final = (
    "di|del|casa|abitazione|abit|ufficio|uff|lavoro|principale|primario|secondario|alternativo|personale|privato|"
    "aziendale|cliente|referente|contatto"
)
_TELEFONO: Final = "telefono|telefonic[oi]|tel|cellulare|cell|cel|fisso|mobile|recapit[oi]"
_PHONE: Final = re.compile(
    r"(?:(?:alternative|other)?(?:contact)?numbers?|msisdn|numer[oi]"
    rf"|(?:{_WHOSE})*(?:telephone|phone|tel|mobile|cell|landline)(?:{_WHOSE}|phone|line)*(?:numbers?|num|no|nr)?"
    r"|(?:numer[oi]|num|nro|nr|no|n)?(?:di|del)?(?:altr[oi]|prim[oi]|second[oi]|contatt[oi])?"
    rf"(?:{_TELEFONO})(?:{_TELEFONO}|{_DI_CHI}|e|o)*"
    r")\d*"
)
_LONGEST: Final = 60


def plain(cell: str) -> str:
    """A column's name without case, accents, blanks, line ends and punctuation."""
    decomposed = unicodedata.normalize("NFKD", cell.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def is_phone(name: str) -> bool:
    """Whether a `plain` name is that of a phone column, as in `telfisso`, `mobileno` or `altrotelefono2`."""
    return len(name) <= _LONGEST and _PHONE.fullmatch(name) is not None
