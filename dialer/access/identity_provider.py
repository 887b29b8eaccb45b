"""An OpenID Connect provider: where people are sent to sign in, and who it says they are.

Authorization code with PKCE (RFC 7636). What Pronto must remember meanwhile lies in the browser's cookie, encrypted.
Authlib and joserfc come with the extra `oidc`: only an installation that names a provider imports this module.
"""

import asyncio
import base64
import hmac
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
import orjson
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from dialer.access.errors import ProviderAway, ProviderRefused, ProviderUnusable, SignInNotBegun, TokenRefused
from dialer.access.key_files import sign_in_key
from dialer.access.model import DEPARTURE_LIFE_S, Identity, ProviderAnswer
from dialer.core.loopback import is_loopback, is_protected
from dialer.core.settings import Settings
from dialer.core.time_units import HOUR_S
from dialer.i18n.message import msg

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 10.0
METADATA_LIFE_S: Final = HOUR_S
KEYS_REST_S: Final = 10.0  # at least between two fetches of the provider's keys
LEEWAY_S: Final = 60  # by which the provider's clock may be off
# Signatures with a private key only: neither none, nor those that a client's secret makes.
ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
    *("EdDSA", "Ed25519"),
)
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
EMAIL_LENGTH: Final = 200
OUR_FAULTS: Final = frozenset({"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What is remembered of a browser that was sent to the provider."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    return_url: str
    at: float
    again: bool  # whether the provider was told to ask who it is, even if it knows


class IdentityProvider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        assert settings.oidc_issuer is not None
        self._issuer, self._settings, self._clock = settings.oidc_issuer, settings, clock
        self._metadata: dict[str, Any] = {}
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0
        self._fetching = asyncio.Lock()

    async def depart(self, return_url: str, *, again: bool) -> tuple[str, str]:
        """The address to send a browser to, and what its cookie keeps until it is back at `return_url`.

        With `again` the provider asks who it is, even if it knows. Raises `ProviderAway`, `ProviderUnusable`.
        """
        metadata = await self._read_metadata()
        departure = Departure(
            state=generate_token(43),
            nonce=generate_token(43),
            verifier=generate_token(64),
            return_url=return_url,
            at=self._clock(),
            again=again,
        )
        url: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self._settings.oidc_client_id,
            "code",
            redirect_uri=return_url,
            scope=list(self._settings.oidc_scopes),
            state=departure.state,
            nonce=departure.nonce,
            code_challenge=create_s256_code_challenge(departure.verifier),
            code_challenge_method="S256",
            **({"prompt": "login", "max_age": "0"} if again else {}),
        )
        sealed = self._cipher().encrypt_at_time(orjson.dumps(asdict(departure)), int(departure.at))
        return url, sealed.decode()

    def departure_of(self, sealed: str, answer: ProviderAnswer) -> Departure:
        """The departure that this answer belongs to. Raises `SignInNotBegun`, `ProviderRefused`."""
        try:
            kept = self._cipher().decrypt_at_time(sealed.encode(), DEPARTURE_LIFE_S, int(self._clock()))
        except InvalidToken:
            raise SignInNotBegun from None
        departure = Departure(**orjson.loads(kept))
        if not hmac.compare_digest(departure.state.encode(), answer.state.encode()):
            raise SignInNotBegun
        if answer.issuer is not None and answer.issuer != self._issuer:
            raise _refused("the answer names another issuer")
        if answer.error is not None or answer.code is None:
            raise ProviderRefused(code=answer.error or "no_code")
        return departure

    async def identify(self, departure: Departure, code: str) -> Identity:
        """Who has signed in there. Raises `ProviderAway`, `ProviderUnusable`, `ProviderRefused`, `TokenRefused`."""
        tokens = await self._redeem(departure, code)
        claims = await self._verified(str(tokens.get("id_token", "")), str(tokens.get("access_token", "")), departure)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise _refused("its subject is no text of at most 255 characters")
        said_at = claims.get("auth_time")
        if departure.again and (said_at is None or said_at < departure.at - LEEWAY_S):
            raise _refused("the provider does not say that it has asked again (auth_time)")
        wanted = {"email", *([self._settings.oidc_groups_claim] if self._settings.oidc_roles else [])}
        if not wanted <= claims.keys():
            claims = {**await self._user_info(str(tokens.get("access_token", "")), subject), **claims}
        email, groups = str(claims.get("email") or "").strip(), claims.get(self._settings.oidc_groups_claim)
        return Identity(
            issuer=self._issuer,
            subject=subject,
            email=email.lower() if EMAIL.fullmatch(email) and len(email) <= EMAIL_LENGTH else "",
            is_email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name") or ""),
            groups=frozenset(map(str, groups)) if isinstance(groups, list) else frozenset(),
            authenticated_at=float(said_at or 0.0),
        )

    async def _redeem(self, departure: Departure, code: str) -> Mapping[str, Any]:
        """Exchange the code for tokens."""
        metadata, settings = await self._read_metadata(), self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": departure.return_url,
            "code_verifier": departure.verifier,
        }
        auth = httpx.Auth()  # none
        secret = settings.oidc_client_secret and settings.oidc_client_secret.get_secret_value()
        if secret and "client_secret_basic" in metadata.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            auth = httpx.BasicAuth(quote(settings.oidc_client_id, safe=""), quote(secret, safe=""))
        else:
            form |= {"client_id": settings.oidc_client_id, **({"client_secret": secret} if secret else {})}
        async with self._client() as client:
            answer = await self._asked(client.post(metadata["token_endpoint"], data=form, auth=auth))
        said = _json(answer)
        if answer.is_success:
            return said
        error = str(said.get("error", ""))[:60]
        log.warning("the identity provider gives no token", extra={"status": answer.status_code, "error": error})
        if error in OUR_FAULTS or answer.status_code == httpx.codes.UNAUTHORIZED:
            raise ProviderUnusable(why=msg("it does not accept PRONTO_OIDC_CLIENT_ID with its secret and scopes"))
        raise ProviderRefused(code="invalid_grant")

    async def _verified(self, id_token: str, access_token: str, departure: Departure) -> dict[str, Any]:
        """The claims of an ID token, once its signature and all that ties it to this sign-in have been checked."""
        try:
            token = await self._decoded(id_token)
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._settings.oidc_client_id},
                },
                {
                    "nonce": departure.nonce,
                    "client_id": self._settings.oidc_client_id,
                    "access_token": access_token,
                },
            )
            claims.validate(now=int(self._clock()), leeway=LEEWAY_S)
        except (JoseError, KeyError, TypeError, ValueError) as error:  # never with the token itself
            raise _refused(f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()) from None
        return dict(claims)

    async def _decoded(self, id_token: str) -> jwt.Token:
        """The token with its signature checked. Keys change: those of an unknown name are fetched anew."""
        keys = await self._read_keys()
        try:
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            if self._clock() - self._keys_at < KEYS_REST_S:
                raise
            return jwt.decode(id_token, await self._read_keys(anew=True), algorithms=ALGORITHMS)

    async def _user_info(self, access_token: str, subject: str) -> dict[str, Any]:
        """What the provider tells about a person beside the ID token."""
        url = (await self._read_metadata()).get("userinfo_endpoint")
        if not url or not access_token:
            return {}
        async with self._client() as client:
            headers = {"authorization": f"Bearer {access_token}"}
            answer = await self._asked(client.get(str(url), headers=headers))
        said = _json(answer) if answer.is_success else {}
        if said and said.get("sub") != subject:
            raise _refused("userinfo is about somebody else")
        return said

    async def _read_metadata(self) -> Mapping[str, Any]:
        """The provider's own description (OpenID Connect Discovery 1.0), kept for an hour."""
        async with self._fetching:
            now = self._clock()
            if not self._metadata or now - self._metadata_at > METADATA_LIFE_S:
                found = await self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                self._check_metadata(found)
                self._metadata, self._metadata_at = found, now
                self._keys = None  # one that the provider has withdrawn is believed for an hour at most
            return self._metadata

    def _check_metadata(self, found: Mapping[str, Any]) -> None:
        if (named := found.get("issuer")) != self._issuer:
            raise ProviderUnusable(why=msg("it calls itself {name}: write that in PRONTO_OIDC_ISSUER", name=named))
        missing = [name for name in ENDPOINTS if not isinstance(found.get(name), str)]
        if missing:
            raise ProviderUnusable(why=msg("its description lacks {missing}", missing=", ".join(missing)))
        for url in (*(found[name] for name in ENDPOINTS), found.get("userinfo_endpoint")):
            if url and not is_protected(url):
                raise ProviderUnusable(why=msg("it names an address without TLS: {url}", url=url))

    async def _read_keys(self, *, anew: bool = False) -> KeySet:
        metadata = await self._read_metadata()
        async with self._fetching:
            if self._keys is None or anew:
                try:
                    self._keys = KeySet.import_key_set(await self._fetch(metadata["jwks_uri"]))  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as error:
                    log.warning("the identity provider's keys cannot be read: %s", type(error).__name__)
                    raise ProviderUnusable(why=msg("its keys cannot be read")) from None
                self._keys_at = self._clock()
            return self._keys

    async def _fetch(self, url: str) -> dict[str, Any]:
        async with self._client() as client:
            answer = await self._asked(client.get(url))
        found = _json(answer)
        if not answer.is_success or not found:
            raise ProviderUnusable(why=msg("{url} answers with {status}", url=url, status=answer.status_code))
        return found

    def _client(self) -> httpx.AsyncClient:
        # Proxies and certificates of the environment, as an office has them; none of it for this machine.
        outside = not is_loopback(urlsplit(self._issuer).hostname or "")
        return httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=outside)

    async def _asked(self, asking: Any) -> httpx.Response:
        try:
            answer: httpx.Response = await asking
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("the identity provider does not answer: %s", type(error).__name__)
            raise ProviderAway from None
        if answer.status_code >= 500:
            log.warning("the identity provider fails: %s", answer.status_code)
            raise ProviderAway
        return answer

    def _cipher(self) -> Fernet:
        """Encrypts departures, with a key of their own."""
        key = hmac.digest(sign_in_key(self._settings.state_dir), b"departure", "sha256")
        return Fernet(base64.urlsafe_b64encode(key))


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _refused(why: str) -> TokenRefused:
    log.warning("an ID token is refused: %s", why)
    return TokenRefused()
