"""A campaign's declarations on the wire: for whom it calls, what it sells, and which texts are said."""

import hashlib
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from api.schemas.wire import TEXT_PATTERN, Line, MayBeLeftOut, RequestBody
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


class Declared(RequestBody):
    """What a campaign declares. Omitted fields stay unchanged in a PATCH, and are empty in a new `law`."""

    sector: SectorSaid = Field(
        default="",
        description="What is sold, in English or Italian; stored under its English name. Empty: the rules of "
        "all sectors apply.",
    )
    topic: Word = Field(
        default="", description="Product or purpose of the calls; a withdrawn consent may cover only this."
    )
    script_version: Word = ""
    script_sha256: Annotated[Sha256, MayBeLeftOut("script_text")] = Field(
        default="", description="SHA-256 of the script; computed from `script_text` if given."
    )
    script_text: Words = Field(default="", description="Text; only its SHA-256 is stored.")
    privacy_version: Word = Field(default="", description="Version of the privacy notice.")
    privacy_sha256: Annotated[Sha256, MayBeLeftOut("privacy_text")] = Field(
        default="", description="SHA-256 of the privacy notice; computed from `privacy_text` if given."
    )
    privacy_text: Words = Field(default="", description="Text; only its SHA-256 is stored.")
    call_centre: Word = Field(default="", description="Call centre that calls for the company.")
    contract_reference: Word = Field(
        default="", description="Reference of the contract between seller and call centre."
    )
    declaration: Word = Field(default="", description="Entry in a register of operators (Italy: ROC).")
    subscription: Word = Field(
        default="", description="Subscription account number (United States, National Do Not Call Registry)."
    )

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
