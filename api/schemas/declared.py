"""A campaign's declarations on the wire: for whom it calls, what it sells, and which texts are said."""

import hashlib
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from api.schemas.wire import TEXT_PATTERN, Asked, Line, MayBeLeftOut
from dialer.compliance.sectors import NAMES, WORDS, Sector, sector_of
from dialer.i18n.message import msg

Word = Annotated[Line, Field(max_length=200)]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Words = Annotated[str, Field(max_length=200_000, pattern=TEXT_PATTERN)]


def _sector(said: Any) -> Any:
    """The sector's English name for a word in any language; values that are not text are left to the type check."""
    if not isinstance(said, str) or not said:
        return said
    if (found := sector_of(said)) is None:
        raise ValueError(msg("is no sector that is known"), msg("write one of {known}", known=list(NAMES.values())))
    return found.value


SectorSaid = Annotated[
    str,
    BeforeValidator(_sector),
    WithJsonSchema({"type": "string", "enum": ["", *Sector, *(word for word in WORDS if word not in set(Sector))]}),
]
_TEXTS = {"script_text": "script_sha256", "privacy_text": "privacy_sha256"}


class Declared(Asked):
    """What is left out stays as it is where it is changed by itself, and is empty in a law that is written anew."""

    sector: SectorSaid = Field(
        default="",
        description="What trade it is, in English or Italian; it is kept and shown by its English name. Empty: the "
        "rules of every sector are asked.",
    )
    topic: Word = Field(default="", description="What is offered or asked; a withdrawn consent may cover it alone.")
    script_version: Word = ""
    script_sha256: Annotated[Sha256, MayBeLeftOut("script_text")] = Field(
        default="", description="Of the script's text; `script_text` has it worked out."
    )
    script_text: Words = Field(default="", description="Only its SHA-256 is kept.")
    privacy_version: Word = Field(default="", description="Of the privacy notice that people are given.")
    privacy_sha256: Annotated[Sha256, MayBeLeftOut("privacy_text")] = Field(
        default="", description="Of the notice's text; `privacy_text` has it worked out."
    )
    privacy_text: Words = Field(default="", description="Only its SHA-256 is kept.")
    call_centre: Word = Field(default="", description="Who calls on the controller's behalf.")
    contract_reference: Word = Field(default="", description="Between the seller and the call centre.")
    declaration: Word = Field(default="", description="The operator's line in a register of operators (Italy: ROC).")
    subscription: Word = Field(default="", description="The account at a register of numbers (United States).")

    @model_validator(mode="after")
    def _hashes_are_of_the_texts(self) -> Self:
        for text, sha256 in _TEXTS.items():
            said = getattr(self, sha256)
            if getattr(self, text) and said and said != _sha256(getattr(self, text)):
                what = msg("has a {sha256} that is not that of its {text}", sha256=sha256, text=text)
                raise ValueError(what, msg("leave one of them out"))
        return self

    def declared(self) -> dict[str, str]:
        """The given declarations by their names in `LawSettings`; texts as SHA-256."""
        names = self.model_fields_set.intersection(Declared.model_fields) - _TEXTS.keys()
        hashes = {sha256: _sha256(said) for text, sha256 in _TEXTS.items() if (said := getattr(self, text))}
        return {name: getattr(self, name) for name in sorted(names)} | hashes


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
