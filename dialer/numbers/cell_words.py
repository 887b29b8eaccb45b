"""Texts beside phone numbers in a cell: words for nothing, hours, tax numbers, faxes, letters between digits.

Digits that belong to no phone are hidden from the number reader (`hide_others`), and restored in the text that the cell
has beside its numbers (`shown`).
"""

import re
import unicodedata
from typing import Final

from dialer.i18n.message import Message, msg

_NOTHING: Final = frozenset(  # Italian, English, German, French, Spanish, Portuguese; plain, as column names are
    """
    nd na no nn nt nc np ns nr nessuno nessuna nessun niente nullo nulla assente mancante vuoto nonha nonce
    nonpresente nondisponibile nonpervenuto nonnoto nonindicato nonfornito nonesiste nonrisulta nontelefono
    senza senzatelefono sconosciuto dainserire none null nil nan missing empty unknown notavailable notknown
    nophone nonumber tbd tba nonegiven notgiven kein keine keiner keines ka unbekannt fehlt leer
    nichtvorhanden nichtbekannt keineangabe keinenummer aucun aucune neant inconnu rien pasdenumero
    pasdetelephone nonrenseigne nonconnu nonfourni vide ninguno ninguna nada desconocido notiene sintelefono
    sindatos vacio nodisponible sinnumero nenhum nenhuma desconhecido naotem semtelefone vazio naodisponivel
    semnumero ignoto ignota privo falso false tbc blank undefined nichts ohne leerzeichen
    """.split()  # noqa: SIM905
)
_WITHOUT: Final = re.compile(  # "without a phone", in all usual wordings
    r"(?:non|nonha|no|noha|nessun|senza|privodi|without|kein|keine|ohne|sans|pasde|aucun|sin|notiene|ningun|sem|naotem|"
    r"nenhum|missing|manca|mancail)(?:di|il|un|a|recapito|num|numero|number|nummer|n|telefonnummer)?"
    r"(?:tel|telefono|telefonico|telephone|telefon|telefone|phone|cell|cellulare|recapito|recapiti|numero|number|nummer|"
    r"mobile|handy|portable|movil|dato|dati)|"
    r"da(?:verificare|completare|chiedere|recuperare|trovare|richiedere|aggiornare|compilare)|(?:non|no)specificato"
)
_ONLY_A_CODE: Final = re.compile(r"(?:\+|00)\d{1,2}")  # a prefix that a form contained before it was filled in
_BLANK: Final = re.compile(r"[\W_0]*")
_CROSSES: Final = re.compile(r"x+")
_LONGEST_NOTHING: Final = 40

