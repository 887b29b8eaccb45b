"""The tables of access. Rows stay inside the stores, which return frozen dataclasses.

Of every secret that Pronto gives out only the SHA-256 is kept: 256 random bits cannot be guessed. Passwords, which
people choose, are kept as argon2id hashes; the secret of a second factor is encrypted with a key of the state folder.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from dialer.storage.columns import instant, instant_or_none, key, ref


class Team(SQLModel, table=True):
    """Agents who are led together."""

    id: int | None = key()
    name: str = Field(unique=True)
    created_at: float = instant()


class UserAccount(SQLModel, table=True):
    """A person who signs in."""

    __tablename__ = "user_account"

    id: int | None = key()
    name: str = Field(unique=True)  # what is typed to sign in; lower case
    display_name: str = ""
    email: str | None = Field(default=None, unique=True)  # lower case; may be typed instead of the name
    language: str = ""  # empty: as the browser asks
    password_hash: str | None = None  # None: signs in by a link or through the identity provider
    totp_secret: str | None = None  # encrypted; None: no second factor
    totp_step: int = 0  # of the last code that was used, so that none is used twice
    totp_offered: str | None = None  # encrypted: shown as a QR code, and not yet confirmed with a code
    subject: str | None = Field(default=None, unique=True)  # at the identity provider: "ISSUER SUBJECT"
    agent_id: int | None = ref("agent.id", nullable=True)
    created_at: float = instant()
    disabled_at: float | None = instant_or_none()
    version: int = 1  # counts changes, for If-Match

    __table_args__ = (Index("ix_user_account_agent_id", "agent_id", unique=True),)


class ApiKey(SQLModel, table=True):
    """A key of a program."""

    __tablename__ = "api_key"

    id: int | None = key()
    name: str
    digest: str = Field(unique=True)
    owner_id: int | None = ref("user_account.id", nullable=True, index=True)  # None: made on Pronto's machine
    agent_id: int | None = ref("agent.id", nullable=True)  # the agent that a key with the role agent acts for
    scopes: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))  # None: all of its roles
    networks: list[str] = Field(sa_column=Column(JSON, nullable=False))  # where it may be used; empty: anywhere
    created_at: float = instant()
    expires_at: float = instant()
    used_at: float | None = instant_or_none()  # written once a minute at most
    revoked_at: float | None = instant_or_none()
    version: int = 1


class AccessGrant(SQLModel, table=True):
    """A role given to a user or a key, for one company or all, and for one team or all."""

    __tablename__ = "access_grant"

    id: int | None = key()
    user_id: int | None = ref("user_account.id", nullable=True, index=True)
    key_id: int | None = ref("api_key.id", nullable=True, index=True)
    role: str
    company_id: int | None = ref("company.id", nullable=True)
    team_id: int | None = ref("team.id", nullable=True)

    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (key_id IS NULL)", name="ck_access_grant_holder"),)


class Board(SQLModel, table=True):
    """What a wallboard shows and how: its page's own settings."""

    id: int | None = key()
    name: str = Field(unique=True)
    settings: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    changed_by: str
    changed_at: float = instant()


class BoardToken(SQLModel, table=True):
    """A link to one board, for a screen on the wall."""

    __tablename__ = "board_token"

    id: int | None = key()
    name: str
    digest: str = Field(unique=True)
    board: str  # which board its page shows
    company_id: int | None = ref("company.id", nullable=True)  # None: the campaigns of all
    team_id: int | None = ref("team.id", nullable=True)
    created_by: str
    created_at: float = instant()
    expires_at: float | None = instant_or_none()  # None: until it is revoked
    revoked_at: float | None = instant_or_none()


class SignIn(SQLModel, table=True):
    """A session: a browser in which a user, or a board, is signed in."""

    __tablename__ = "sign_in"

    id: int | None = key()
    digest: str = Field(unique=True)
    user_id: int | None = ref("user_account.id", nullable=True, index=True)
    board_token_id: int | None = ref("board_token.id", nullable=True, index=True)
    stage: str  # code_wanted or signed_in
    way: str  # password, link, provider, board
    client: str  # the address it was signed in from
    agent_string: str  # what the browser calls itself
    created_at: float = instant()
    seen_at: float = instant()  # written once a minute at most
    idle_s: float | None = None  # it ends after this time without a request; None: never
    ends_at: float | None = instant_or_none()  # None: when it is signed out or revoked
    confirmed_at: float | None = instant_or_none()  # when a password or code was last given

    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (board_token_id IS NULL)", name="ck_sign_in_holder"),)


class BackupCode(SQLModel, table=True):
    """A code to be used once in the place of the second factor."""

    __tablename__ = "backup_code"

    id: int | None = key()
    user_id: int = ref("user_account.id", index=True)
    digest: str
    used_at: float | None = instant_or_none()


class SignInLink(SQLModel, table=True):
    """A link that signs a user in, once."""

    __tablename__ = "sign_in_link"

    id: int | None = key()
    digest: str = Field(unique=True)
    user_id: int = ref("user_account.id", index=True)
    created_by: str
    created_at: float = instant()
    expires_at: float = instant()
    used_at: float | None = instant_or_none()
