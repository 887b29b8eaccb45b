"""What an admin may set, read from the environment (`PRONTO_…`) and never changed while Pronto runs."""

import ipaddress
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dialer.core.enums import Role
from dialer.core.local_time import read_daily
from dialer.core.loopback import is_loopback, is_protected
from dialer.core.shipped_files import PROFILES
from dialer.i18n.catalogue import Language
from dialer.i18n.message import Message, joined, msg
from dialer.i18n.validation import wrong_at, wrong_value

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
PREFIX = "PRONTO_"
PROVIDER_ROLES = (Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR)  # of people who need nothing set up besides
# Read by the command line, by the lab or by the tests, not by `Settings`; with what each is for.
OTHER_VARIABLES = {
    "PRONTO_URL": "Where commands find the server. Default: this machine, at `PRONTO_PORT`.",
    "PRONTO_KEY": "The key that commands show. Default: the machine's key in the state folder, if it can be read.",
    "PRONTO_LAB_CACHE": "Where the lab keeps the Asterisk it fetched. Default: `~/.cache/pronto/lab`.",
    "PRONTO_LAB_APT_OPTIONS": "Options for apt while the lab fetches Asterisk: shell words, one option each.",
    "PRONTO_TEST_POSTGRES_URL": "A PostgreSQL server that tests may make databases on. Default: the lab's own.",
}


class SettingsError(ValueError):
    """A setting is wrong; the text says which variable, what is wrong and what to write instead."""


def _state_home() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "pronto"


def _names(value: object) -> object:
    """Read `a, b` from the environment as two names."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


def _database_url(url: str) -> str:
    """Check a database URL, with or without a driver: the store decides which driver is used."""
    if url.startswith("postgres://"):
        return "postgresql://" + url.removeprefix("postgres://")
    if not url.startswith(("sqlite:", "postgresql:", "postgresql+asyncpg:")):
        raise ValueError(msg("PRONTO_DATABASE_URL must begin with sqlite:/// or postgresql://"))
    return url


def _redis_url(url: str | None) -> str | None:
    """Check that a Redis client can be made from the URL; an empty one becomes None."""
    if not url:
        return None
    try:
        known = urlsplit(url)
        usable = known.scheme in ("redis", "rediss", "unix") and bool(known.port or known.netloc or known.path)
    except ValueError:  # a port that is no number, or a bracket that is not closed
        usable = False
    if not usable:
        raise ValueError(msg("begin with redis://, rediss:// or unix://, as in redis://127.0.0.1:6379/0"))
    return url


def _networks(names: tuple[str, ...]) -> tuple[str, ...]:
    """Check addresses and networks, and write each as one network."""
    try:
        return tuple(str(ipaddress.ip_network(name)) for name in names)
    except ValueError:
        raise ValueError(msg("write addresses and networks with commas between, as in 127.0.0.1,10.0.0.0/8")) from None


def _issuer(url: str | None) -> str | None:
    """Check an identity provider's address, and that what speaks with it is installed; an empty one becomes None."""
    if not url:
        return None
    if not is_protected(url) or set("?#@ ") & set(url):
        raise ValueError(msg("begin with https://, as in https://login.example.org/realms/office"))
    if find_spec("authlib") is None:
        raise ValueError(msg("it takes the extra `oidc`: pip install 'pronto-dialer[oidc]'"))
    return url


def _host(name: str | None) -> str | None:
    """Check a host's name or address; an empty one becomes None."""
    if name and re.fullmatch(r"[A-Za-z0-9:._-]{1,253}", name) is None:
        raise ValueError(msg("write a host name or an address, as in mail.example.org"))
    return name or None


def _address(text: str | None) -> str | None:
    """Check an e-mail address; an empty one becomes None."""
    if text and re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", text) is None:
        raise ValueError(msg("write an e-mail address, as in calls@example.org"))
    return text or None


