"""An Asterisk of paper for phones in the browser: its ARI keeps objects, its WebSocket says back what it hears."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

USER, SECRET = "pronto", "ari-secret"
AUTHORIZATION: Final = "Basic " + base64.b64encode(f"{USER}:{SECRET}".encode()).decode()


class PaperAri:
    """What it was told, in order, and what it has."""

    def __init__(self) -> None:
        self.url = ""
        self.objects: dict[tuple[str, str], dict[str, str]] = {}
        self.acts: list[str] = []  # `PUT auth pronto-anna`
        self.refuses: dict[str, int] = {}  # by act: the status of its answer
        self.alters: dict[str, str] = {}  # what it makes of values by itself, by option
        self.options: dict[str, dict[str, str]] = {}  # by kind: those that it knows, with defaults; none: any
        self.wrong: set[tuple[str, str]] = set()  # option and value that it does not take
        self.transports = {"transport-udp"}
        self.phones = 0  # WebSockets that are open
        self.app = Starlette(
            routes=[
                Route("/ari/asterisk/ping", self._ping),
                Route(
                    "/ari/asterisk/config/dynamic/res_pjsip/{kind}/{name}",
                    self._object,
                    methods=["GET", "PUT", "DELETE"],
                ),
                WebSocketRoute("/ws", self._phone),
            ]
        )

    def names(self) -> list[str]:
        """What it has, as `auth pronto-anna`."""
        return [f"{kind} {name}" for kind, name in self.objects]

    async def _ping(self, request: Request) -> Response:
        return JSONResponse({"ping": "pong"}) if _is_known(request) else Response(status_code=401)

    async def _object(self, request: Request) -> Response:
        kind, name = request.path_params["kind"], request.path_params["name"]
        act = f"{request.method} {kind} {name}"
        if not _is_known(request):
            return Response(status_code=401)
        if kind == "transport":
            return JSONResponse([]) if name in self.transports else Response(status_code=404)
        if request.method != "GET" and not name.startswith("pronto-try-"):
            self.acts.append(act)
        if (status := self.refuses.get(act)) is not None:
            return Response(status_code=status)
        match request.method:
            case "PUT":
                fields = {one["attribute"]: one["value"] for one in (await request.json())["fields"]}
                if (known := self.options.get(kind)) is not None and fields.keys() - known.keys():
                    return Response(status_code=400)
                if self.wrong & set(fields.items()):
                    return Response(status_code=400)
                there = self.objects.setdefault((kind, name), dict(known or {}))
                there |= fields
            case "DELETE":
                if self.objects.pop((kind, name), None) is None:
                    return Response(status_code=404)
                return Response(status_code=204)
        if (found := self.objects.get((kind, name))) is None:
            return Response(status_code=404)
        return JSONResponse([{"attribute": k, "value": self.alters.get(k, v)} for k, v in found.items()])

    async def _phone(self, socket: WebSocket) -> None:
        await socket.accept("sip")
        self.phones += 1
        with suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await socket.receive_text())
        self.phones -= 1


def _is_known(request: Request) -> bool:
    return request.headers.get("authorization") == AUTHORIZATION


@asynccontextmanager
async def paper_ari() -> AsyncIterator[PaperAri]:
    """One on a free port."""
    paper = PaperAri()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        paper.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config: Any = uvicorn.Config(paper.app, log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield paper
        finally:
            server.should_exit = True
            await task


# What an Asterisk 22 answers for objects of which nothing was said, as far as tests need it.
OPTIONS_22: Final = {
    "auth": {"auth_type": "userpass", "username": "", "password": "", "realm": ""},
    "aor": {
        "contact": "",
        "qualify_frequency": "0",
        "qualify_timeout": "3.000000",
        "max_contacts": "0",
        "remove_existing": "false",
    },
    "endpoint": {
        **dict.fromkeys(("aors", "auth", "outbound_auth", "allow", "from_user", "from_domain", "transport"), ""),
        **dict.fromkeys(("rtp_symmetric", "trust_id_outbound", "send_pai", "t38_udptl"), "false"),
        **dict.fromkeys(("direct_media", "force_rport", "rewrite_contact", "send_connected_line"), "true"),
        "context": "default",
        "timers": "yes",
        "rtp_keepalive": "0",
        "dtmf_mode": "rfc4733",
        "media_encryption": "no",
        "media_encryption_optimistic": "false",
    },
    "identify": {"endpoint": "", "match": "", "match_header": "", "srv_lookups": "true"},
    "registration": {
        **dict.fromkeys(("server_uri", "client_uri", "contact_user", "outbound_auth", "transport", "endpoint"), ""),
        "line": "false",
        "retry_interval": "60",
        "max_retries": "10",
        "forbidden_retry_interval": "0",
        "fatal_retry_interval": "0",
        "auth_rejection_permanent": "true",
        "expiration": "3600",
        "max_random_initial_delay": "10",
    },
}
