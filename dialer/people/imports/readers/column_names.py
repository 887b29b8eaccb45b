"""Known names of columns, without case, accents, blanks and punctuation.

In English, Italian, German, French, Spanish and Portuguese.
"""

import re
import unicodedata
from typing import Final

_NAMES: Final = {
    "name": "name fullname customer customername contact contactname contactperson client clientname "
    "nominativo nomecompleto nomeecognome nomecognome cognomeenome cognomenome cliente nomecliente ragionesociale "
    "nominativoragionesociale denominazione denominazionesociale contatto intestatario referente nomereferente "
    "nomeecognomi ragsociale ragsoc ragionesoc raissociale vorundnachname vornameundnachname vornamenachname "
    "namevorname nachnamevorname kunde kundenname ansprechpartner firmenname nomcomplet nometprenom nomprenom "
    "prenometnom prenomnom raisonsociale nombrecompleto nombreyapellidos nombreyapellido apellidosynombre "
    "razonsocial nomeesobrenome razaosocial custname",
    "first_name": "firstname givenname forename christianname fname nome nomeproprio primonome vorname prenom "
    "nombre first primeironome nombres",
    "last_name": "lastname surname familyname lname cognome nachname familienname zuname nom nomdefamille "
    "nomdusage nomusage apellido apellidos primerapellido apelido apelidos sobrenome last",
    "language": "language lang lingua preferredlanguage linguapreferita sprache langue idioma korrespondenzsprache",
    "zone": "zone timezone tz fuso fusoorario",
    "external_id": "externalid id code reference ref customerid customerno customernumber customercode "
    "clientid contactid leadid accountnumber codice codicecliente codicecontatto codiceutente riferimento rif "
    "idcliente idcontatto codcliente codcli codutente codcontatto ncliente numcliente numerocliente nrcliente "
    "custid custno custcode customernr customernum clientcode clientno clientnumber clientnr accountno accountid "
    "recordid leadno refno kundennummer kundennr kdnr kundenid kundencode referenz nclient numeroclient numclient "
    "codeclient idclient refclient codigo codigocliente codigodocliente codigodecliente numerodecliente "
    "numerodocliente noclient nocliente",
    "priority": "priority priorita prioritat priorite prioridad prioridade",
    "notes": "note notes comment comments remark remarks memo nota commento commenti annotazione annotazioni "
    "osservazioni bemerkung bemerkungen notiz notizen anmerkung anmerkungen remarque remarques commentaire "
    "commentaires observacion observaciones comentario comentarios observacao observacoes notas",
    "postcode": "postcode postalcode zip zipcode zippostalcode cap codicepostale codiceavviamentopostale "
    "capresidenza plz postleitzahl codepostal codigopostal cp codpostal zip4 postalzip",
    "owner": "owner leadowner assignedto proprietario assegnatario assegnatoa titolarecontatto",
    "basis": "basis legalbasis lawfulbasis basegiuridica baselegale rechtsgrundlage baselegal basejuridique",
    "consent_source": "consentsource sourceofconsent fonteconsenso fontedelconsenso origineconsenso "
    "provenienzaconsenso optinsource quelleeinwilligung einwilligungsquelle sourceconsentement sourceduconsentement "
    "origenconsentimiento origemconsentimento",
    "consent_at": "consentat consentdate dateofconsent consentobtainedat dataconsenso datadelconsenso "
    "dataacquisizioneconsenso dataraccoltaconsenso optindate dateoptin dataoptin optinat optinon consentgivenon "
    "consentedon consentedat optedinat optedinon einwilligungsdatum einwilligungam dateconsentement "
    "dateduconsentement fechaconsentimiento fechadeconsentimiento dataconsentimento datadeconsentimento "
    "optintimestamp consenttimestamp",
    "consent_text": "consenttext consenttextversion textversion versioneconsenso versioneinformativa versionetesto "
    "versionedeltesto",
    "consent_channel": "consentchannel canaleconsenso",
    "consent_company": "consentcompany consentcontroller titolareconsenso titolaretrattamento",
    "consent_id": "consentid consentproofid evidenceid idconsenso codiceconsenso idprova",
    "consent_notice": "consentnotice noticegiven informativafornita informativadata",
    "state": "st stateprovince provincestate stateregion stateprov usstate statecode stateabbr mailingstate "
    "billingstate homestate addressstate bundesstaat etatusa",
    "list_provider": "listprovider leadprovider fornitorelista fornitoreelenco",
}
_CALLS: Final = (
    r"(?:al|ai|alle|alla|per|di|for|to|fur|zu|au|aux|para|a)*(?:marketing|telemarketing|privacy|chiamat[ae]|telefonat[ae]|"
    r"telefonic[oai]|contatt[oi]|commercial[ei]|pubblicita|tlmk|trattamento(?:dati)?|calls?|phone|contact|werbung|anrufe?|telefon|publicit[ey]|"
    r"telephon(?:e|ique)|appels?|demarchage|llamadas?|chamadas?|publicidad|comercial|terzi|finalita|gdpr)*"
)
_AGREED: Final = re.compile(
    rf"(?:flag)?(?:marketing|telemarketing|privacy|phone|call)?(?:consens[oi]|consent|opt(?:ed)?in|einwilligung|consentement|consentimi?ento|"
    rf"accord|acepta|aceita){_CALLS}(?:given|sn|sino|flag)?\d*|(?:marketing|telemarketing|werbe|phone|call)(?:consent|einwilligung|ok|permission|allowed)|"
    r"(?:flag)?(?:marketing|privacy)|autoriz(?:a|zazione|zat[oa]|acion|acao)(?:al|alle|para|a)*(?:marketing|chiamate|llamadas|"
    r"chamadas)|(?:permission|ok)tocall|contattabile|chiamabile|richiamabile|cancall|maycall|maybecalled|callable|gdprconsent"
)
_REFUSED: Final = re.compile(
    rf"(?:(?:iscritt[oai]|iscrizione|registrat[oa]|in|su|on|presente)?(?:al|alla|nel|nella|in)?"
    r"(?:rpo|registr[oi](?:pubblico)?(?:delle)?opposizioni|black?list(?:a|ed)?|blocklist|lista?e?(?:negra|noire)|sperrliste|(?:flag)?dnc(?:flag)?|donotcall(?:list|register)?|"
    r"ctps|tps|bloctel|robinson(?:liste?)?|listarobinson|suppress(?:ed|ionlist)?))"
    rf"|(?:data|date|datum|fecha)?(?:di|of|de)?(?:revoca|revocat[oa]|revocad[oa]|revocacion|revogad[oa]|revogacao|"
    r"widerruf|widerspruch|withdrawn|withdrawal|revoked|opposizione|"
    rf"oppost[oa]|opposition|oposicion|oposicao|objection|objected|optout|optedout|unsubscribed?|disiscritt[oa]|cancellat[oa]|"
    rf"diffida|rifiut[oa]|rifiutat[oa]|refus|refused)(?:del|di|of|der|du|do)?(?:consens[oi]|consent|einwilligung|consentement|consentimi?ento)?"
    rf"{_CALLS}|retrait(?:du|de)?consentement"
    r"|(?:donot|dont|non|nicht|ne|no|nao)(?:call|contact|chiamare|contattare|richiamare|disturbare|anrufen|kontaktieren|"
    r"(?:pas|plus)(?:appeler|contacter)|llamar|contac?tar|molestar|ligar|perturbar|contattabile)(?:piu|mais|mas)?|nocalls?|werbesperre|sperrvermerk|gesperrt"
    r"|decedut[oa]|defunt[oa]|deceased|verstorben|decede|fall?ecid[oa]"
)
_STATUS: Final = (
    "stato statocliente statocontatto statolead statoanagrafica status leadstatus contactstatus customerstatus esito "
    "ultimoesito esitochiamata esitocontatto disposition lastdisposition outcome lastoutcome result kundenstatus "
    "ergebnis statut etat resultat estado estadocliente resultado situazione situacao"
)
STATUS: Final = frozenset(_STATUS.split())  # of the person, or how the last contact ended
MEANINGS: Final = {word: meaning for meaning, words in _NAMES.items() for word in words.split()}
# Names of companies, used if no other column names the row.
_COMPANIES: Final = (
    "company companyname businessname business organisation organization azienda nomeazienda ditta impresa"
)
COMPANY: Final = frozenset(f"{_COMPANIES} societa".split())
_WHOSE: Final = (
    "home|work|office|business|private|personal|company|main|primary|secondary|alternative|alternate|alt|other|first|"
    "second|daytime|day|evening|contact|customer|client|mobile|mob|cellular|cell|fixed|land|owner|billing|cust|lead|person"
)
_DI_CHI: Final = (
    "di|del|casa|abitazione|abit|ufficio|uff|lavoro|principale|primario|secondario|alternativo|personale|privato|"
    "aziendale|cliente|referente|contatto|ab|sede|titolare|intestatario|azienda|moglie|marito|madre|padre|figli[oa]|"
    "lavorativo|domicilio|residenza|negozio|studio|responsabile|attivazione|fornitura|utenza"
)
_TELEFONO: Final = (
    "telefono|telefonic[oaie]|tel|telef|cellulare|cellular[ei]|cell|cel|fisso|fissa|mobile|recapit[oi]|utenzatelefonica|"
    "lineatelefonica"
)
_WESSEN: Final = "privat|geschaftlich|gesch|dienstlich|arbeit|buro|zuhause|haupt|alternativ|weitere|mobil|festnetz"
_DE_QUI: Final = (
    "de|du|le|la|el|o|do|da|domicile|bureau|travail|pro|professionnel|perso|personnel|principal|secondaire|casa|oficina|"
    "trabajo|particular|contacto|escritorio|trabalho|contato|fixe|portable|mobile|fijo|movil|fixo|movel|celular"
)
_TELEFONE: Final = (
    "telephone|tel|portable|gsm|telefono|telf|tfno|tlfno|tlf|tfn|movil|celular|fijo|telefone|telemovel|movel|mobile"
)
_PHONE: Final = re.compile(
    r"(?:(?:alternative|other)?contactn(?:umber|umbers|o|r|um)|msisdn"
    rf"|(?:{_WHOSE})*(?:telephone|phone|tel|ph|mobile|mob|cell|landline)(?:{_WHOSE}|phone|line)*(?:numbers?|num|no|nr)?"
    r"|(?:home|work|mobile|cell|daytime|day|evening|alternative|alternate|alt)(?:numbers?|num|no)|whatsapp"
    r"|phone\d?value"
    r"|(?:numer[oi]|num|nro|nr|no|n)?(?:di|del)?(?:altr[oi]|prim[oi]|second[oi]|contatt[oi])?(?:numero|num|nr|no|n)?"
    rf"(?:{_TELEFONO})(?:{_TELEFONO}|{_DI_CHI}|e|o)*"
    rf"|(?:{_WESSEN})*(?:telefon|tel|fon|handy|mobil|mobiltelefon|festnetz|ruf)(?:{_WESSEN})*(?:nummern?|nr|num)?"
    rf"|(?:numeros?|num|nro|nr|no|n)?(?:{_DE_QUI})*(?:{_TELEFONE})(?:{_TELEFONE}|{_DE_QUI})*(?:numero|num|nr|no|n)?"
    r"|tel(?:and|und|et|y)?fax|tele(?:fono|fon|phone|fone)(?:e|and|und|et|y)?fax|faxtel|phonefax"
    r")\d*"
)
_NUMBER: Final = re.compile(r"(?:other)?numbers?\d*|numer[oi]\d*|numeros?\d*|nummern?\d*")
_LONGEST: Final = 60


def plain(cell: str) -> str:
    """A column's name without case, accents, blanks, line ends and punctuation."""
    decomposed = unicodedata.normalize("NFKD", cell.casefold())
    return "".join(letter for letter in decomposed.replace("#", "no") if letter.isalnum())


def says_of_calls(name: str) -> str | None:
    """What a `plain` name says of calls: `consent_given`, `objected`, or nothing."""
    if len(name) > _LONGEST:
        return None
    if _REFUSED.fullmatch(name):
        return "objected"
    return "consent_given" if _AGREED.fullmatch(name) else None


def is_phone(name: str) -> bool:
    """Whether a `plain` name is that of a phone column, such as `telfisso`, `mobileno` or `altrotelefono2`."""
    return len(name) <= _LONGEST and _PHONE.fullmatch(name) is not None


def is_number(name: str) -> bool:
    """Whether a `plain` name is that of a number: a phone if no other column is called one."""
    return _NUMBER.fullmatch(name) is not None