_TAX: Final = (
    r"(?:p\W{0,2}iva|part(?:ita)?\W{0,2}iva|c\W?f\b|cod(?:ice)?\W{0,2}fisc(?:ale)?|vat|ust\W{0,2}id(?:\W?nr)?|"
    r"steuer\W?(?:nr|nummer|id)|siret|siren|tva|n\W?i\W?f\b|c\W?i\W?f\b|n\W?i\W?e\b|dni|iban|ssn|ein|tax\W?id|"
    r"c\W?u\W?i\W?t)"
    r"(?:\W{0,3}(?:intracom\w*|no|nr|n|number|id))?\W{0,4}"
    r"(?:[a-z]{1,2}\W?)?(?:(?:\d[ .]?){11}(?!\d)|\d[\d.\-/]{4,}[a-z]?\b)"
)
# Things with numbers of their own: contracts, customers, meters, postcodes.
_FILE: Final = (
    r"(?:contratto|contratti|contract|contrat|contrato|vertrag(?:s\W?nr|snummer)?|pratica|ordine|order|fattura|invoice|"
    r"polizza|matricola|cod(?:ice)?|prot(?:ocollo)?|pod|pdr|pdl|cups|cap|plz|zip(?:\W?code)?|c\.?p\.?|acct|account|a/c|"
    r"(?:cod(?:ice)?|n|num|nr|id|kd|kunden?|customer|client|cust)\W{0,3}(?:cliente|client|utente|nr|nummer|kunde)|"
    r"ref|rif(?:erimento)?|ndg|kunden\W?nummer|r\.?e\.?a\.?|hrb)"
    r"(?:\W{0,2}(?:no|nr|n|num|number|nummer)\b)?[ .:#°º]{0,4}"
    r"(?:[a-z]{1,2}\d{2,3}[a-z]\d{6,}\w*|[a-z]{2}\d{10,}\w*|\d{3,}(?:[/-]\d{1,6})?(?![\d ./-]*\d))"
)
_SHAPES: Final = (
    r"[a-z]{2}\d{2}[a-z0-9]{11,30}\b"  # IBAN
    r"|[a-z]{6}\d\d[a-z]\d\d[a-z]\d{3}[a-z]\b"  # codice fiscale
    r"|[1-9]\d{1,2}/\d{3}/\d{5}\b|[1-9]\d\d/\d{4}/\d{4}\b"  # German tax number
    r"|(?<![\d/])[1-9]\d{2,5}/(?:19|20)\d\d(?![\d/.-])"  # a file's number and year
    r"|[a-z]{2}\d{6}[a-d]\b"  # British national insurance
    r"|it\d{3}e\d{8,9}\b"  # the point of delivery of Italian electricity
)
_MONEY: Final = (
    r"[€$£]\s?\d[\d.,]*(?:\s\d{3}[.,]\d\d)?|(?<![\d.,])\d{1,3}(?:[., ]\d{3})*(?:[.,]\d\d)?\s?(?:€|euro?\b)(?!\s?\d)"
)
_ORDINAL: Final = (
    r"(?<![\d./-])\d{1,2}\s?(?:[°ºª^]|(?:st|nd|rd|th|er|ère|ème)\b)|(?<![\d./-])[12]\s(?:tentativ|piano\b|scala\b)"
)
_COUNTED: Final = r"^\s*[1-9]\s?[).](?!\d)|\(\d\)\s*$"  # 1) 333 …
_CLOCK: Final = (
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?h\s?[0-5]\d(?:\s*(?:[-–/]|à|a)\s*(?:[01]?\d|2[0-4])(?:\s?h(?:\s?[0-5]\d)?)?)?(?!\w)"
)
_HOUR: Final = r"(?:[01]?\d|2[0-4])(?:(?:[.:]|\s?h\s?)[0-5]\d)?(?:\s?(?:h|am|pm|uhr)\b)?"
_RANGE: Final = rf"{_HOUR}\s*[-–/]\s*{_HOUR}"
_HOURS: Final = rf"{_HOUR}(?:\s*[-–/]\s*{_HOUR})?"
_UNTIL: Final = (
    "ore|h|alle|dalle|le|after|at|from|until|till|to|and|by|ab|bis|um|nach|von|vor|zwischen|und|apres|après|à|de|des|"
    "dès|entre|et|tras|desde|hasta|las|a|y|entro|prima|dopo"
)
_OTHERS: Final = re.compile(
    rf"\b{_TAX}|\b{_FILE}|\b(?:{_SHAPES})|{_MONEY}|{_ORDINAL}|{_COUNTED}|{_CLOCK}"
    r"|(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)"  # a date
    rf"|(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?:\s*[-–/]\s*{_HOUR})?(?!\d)"
    rf"|\b(?:{_UNTIL})\b\W{{0,2}}{_HOURS}(?![\d:]|[ .\-/]\d)"
    rf"|(?<![\d])(?<!\d[.\-/])(?:{_HOUR}(?:[-–/]{_HOUR})?|(?<!\d\s){_RANGE})(?:(?<=[hmr])|(?=\s*(?:a\.m|p\.m|heures|horas)\b))"
    rf"|(?<=\d{{2}})\s+{_RANGE}\s*[/,;e&+]\s*{_RANGE}(?!\d)"
    rf"|(?<=\d{{3}})\s+{_HOUR}\s*[-–]\s*{_HOUR}$|(?<=\d\d)\s+[7-9]\s?[-–]\s?{_HOUR}$"
    r"|(?<=\d{5})\s+(?:[01]?\d|2[0-3])\.[0-5]\d$",
    re.IGNORECASE,
)
# Private use: not digits, and not currency signs, beside which the library finds no phone.
_HIDDEN: Final = {ord(letter): 0xE000 + place for place, letter in enumerate("0123456789€$£")}
_SHOWN: Final = {hidden: shown for shown, hidden in _HIDDEN.items()}