def _roles(pairs: tuple[str, ...]) -> tuple[str, ...]:
    """Check pairs of a group and a role, and take the spaces around both off."""
    known = ", ".join(PROVIDER_ROLES)
    read = [(group.strip(), role.strip()) for group, _, role in (pair.rpartition("=") for pair in pairs)]
    if not all(group and role in PROVIDER_ROLES for group, role in read):
        raise ValueError(msg("write pairs as in dialer-admins=admin, each with one of the roles {roles}", roles=known))
    return tuple(f"{group}={role}" for group, role in read)


def _hour(text: str) -> str:
    """Check an hour of the day; it is read again where it is used."""
    read_daily(text)
    return text


class Settings(BaseSettings):
    """Every setting of a Pronto process. `PRONTO_` before a field's name, in capitals, is its variable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", validate_default=True)

    state_dir: Path = Field(default_factory=_state_home)
    """Folder of the embedded database, uploads and keys. Default: where XDG keeps the state of programs."""

    database_url: Annotated[str, Field(default="", repr=False)]
    """`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`. Default: SQLite in `state_dir`, no server needed."""

    redis_url: Annotated[str | None, Field(default=None, repr=False), AfterValidator(_redis_url)]
    """Redis or Valkey, which engines and APIs that are started apart need. Default: none, `pronto run` needs none."""

    redis_prefix: str = "pronto"
    """Put before every channel and key, so that two Prontos can share one server."""

    host: str = "127.0.0.1"
    """Address the API listens on. Default: this machine only; beyond it, `allowed_hosts` must be named too."""

    port: int = Field(default=8080, ge=0, le=65535)
    """TCP port of the API; 0 takes a free one."""

    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    """Host names people reach Pronto by, comma-separated. The names of this machine's loopback are always allowed."""

    allowed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    """Origins (`https://desk.example`) whose pages may use the session cookie, besides Pronto's own."""

    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_networks)] = ()
    """Addresses and networks of the proxies in front of Pronto, comma-separated. Only theirs are believed when they say
    who the client is (`X-Forwarded-For`) and whether it speaks TLS (`X-Forwarded-Proto`). Default: none, every client
    is whoever connects. Behind a TLS proxy on this machine set 127.0.0.1, and let nobody else reach Pronto's port."""

    connection_limit: int = Field(default=4000, ge=10)
    """Connections to the API that may be open at a time. Each live page holds one; where the machine allows fewer open
    files, fewer are taken."""

    connection_limit_per_client: int = Field(default=500, ge=1)
    """Connections that one client may have open, and requests: one address, or one IPv6 network of 64 bits. The default
    is for an office whose pages all come from one address. This machine and trusted proxies may have any number of
    connections; the requests behind a trusted proxy are counted by the client that it names."""

    screen_lock_s: int = Field(default=300, ge=0, le=86_400)
    """Seconds without a sign of the agent until the workplace locks itself and pauses the agent, who is asked before.
    0: only the agent locks it."""

    secure_cookie: bool = False
    """Mark the session cookie Secure. Default: off, as loopback speaks plain HTTP; set it behind TLS."""

    oidc_issuer: Annotated[str | None, AfterValidator(_issuer)] = None
    """OpenID Connect provider through which people may sign in too, by the address that it calls itself (`issuer`). It
    takes the extra `oidc`, and TLS unless it is on this machine. Default: none. What is to be set up there stands in
    [people and keys](people.md)."""

    oidc_client_id: str = "pronto"
    """By what the provider knows Pronto."""

    oidc_client_secret: SecretStr | None = None
    """The secret that the provider gave Pronto. Default: none, for a provider that trusts PKCE alone."""

    oidc_scopes: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ("openid", "email", "profile")
    """What the provider is asked to tell of a person, comma-separated. Some tell groups only if `groups` is added."""

    oidc_groups_claim: str = "groups"
    """What the provider calls the list of a person's groups."""

    oidc_roles: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names), AfterValidator(_roles)] = ()
    """Accounts for newcomers by the provider's groups: pairs of a group and admin, manager, supervisor or auditor,
    comma-separated. Default: none, only people whom an administrator has given an account can sign in."""

    metrics_public: bool = False
    """Serve /metrics without a key to programs on this machine that ask directly, through no proxy. Default: off,
    figures are business secrets."""

    upload_limit_bytes: int = Field(default=200_000_000, ge=1)
    """Largest list file accepted, in bytes. The default holds some two million rows."""

    uploads_kept_limit_bytes: int = Field(default=5_000_000_000, ge=1)
    """What all uploaded files may take on disk together until they are loaded, and while they are unpacked."""

    file_rows_limit: int = Field(default=3_000_000, ge=1)
    """Most rows of one file of leads or numbers, all its tables together; a file with more is refused, not begun."""

    file_unpacked_limit_bytes: int = Field(default=2_000_000_000, ge=1)
    """Most bytes that a ZIP file or a spreadsheet may unpack to."""

    imports_queued_limit: int = Field(default=50, ge=1)
    """How many imports may wait for the one that is loaded; what is sent beyond is refused."""

    ami_host: str = "127.0.0.1"
    """Asterisk of the default node, which is created at the first start."""

    ami_port: int = Field(default=5038, ge=1, le=65535)
    """TCP port of its manager interface (5039 is usual with TLS)."""

    ami_username: str = "pronto"
    """Its manager user, as in asterisk-config/manager.conf."""

    ami_secret: SecretStr | None = None
    """That user's secret. No default: a known password would be an open door."""

    ami_tls: bool = False
    """Speak TLS to the manager interface. Default: off, as the default host is this machine."""

    ami_plain_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ()
    """Hosts, as nodes name them, whose manager interface may be spoken to without TLS, comma-separated. Default: this
    machine alone. Calls can then be read and placed by whoever is on the way; the secret itself never goes over it."""

    ari_url: str = ""
    """Address of Asterisk's web server of the default node, as in http://127.0.0.1:8088, for phones in the browser.
    Default: none of them, agents use phones of their own."""

    ari_username: str = "pronto"
    """User of Asterisk's REST interface there, as in asterisk-config/ari.conf."""

    ari_secret: SecretStr | None = None
    """That user's secret. No default: such a user may do anything with its Asterisk."""

    profiles_dir: Path = PROFILES
    """Folder of the compliance profiles (*.yaml). Default: those that come with Pronto; a copy may be changed."""

    retention_at: Annotated[str, AfterValidator(_hour)] = "03:30 UTC"
    """When the engine empties or deletes each day what has been kept for longer than its rules allow: an hour with its
    time zone (`03:30 Europe/Rome`), or off. An engine that was away at the hour does it when it is back. Nothing goes
    on the day of the first start: `pronto retention run --dry` tells before what will."""

    smtp_host: Annotated[str | None, AfterValidator(_host)] = None
    """Mail server through which messages to people and notices to users are sent. Default: none, no mail is
    sent."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    """TCP port of the mail server (465 is usual with TLS from the start)."""

    smtp_security: Literal["starttls", "tls", "off"] = "starttls"
    """How the way to the mail server is protected: TLS after the greeting, from the start, or not at all, which is
    only taken for a server on this machine."""

    smtp_username: str | None = None
    """Name under which Pronto signs in at the mail server. Default: it does not sign in."""

    smtp_password: SecretStr | None = None
    """That name's password."""

    smtp_from: Annotated[str | None, AfterValidator(_address)] = None
    """Sender of all messages, an address of this installation. Answers go to the e-mail address of the company."""

    mail_templates_dir: Path | None = None
    """Folder of own message templates, `NAME.LANGUAGE.txt.j2` (Jinja2, run in its sandbox; the first line is the
    subject). Default: none, only Pronto's own."""

    sounds_dir: Path = Path("/var/lib/pronto/sounds")
    """Folder of Asterisk's sounds as the engine's machine sees it, as on one machine, or mounted. The SHA-256 of what a
    campaign plays is kept when it starts; where the folder cannot be seen, size and date alone are."""

    clock_kept: bool = False
    """Say that the time of all machines is kept by means the kernel does not know of (a hypervisor, a lab's one clock).
    Default: off; the kernel is asked, and unless it knows a time service nothing is dialled ahead of the agents."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least serious line that is written."""

    log_format: Literal["console", "json"] = "console"
    """For people, or one JSON object a line for a collector."""

    language: Language | None = None
    """Language of the command line, unless `--language` says it. Default: the shell's locale, if Pronto speaks it."""

    @model_validator(mode="before")
    @classmethod
    def _database_in_state_dir(cls, values: dict[str, Any]) -> dict[str, Any]:
        folder = Path(values.get("state_dir") or _state_home()).expanduser().absolute()
        url = str(values.get("database_url") or f"sqlite:///{folder / 'pronto.db'}")
        return {**values, "state_dir": folder, "database_url": _database_url(url)}

    @model_validator(mode="after")
    def _beyond_loopback_is_named(self) -> Self:
        if not is_loopback(self.host) and not self.allowed_hosts:
            raise ValueError(
                msg(
                    "PRONTO_HOST={host} opens Pronto to other machines. Name the host names people will use in "
                    "PRONTO_ALLOWED_HOSTS (as in pronto.example.org,192.0.2.7), or leave PRONTO_HOST unset.",
                    host=self.host,
                )
            )
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_host is None:
            return self
        if self.smtp_from is None:
            raise ValueError(msg("PRONTO_SMTP_HOST needs a sender: name it in PRONTO_SMTP_FROM."))
        if self.smtp_security == "off" and not is_loopback(self.smtp_host):
            raise ValueError(
                msg("PRONTO_SMTP_SECURITY=off is for a mail server on this machine: use starttls or tls for others.")
            )
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name a request may be addressed to."""
        return tuple(dict.fromkeys((*LOOPBACK_NAMES, *self.allowed_hosts)))

    @property
    def machine_key_file(self) -> Path:
        """File, readable by its owner alone, that holds the key of this machine's commands."""
        return self.state_dir / "machine-key"

    @property
    def first_link_file(self) -> Path:
        """File, readable by its owner alone, that holds the first administrator's one-time link."""
        return self.state_dir / "first-sign-in"

    @property
    def own_url(self) -> str:
        """Where people reach Pronto: by the first name that is allowed, else on this machine."""
        if self.allowed_hosts and self.allowed_hosts[0] != "*":
            return (
                f"https://{self.allowed_hosts[0]}"
                if self.secure_cookie
                else f"http://{self.allowed_hosts[0]}:{self.port}"
            )
        return f"http://127.0.0.1:{self.port}"

    @property
    def uploads_dir(self) -> Path:
        """Folder of list files while they are read."""
        return self.state_dir / "uploads"

    def secret_of(self, variable: str) -> SecretStr | None:
        """Return the secret that a node keeps in the environment variable `variable`; None when it is unset."""
        if variable == f"{PREFIX}AMI_SECRET":
            return self.ami_secret
        if variable == f"{PREFIX}ARI_SECRET":
            return self.ari_secret
        secret = os.environ.get(variable)
        return SecretStr(secret) if secret else None

    @property
    def shown_database_url(self) -> str:
        """The database URL without its password."""
        head, at, tail = self.database_url.rpartition("@")
        if not at:
            return self.database_url
        scheme, _, credentials = head.partition("://")
        return f"{scheme}://{credentials.partition(':')[0]}:***@{tail}"


def read_settings(**overrides: Any) -> Settings:
    """Read the environment; `overrides` go before it.

    Raises `SettingsError` with one line for each wrong variable.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(joined("\n", map(_line, error.errors(include_url=False)))) from None


def _line(detail: Mapping[str, Any]) -> Message | str:
    what, mend = wrong_value(detail)
    return wrong_at(f"{PREFIX}{str(detail['loc'][0]).upper()}", what, mend) if detail["loc"] else what


def unknown_variables(environ: Mapping[str, str], *, known: frozenset[str] = frozenset()) -> list[str]:
    """Return the `PRONTO_…` variables that nothing reads: most are misspelt. `known` are nodes' `secret_env`."""
    ours = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES.keys() | known
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in ours)
