"""Signing in, and the caller's own account on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, Secret

from api.schemas.access import GrantShown, SpokenLanguage
from api.schemas.wire import At, AtOrNever, Line, RequestBody, Resource, Shown
from dialer.access.model import Caller, CallerKind, ProviderAnswer, Session, Stage, User, Way
from dialer.access.passwords import LONGEST
from dialer.access.roles import Permission
from dialer.audit.rules import AuditLine


def _unwrapped(said: Any) -> Any:
    return said.strip() if isinstance(said, str) else said


Password = Secret[Annotated[Line, Field(min_length=1, max_length=LONGEST)]]
Pasted = Secret[Annotated[Line, Field(min_length=1, max_length=200), BeforeValidator(_unwrapped)]]
"""A secret whose surrounding spaces and new lines, as they come with a pasted one, are taken off."""
Code = Secret[Annotated[Line, Field(min_length=6, max_length=20)]]


class SignInInput(RequestBody):
    """Name or e-mail address, and password."""

    login: Line = Field(min_length=1, max_length=200, examples=["anna"])
    password: Password


class CodeInput(RequestBody):
    """A code of the app, or a backup code."""

    code: Code


class LinkInput(RequestBody):
    """The secret of a one-time link, or of a board's link: what stands behind `#link=` or `#token=`."""

    token: Pasted


class ProviderInput(RequestBody):
    """A way to the identity provider. With `again` it asks who it is even if it knows, which counts as confirmed."""

    again: bool = False


class ProviderAnswered(RequestBody):
    """What the identity provider has put into the address of the sign-in page: `state`, and `code` or `error`."""

    state: Secret[Annotated[Line, Field(min_length=1, max_length=200)]]
    code: Secret[Annotated[Line, Field(min_length=1, max_length=8000)]] | None = None
    error: str | None = Field(default=None, pattern=r"^[a-z_]{1,60}$", examples=["access_denied"])
    iss: Line | None = Field(default=None, max_length=1000, description="Who answers (RFC 9207).")

    def inner(self) -> ProviderAnswer:
        """The answer."""
        code = None if self.code is None else self.code.get_secret_value()
        return ProviderAnswer(state=self.state.get_secret_value(), code=code, error=self.error, issuer=self.iss)


class ConfirmInput(RequestBody):
    """Password or code, given again."""

    password: Password | None = None
    code: Code | None = None


class PasswordInput(RequestBody):
    """A new password: at least 12 characters."""

    password: Password


class MeChange(RequestBody):
    """What changes; what is left out stays."""

    display_name: Line | None = Field(default=None, max_length=200)
    language: SpokenLanguage | None = None


class Me(Resource):
    """Who the caller is, and what the caller may do."""

    UNVERSIONED = frozenset({"permissions", "grants", "confirmed_until", "upload_limit_bytes", "screen_lock_s"})

    kind: CallerKind
    id: int
    name: str
    display_name: str = ""
    email: str | None = None
    language: str = ""
    permissions: list[Permission]
    grants: list[GrantShown]
    agent_id: int | None
    has_password: bool = False
    totp: bool = False
    has_provider: bool = Field(default=False, description="Whether the identity provider has signed the user in.")
    confirmed_until: AtOrNever = Field(
        default=None, description="Until when what needs a password or code again is open; null: none is needed."
    )
    upload_limit_bytes: int = Field(default=0, description="How large an uploaded file may be.", examples=[200_000_000])
    screen_lock_s: int = Field(
        default=0,
        description="Seconds without a sign of the agent until the workplace locks; 0: never.",
        examples=[300],
    )

    @classmethod
    def seen(cls, caller: Caller, user: User | None, *, upload_limit_bytes: int = 0, screen_lock_s: int = 0) -> Self:
        """Show a caller; `user` is the account of a person."""
        account = {} if user is None else {name: getattr(user, name) for name in _OF_ACCOUNT}
        return cls(
            kind=caller.kind,
            id=caller.id,
            name=caller.name,
            permissions=sorted(caller.permissions()),
            grants=[GrantShown.of(one) for one in caller.grants],
            agent_id=caller.agent_id,
            confirmed_until=caller.confirmed_until or None,
            upload_limit_bytes=upload_limit_bytes,
            screen_lock_s=screen_lock_s,
            **account,
        )


_OF_ACCOUNT = ("display_name", "email", "language", "has_password", "totp", "has_provider")


SignInWay = Literal["password", "provider"]


class SignInWays(Shown):
    """How people sign in here."""

    ways: list[SignInWay]


class ProviderAddress(Shown):
    """Where to go: the identity provider sends the browser back to `/sign-in`."""

    url: str


class SignedIn(Shown):
    """How far signing in has come: a second factor is asked for (`POST /session/code`), or the caller is in."""

    state: Stage
    me: Me | None = Field(default=None, description="Null until the code was given.")


class Confirmed(Shown):
    """Until when the password or code counts."""

    confirmed_until: At


class TotpOffered(Shown):
    """What an app needs, shown once; it counts after a first code (`POST /me/totp/confirm`)."""

    secret: str
    uri: str
    qr_svg: str = Field(description="The URI as a QR code.")


class BackupCodes(Shown):
    """Codes to be used once each in the place of the app, shown once."""

    codes: list[str]


class SignInShown(Shown):
    """A time at which the caller signed in."""

    at: At
    way: Way
    client: str

    @classmethod
    def seen(cls, line: AuditLine) -> Self:
        """Show the line that the audit has of it."""
        return cls(at=line.at, way=line.facts["way"], client=line.facts["client"])


class SessionShown(Shown):
    """A browser in which the caller is signed in."""

    id: int
    way: Way
    client: str
    agent_string: str
    created_at: At
    seen_at: At
    ends_at: AtOrNever
    is_this: bool

    @classmethod
    def seen(cls, session: Session, this: int | None) -> Self:
        """Show a session; `this` is that of the request."""
        values = {name: getattr(session, name) for name in cls.model_fields if name != "is_this"}
        return cls(**values, is_this=session.id == this)
