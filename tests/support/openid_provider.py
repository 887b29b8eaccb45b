"""An OpenID Connect provider in a process of its own, made of Authlib's parts for servers, on a port of loopback.

It signs in whoever the test names (`Provider.set`), without asking, and makes its ID tokens wrong as the test wants.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlencode

import httpx
import uvicorn
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dialer.core import clock
from tests.support.patience import PATIENCE_S

CLIENT_ID: Final = "pronto"
CLIENT_SECRET: Final = "s3cret-of:the&provider"
ANNA: Final = {"sub": "248289761001", "email": "anna@example.org", "email_verified": True, "name": "Anna Rossi"}


@dataclass
class Wishes:
    """Whom the provider signs in next, and what is wrong with its answers."""

    person: dict[str, Any] = field(default_factory=lambda: dict(ANNA))
    in_userinfo: dict[str, Any] = field(default_factory=dict)  # told there alone
    claims: dict[str, Any] = field(default_factory=dict)  # of the ID token, instead of the right ones
    left_out: list[str] = field(default_factory=list)  # claims that the ID token lacks
    algorithm: str = "RS256"
    forged: bool = False  # signed with a key that is not the provider's, under the name of one that is
    error: str = ""  # what the authorization endpoint answers instead of a code
    auth_methods: list[str] = field(default_factory=lambda: ["client_secret_basic", "client_secret_post"])
    metadata: dict[str, Any] = field(default_factory=dict)  # of the provider's description, instead of the right ones


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """An authorization code."""

    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    person: dict[str, Any]
    code: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(clock.now())


class Client(ClientMixin):  # type: ignore[misc]
    """Pronto, as the provider knows it."""

    client_id = CLIENT_ID

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in")

    def check_client_secret(self, client_secret: str) -> bool:
        return unquote(client_secret) == CLIENT_SECRET  # by the basic method it comes quoted (RFC 6749, 2.3.1)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method != "none"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Payload(OAuth2Payload):  # type: ignore[misc]
    """The parameters of a request."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    @property
    def data(self) -> dict[str, str]:
        return self._values

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        return defaultdict(list, {name: [value] for name, value in self._values.items()})


class ServedRequest(OAuth2Request):  # type: ignore[misc]
    """A request of Starlette, as Authlib asks it."""

    def __init__(self, request: Request, values: dict[str, str]) -> None:
        super().__init__(request.method, str(request.url), headers=request.headers)
        self.payload = Payload(values)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data  # type: ignore[no-any-return]

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data  # type: ignore[no-any-return]


class OpenIdServer(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server on Starlette."""

    def __init__(self, issuer: str) -> None:
        super().__init__()
        self.issuer, self.wishes, self.codes, self.tokens = issuer, Wishes(), dict[str, Code](), dict[str, Any]()
        self.key = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})
        self.register_token_generator("default", BearerTokenGenerator(lambda *_args, **_named: generate_token(42)))
        self.register_grant(_grant(self), [CodeChallenge(required=True), _IdToken(self)])

    def query_client(self, client_id: str) -> Client | None:
        return Client() if client_id == CLIENT_ID else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        self.tokens[token["access_token"]] = request.user

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        pass

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        if isinstance(body, dict):
            return JSONResponse(body, status, headers=dict(headers))
        return Response(body, status, headers=dict(headers))

    async def authorize(self, request: Request) -> Response:
        """The authorization endpoint: everybody is signed in already."""
        asked = ServedRequest(request, dict(request.query_params))
        if self.wishes.error:
            said = {"error": self.wishes.error, "state": asked.payload.state}
            return Response(status_code=302, headers={"location": f"{asked.payload.redirect_uri}?{urlencode(said)}"})
        try:
            grant = self.get_consent_grant(asked, end_user=self.wishes.person)
        except OAuth2Error as error:
            return self.handle_error_response(asked, error)  # type: ignore[no-any-return]
        return self.create_authorization_response(  # type: ignore[no-any-return]
            request=asked, grant_user=self.wishes.person, grant=grant
        )

    async def token(self, request: Request) -> Response:
        """The token endpoint."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        return self.create_token_response(ServedRequest(request, form))  # type: ignore[no-any-return]

    async def userinfo(self, request: Request) -> Response:
        """What the provider tells to whoever has an access token."""
        person = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if person is None:
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse({**person, **self.wishes.in_userinfo})

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def metadata(self, _request: Request) -> Response:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        return JSONResponse(
            {
                "issuer": self.issuer,
                **{name: f"{self.issuer}/{path}" for name, path in paths.items()},
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": self.wishes.auth_methods,
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                **self.wishes.metadata,
            }
        )

    async def wish(self, request: Request) -> Response:
        """For the test: what is to come."""
        self.wishes = Wishes(**await request.json())
        return Response(status_code=204)

    async def rotate(self, _request: Request) -> Response:
        """For the test: sign with another key from now on."""
        self.key = RSAKey.generate_key(2048, parameters={"kid": generate_token(8), "use": "sig"})
        return Response(status_code=204)

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/userinfo", self.userinfo),
                Route("/keys", self.keys),
                Route("/test/wish", self.wish, methods=["POST"]),
                Route("/test/rotate", self.rotate, methods=["POST"]),
            ]
        )


