"""What is wrong with a value that came from outside, in plain words: what, and how to mend it, in two languages."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dialer.refusals import of_what
from dialer.words import Language

Said = tuple[str, str]  # in English and Italian

# By pydantic's name of the error: https://docs.pydantic.dev/latest/errors/validation_errors/
_SAYS: Final[Mapping[str, tuple[Said, Said]]] = {
    "missing": (("is missing", "manca"), ("add it", "aggiungerlo")),
    "extra_forbidden": (
        ("is not known here", "non è previsto qui"),
        ("correct its spelling, or leave it out", "correggerne il nome, o toglierlo"),
    ),
    "unknown_query": (
        ("is not known here", "non è previsto qui"),
        (
            "correct its spelling, or leave it out; known are {known}",
            "correggerne il nome, o toglierlo; previsti: {known}",
        ),
    ),
    "no_query": (
        ("is not known here", "non è previsto qui"),
        ("leave it out: no parameter is taken here", "toglierlo: qui non si accetta alcun parametro"),
    ),
    "whole": (
        ("is no whole number", "non è un numero intero"),
        ("write one, as in 12", "scriverne uno, ad esempio 12"),
    ),
    "number": (("is no number", "non è un numero"), ("write one, as in 1.5", "scriverne uno, ad esempio 1.5")),
    "too_big": (
        ("is too large a number", "è un numero troppo grande"),
        ("write a smaller one", "scriverne uno più piccolo"),
    ),
    "yes_no": (
        ("is neither true nor false", "non è né true né false"),
        ("write true or false", "scrivere true o false"),
    ),
    "text": (("is no text", "non è un testo"), ("write it in quotes", "scriverlo tra virgolette")),
    "string_unicode": (
        ("holds half a character (a lone surrogate)", "contiene mezzo carattere (un surrogato isolato)"),
        ("take it away", "toglierlo"),
    ),
    "list": (("is no list", "non è un elenco"), ("write [ … ], even for one", "scrivere [ … ], anche per uno solo")),
    "object": (
        ("is no object", "non è un oggetto"),
        ("write names and values in {{ … }}", "scrivere nomi e valori in {{ … }}"),
    ),
    "instant": (
        ("is no instant", "non è un istante"),
        (
            "write it with its offset, as in 2026-11-25T15:00:00+01:00",
            "scriverlo con il fuso: 2026-11-25T15:00:00+01:00",
        ),
    ),
    "day": (("is no date", "non è una data"), ("write it as 2026-11-25", "scriverla come 2026-11-25")),
    "json": (
        ("is no JSON", "non è JSON"),
        ('send JSON, as in {{"name": "…"}}', 'inviare JSON, ad esempio {{"name": "…"}}'),
    ),
    "string_too_short": (
        ("is too short", "è troppo corto"),
        ("write at least {min_length} characters", "scrivere almeno {min_length} caratteri"),
    ),
    "string_too_long": (
        ("is too long", "è troppo lungo"),
        ("write at most {max_length} characters", "scrivere al massimo {max_length} caratteri"),
    ),
    "too_short": (
        ("holds too few", "ne contiene troppo pochi"),
        ("give at least {min_length}", "indicarne almeno {min_length}"),
    ),
    "too_long": (
        ("holds too many", "ne contiene troppi"),
        ("give at most {max_length}", "indicarne al massimo {max_length}"),
    ),
    "greater_than": (("is too small", "è troppo piccolo"), ("write more than {gt}", "scrivere più di {gt}")),
    "greater_than_equal": (("is too small", "è troppo piccolo"), ("write {ge} or more", "scrivere {ge} o più")),
    "less_than": (("is too large", "è troppo grande"), ("write less than {lt}", "scrivere meno di {lt}")),
    "less_than_equal": (("is too large", "è troppo grande"), ("write {le} or less", "scrivere {le} o meno")),
    "choice": (("cannot stand here", "non è ammesso qui"), ("write {expected}", "scrivere {expected}")),
    "other_text": (
        ("has a {sha256} that is not that of its {text}", "ha un {sha256} che non è quello del suo {text}"),
        ("leave one of them out", "toglierne uno"),
    ),
    "no_sector": (
        ("is no sector that is known", "non è un settore noto"),
        ("write one of {known}", "scrivere uno di {known_it}"),
    ),
    "other": (("cannot stand here", "non è ammesso qui"), ("/docs says what may", "/docs indica che cosa è ammesso")),
}
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "whole"),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number", "decimal_parsing", "decimal_type"), "number"),
    "int_parsing_size": "too_big",
    **dict.fromkeys(("bool_parsing", "bool_type"), "yes_no"),
    **dict.fromkeys(("string_type", "string_sub_type"), "text"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "iterable_type"), "list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type", "dataclass_type"), "object"),
    **dict.fromkeys(
        (
            "datetime_parsing",
            "datetime_type",
            "datetime_from_date_parsing",
            "datetime_object_invalid",
            "timezone_aware",
        ),
        "instant",
    ),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), "day"),
    **dict.fromkeys(("json_invalid", "json_type"), "json"),
    **dict.fromkeys(("literal_error", "enum", "union_tag_invalid"), "choice"),
    "union_tag_not_found": "missing",
}
# By pattern: an example of what fits, for patterns that outsiders meet.
PATTERNS: Final[Mapping[str, Said]] = {
    r"^[A-Z]{2}$": ("two capital letters, as in IT", "due lettere maiuscole, ad esempio IT"),
    r"^([A-Z]{2})?$": ("two capital letters, as in IT, or nothing", "due lettere maiuscole, ad esempio IT, o nulla"),
    r"^[a-z]{2}$": ("two small letters, as in it", "due lettere minuscole, ad esempio it"),
    r"^\d{2}:\d{2}$": ("an hour, as in 09:00", "un'ora, ad esempio 09:00"),
    r"^[a-z][a-z0-9_]{0,39}$": (
        "small letters, digits and _, as in call_back",
        "lettere minuscole, cifre e _, ad esempio call_back",
    ),
    r"^[a-z][a-z0-9_]{0,60}$": (
        "small letters, digits and _, as in right_to_object",
        "lettere minuscole, cifre e _, ad esempio right_to_object",
    ),
    r"^[A-Za-z0-9,]*$": (
        "arguments of AMD() with commas, as in 2500,1500",
        "argomenti di AMD() con virgole, ad esempio 2500,1500",
    ),
    r"^[A-Za-z0-9_/.-]*$": ("the name of a sound, as in pronto/sorry", "il nome di un suono, ad esempio pronto/sorry"),
    r"^[A-Za-z0-9_.-]+$": (
        "letters, digits, and _ . -, as in my-trunk",
        "lettere, cifre e _ . -, ad esempio my-trunk",
    ),
    r"^[A-Z][A-Z0-9_-]{0,30}$": (
        "capital letters, digits, _ and -, as in ROC",
        "lettere maiuscole, cifre, _ e -, ad esempio ROC",
    ),
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$": (
        "one line without control characters",
        "una riga senza caratteri di controllo",
    ),
    r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*[^\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
    r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$": (
        "one line that is not blank, without control characters",
        "una riga non vuota, senza caratteri di controllo",
    ),
    r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$": (
        "text without control characters other than tabs and new lines",
        "un testo senza caratteri di controllo, salvo tabulazioni e a capo",
    ),
    r"^PRONTO_AMI_SECRET(_[A-Z0-9_]{1,40})?$": (
        "PRONTO_AMI_SECRET, or a variable that begins so, as in PRONTO_AMI_SECRET_MILAN",
        "PRONTO_AMI_SECRET, o una variabile che inizia così, ad esempio PRONTO_AMI_SECRET_MILANO",
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{number\}[A-Za-z0-9_.@/:*#+-]*$": (
        "a dial string with {number} in it, as in PJSIP/{number}@my-trunk",
        "una stringa di chiamata con {number}, ad esempio PJSIP/{number}@my-trunk",
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]*\{(extension|number)\}[A-Za-z0-9_.@/:*#+-]*$": (
        "a dial string with {extension} or {number} in it, as in Local/{extension}@agents",
        "una stringa di chiamata con {extension} o {number}, ad esempio Local/{extension}@agents",
    ),
    r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]+$": (
        "a phone's dial string, as in PJSIP/1001",
        "la stringa di chiamata di un telefono, ad esempio PJSIP/1001",
    ),
    r"^([0-9a-f]{64})?$": (
        "a SHA-256 as 64 small hexadecimal digits, or nothing",
        "uno SHA-256 di 64 cifre esadecimali minuscole, o nulla",
    ),
    r"^[A-Z]{2}-[A-Z0-9@-]+$": ("a rule's id, as in IT-HOURS", "l'id di una regola, ad esempio IT-HOURS"),
    r"^(auto|[A-Z]{2}(-[A-Z]+)?)?$": ("auto, or a profile's id, as in IT", "auto, o l'id di un profilo, ad esempio IT"),
    r"^(all|controller:\d{1,18}|campaign:\d{1,18})$": (
        "all, controller:1 or campaign:1",
        "all, controller:1 o campaign:1",
    ),
    "^(enable|disable)$": ("enable or disable", "enable o disable"),
}


def plain(kind: str, context: Mapping[str, Any], message: str = "") -> tuple[Said, Said]:
    """What is wrong and how to mend it, for an error that pydantic calls `kind`; neither repeats the value.

    `message` is what one of our own checks said: what and mend where it has a colon.
    """
    if kind == "value_error":
        english = message.removeprefix("Value error, ")
        said, _, cure = english.partition(": ")
        said_it, _, cure_it = of_what(english, Language.IT).partition(": ")
        return (said, said_it), (cure, cure_it)
    if kind == "string_pattern_mismatch" and (fits := PATTERNS.get(str(context.get("pattern")))) is not None:
        return ("is not written as it has to be", "non è scritto come richiesto"), (
            f"write {fits[0]}",
            f"scrivere {fits[1]}",
        )
    facts = dict(context)
    what, mend = _SAYS[_NAMES.get(kind, kind if kind in _SAYS else "other")]
    return _filled(what, facts, kind), _filled(mend, facts, kind)


def _filled(pair: Said, facts: dict[str, Any], kind: str) -> Said:
    expected = str(facts.get("expected_tags" if kind == "union_tag_invalid" else "expected", ""))
    english, italian = expected, expected.replace(" or ", " o ")
    return pair[0].format_map({**facts, "expected": english}), pair[1].format_map({**facts, "expected": italian})


def pointer(place: Sequence[int | str]) -> str:
    """The JSON pointer (RFC 6901) to a place."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)