_LETTER: Final = r"[^\W\d_ºª°\ue000-\ue00c]"
_EXTENSION: Final = r"(?:x|ext\.?|int\.?)\d{1,5}\b"
_GLUED: Final = re.compile(
    rf"\d(?:[ ./()-]?\d){{3,}}(?!{_EXTENSION}){_LETTER}{{1,2}}(?!{_LETTER})"  # 33312O4567, 333123456O
    rf"|(?<!{_LETTER}){_LETTER}(?=\d(?:[ ./()-]?\d){{3}})"  # O6 50123456
    r"|\d\s+[OoIl]\s+\d{1,5}(?!\s?[\s./-]?\s?\d)",  # 333 12 O 4567
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(_LETTER)
WORDS: Final = re.compile(r"[^\W\d_]+|[\ue000-\ue00c]+")
_CUT_OFF: Final = re.compile(  # 333 12****, 0574 561?, 347…4567
    r"\d\s?(?:\?|…|_+(?!\d)|\*{2,}|\.{2,}(?!\d)|-{2,}(?!\d)|\[(?:\.{2,}|…)\])|\d\*+\d|(?:\*{2,}|_{2,}|…|\.{3,})\s?\d"
)
# What a person is asked for before advertising calls.
_ASKED: Final = (
    r"(?:consens[oi]|privacy|telemarketing|tlmk|marketing|pubblicit[àa]|consent|einwilligung|werbung|consentement|"
    r"d[ée]marchage|consentimi?ento|publicidade?)"
)
_NO_CALLS: Final = re.compile(
    r"\b(?:non\s+(?:\w+\s+){0,2}(?:(?:chiama|richiama|contatta|telefona|disturba)(?:re|rl[oaie]|rgli|tel[oaie])|chiamat[oa]|"
    r"contattat[oa])|(?:do\W?not|don['’]?t|never)\W{0,3}(?:call|contact|phone|ring)|no\s+calls?|nicht\s+(?:mehr\s+)?(?:anrufen|kontaktieren)|"
    r"kein(?:e|en)?\s+(?:werbe)?anrufe?|ne\s+(?:pas|plus)\s+(?:r?appeler|contacter)|no\s+(?:volver\s+a\s+)?(?:llamar|contactar|molestar)|"
    r"n[ãa]o\s+(?:voltar\s+a\s+)?(?:ligar|contac?tar|telefonar|incomodar|perturbar))\b"
    r"(?!\s+(?:prima|dopo|oltre|tra|fra|dalle|alle|ore|la|il|in|di|nel|nei|durante|a|al|lun|mar|mer|gio|ven|sab|dom|before|"
    r"after|between|until|on|at|during|in|vor|nach|zwischen|vormittags|morgens|abends|am|avant|après|apres|entre|le|antes|"
    r"después|despues|por|los|el|depois|das|às|as|à|de|na|no)\b)"
    r"|\b(?:rpo|tps|ctps|dnc|bloctel|robinson|oppos\w+|black\W?list(?:ed|a)?|revocat[oa]|revoca|opt(?:ed)?\W?out|"
    r"werbesperre|gesperrt|sperrvermerk|unsubscribed?|diffid[ae]\w*|disiscritt[oa]|"
    r"d[ée]sinscrite?|widerspruch)\b"
    rf"|\b(?:no|non|senza|nessun|nega|negato|rifiuta|rifiutato|without|kein|keine|ohne|pas\s+de|sans|sin|sem)\W{{1,3}}{_ASKED}\b"
    rf"|\b{_ASKED}\W{{0,4}}(?:no|non|negat[oa]|rifiutat[oa]|refused|withdrawn|denied|nein|nicht|refus\w*|denegad[oa]|revocad[oa]|revogad[oa]|"
    r"widerrufen)\b"
    r"|\bnon\s+(?:vuole|vogliono|desidera(?:no)?)\s+(?:\w+\s+){0,3}(?:chiamat[ae]|telefonat[ae]|contatti|pubblicit\w+|essere)\b"
    r"|\b(?:no|basta)\s+(?:chiamate|telefonate)\b"
    r"|\b(?:cancell|togli|rimuov|elimin)\w+\s+dall[ae]\s+list[ae]\b|\bcancellazione\s+(?:dei\s+)?(?:suoi\s+)?dati\b"
    r"|\b(?:does\s+not|doesn['’]?t)\s+want\s+(?:\w+\s+){0,2}(?:calls?|called|contacted)\b|\bstop\s+calling\b"
    r"|\b(?:remove|take)\s+(?:\w+\s+)?(?:from|off)\s+(?:\w+\s+)?list\b"
    r"|\b(?:möchte|will|wünscht)\s+(?:nicht|keine?n?)\s+(?:\w+\s+){0,2}(?:angerufen|kontaktiert|anrufe|kontakt|werbung)\b"
    r"|\bne\s+(?:souhaite|veut|désire)\s+(?:pas|plus)\s+(?:\w+\s+){0,2}(?:r?appelée?|contactée?|démarchée?|d['’]appels?)(?!\w)"
    r"|\b(?:no\s+(?:quiere|desea)|n[ãa]o\s+(?:quer|deseja|autoriza|aceita))\s+(?:\w+\s+){0,2}"
    r"(?:llamadas?|chamadas?|liga[çc][õo]es|contac?tad[oa]|publicidade?)\b"
    r"|\bsi\s+(?:è|e['’]?)\s+(?:cancellat|tolt)[oa]\b",
    re.IGNORECASE,
)
_DEAD: Final = r"decedut[oa]|defunt[oa]|deceased|verstorben|d[ée]c[ée]d[ée]e?|fallecid[oa]"
_DIED: Final = re.compile(rf"\b(?:{_DEAD})\b", re.IGNORECASE)
_NOT_THEIRS: Final = re.compile(
    r"\b(?:errat[oa]|sbagliat[oa]|inesistente|disattiv(?:at)?[oa]|dismess[oa]|non\s+(?:più\s+|piu\s+)?attiv[oa]|"
    r"non\s+(?:esiste|valido)|non\s+(?:è|e'|e)\s+(?:più\s+|piu\s+)?(?:lui|lei|suo|il\s+suo)|vecchio\s+(?:numero|num|n|tel|cell)|"
    r"wrong|disconnected|(?:out\s+of|not\s+in)\s+service|(?:bad|old|invalid|dead)\s+(?:number|no|num|phone)|invalid|"
    r"falsch\w*|ungültig\w*|ungueltig\w*|alte\s+(?:nummer|nr)|nicht\s+(?:mehr\s+)?(?:vergeben|gültig|erreichbar)|"
    r"(?:faux|mauvais|ancien)\s+(?:numéro|numero|n°|tél|tel)|erron[ée]e?|non\s+attribué|plus\s+attribué|"
    r"erróne[oa]|errone[oa]|equivocad[oa]|no\s+existe|incorrect[oa]?|fuera\s+de\s+servicio|antiguo|"
    rf"{_DEAD})(?!\w)",
    re.IGNORECASE,
)
_TELEPHONE_AND_F: Final = re.compile(r"(\bT(?:el)?\b.*\d.*?)\bF(?=\b[.:]?\s*[+(\d])", re.DOTALL)
_AND: Final = re.compile(r"(?<=\d)\s+\+\s+(?=[(\d])")
_PAIRS: Final = re.compile(r"(?<![\d/])\d\d(?:/\d\d){3,5}(?![\d/])")
_PHONE_WORD: Final = r"(?:tel|telefono|tél|téléphone|telephone|phone|telefon|ph|fon|teléfono)"
_FAX: Final = r"(?:(?:tele)?fax|t[ée]l[ée]copi(?:e|eur))\b\W*(?:(?:n|nr|no|num|numero|number|nummer)\b\W*)?"
_LABELS_FAX: Final = re.compile(rf"\b{_FAX}$", re.IGNORECASE)
_ONLY: Final = r"(?:solo|soltanto|only|nur|seulement|uniquement|sólo)"
_IS_FAX: Final = re.compile(rf"^\W*(?:\b{_ONLY}\W+)?\b{_FAX}", re.IGNORECASE)
_LABELS_BOTH: Final = re.compile(
    rf"\b{_PHONE_WORD}\b\W{{0,4}}(?:(?:e|and|und|et|y)\b\W{{0,2}})?{_FAX}$|\bfax\W{{0,3}}(?:(?:e|and|und|et|y)\W{{1,2}})?{_PHONE_WORD}\b\W*$",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether a text means "nothing", such as `n.d.`, `-`, `0`, `x` or `non ha`."""
    if len(text) > _LONGEST_NOTHING:
        return False
    if _BLANK.fullmatch(text):
        return "+" not in text or not text.strip("+ ")
    if _ONLY_A_CODE.fullmatch(text.strip()):
        return True
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if letter.isalnum())
    return plain in _NOTHING or _CROSSES.fullmatch(plain) is not None or _WITHOUT.fullmatch(plain) is not None


def plainly(text: str) -> str:
    """The text with one kind of digits, blanks and dashes, and without invisible characters."""
    if not text.isascii():
        text = "".join(map(_plain, text))
    text = _AND.sub(" / ", _TELEPHONE_AND_F.sub(r"\1fax", text))
    return _PAIRS.sub(lambda found: found[0].replace("/", " "), text)


def _plain(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cf":
            return ""
        case "Zs":
            return " "
        case "Nd":
            return str(unicodedata.decimal(letter))
        case "Pd":
            return "-"
    wide = ord(letter) - 0xFEE0
    return chr(wide) if "!" <= chr(max(wide, 0)) <= "~" else letter


def hide_others(text: str) -> str:
    """The text without the digits of hours, dates, money and other numbered things that can be recognized."""
    return _OTHERS.sub(lambda found: found[0].translate(_HIDDEN), text)


def shown(text: str) -> str:
    """The text with what `hide_others` has hidden."""
    return text.translate(_SHOWN)


def has_letters(text: str) -> bool:
    """Whether the text contains a letter."""
    return _LETTERS.search(text) is not None


def has_letter_inside(text: str) -> bool:
    """Whether a letter stands between the digits of a number, such as an O for a 0."""
    return _GLUED.search(text) is not None


def is_cut_off(text: str) -> bool:
    """Whether digits of a number were left out or made unreadable."""
    return _CUT_OFF.search(text) is not None


def objection(text: str) -> tuple[Message, Message] | None:
    """Why a cell itself says that its number must not be called, with the remedy."""
    if _NO_CALLS.search(text):
        reason = msg("the cell says that this number must not be called")
        return reason, msg("suppress the number, or take these words out")
    if _NOT_THEIRS.search(text):
        return msg("the cell says that this is not the person's number"), msg("write the right number")
    return None


def forbids_calls(text: str) -> bool:
    """Whether a remark says that the person must not be called: an objection, or that the person has died."""
    return _NO_CALLS.search(text) is not None or _DIED.search(text) is not None


def is_fax(before: str, after: str, *, last: bool) -> bool:
    """Whether a number is only a fax's, by the texts before and after it; `last`: no number follows."""
    if _LABELS_BOTH.search(before):
        return False
    if _LABELS_FAX.search(before):
        return True
    return bool(_IS_FAX.match(after)) and (last or not _LABELS_FAX.search(after))