class _IdToken(OpenIDCode):  # type: ignore[misc]
    """Puts an ID token beside the access token."""

    def __init__(self, server: OpenIdServer) -> None:
        super().__init__(require_nonce=True)
        self._server = server

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        return any(code.nonce == nonce for code in self._server.codes.values())

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self._server.issuer, "aud": [client.get_client_id()]}

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self._server.key

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        return {"alg": self._server.wishes.algorithm, "kid": self._server.key.kid}

    def generate_user_info(self, user: dict[str, Any], scope: str) -> dict[str, Any]:
        return {**user, **self._server.wishes.claims}

    def encode_id_token(self, token: dict[str, Any], request: OAuth2Request) -> str:
        """The right token, unless a wrong one is wished."""
        right: str = super().encode_id_token(token, request) if self._server.wishes.algorithm == "RS256" else ""
        wishes = self._server.wishes
        if not (wishes.left_out or wishes.forged or not right):
            return right
        claims = self.get_compatible_claims(request) | self.get_authorization_code_claims(request.authorization_code)
        claims |= self.generate_user_info(request.user, token["scope"])
        claims = {name: value for name, value in claims.items() if name not in wishes.left_out}
        key: Any = self._server.key
        if wishes.forged:
            key = RSAKey.generate_key(2048)
        if wishes.algorithm == "HS256":  # with what everybody may know: the client's secret or the public key
            key = OctKey.import_key(CLIENT_SECRET)
        if wishes.algorithm == "none":
            key = OctKey.generate_key()  # which nothing uses
        return jwt.encode(self.get_encode_header(request.client), claims, key, [wishes.algorithm])


def _grant(server: OpenIdServer) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS: Final = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            asked = request.payload.data
            server.codes[code] = Code(
                redirect_uri=asked["redirect_uri"],
                scope=request.scope,
                nonce=asked.get("nonce"),
                code_challenge=asked.get("code_challenge"),
                code_challenge_method=asked.get("code_challenge_method"),
                person=request.user,
                code=code,
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return server.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del server.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.person

    return Grant


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs."""

    issuer: str

    def wish(self, **wishes: Any) -> None:
        """Say whom it signs in from now on, and what is to be wrong: the fields of `Wishes`."""
        httpx.post(f"{self.issuer}/test/wish", json=wishes, trust_env=False, timeout=PATIENCE_S).raise_for_status()

    def rotate_keys(self) -> None:
        """Let it sign with another key."""
        httpx.post(f"{self.issuer}/test/rotate", trust_env=False, timeout=PATIENCE_S).raise_for_status()


@contextmanager
def started_provider() -> Iterator[Provider]:
    """A provider that runs until the context ends."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.set_inheritable(True)
        issuer = f"http://127.0.0.1:{listening.getsockname()[1]}"
        words = [sys.executable, "-m", __name__, str(listening.fileno()), issuer]
        environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
        process = subprocess.Popen(words, env=environment, pass_fds=[listening.fileno()])
    try:
        yield Provider(issuer)  # the socket listens already: a first request waits until it is served
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    descriptor, issuer = sys.argv[1:]
    server = uvicorn.Server(uvicorn.Config(OpenIdServer(issuer).application(), log_level="warning", lifespan="off"))
    asyncio.run(server.serve(sockets=[socket.socket(fileno=int(descriptor))]))


if __name__ == "__main__":
    main()
