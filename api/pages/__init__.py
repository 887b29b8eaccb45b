"""The pages: built from web/, and served each with a policy that allows only its own scripts.

The console answers at every path that is nobody else's, as its routes are known to its scripts alone.
"""

import re
import secrets
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, Response
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.middleware import SECURITY_HEADERS
from api.problem_kinds import NO_SUCH_ADDRESS
from api.problems import Problem
from dialer.i18n.message import msg

router = APIRouter(include_in_schema=False)

TYPES: Final = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FILES: Final = frozenset({"docs.css", "icon.svg"})
FOLDER: Final = Path(str(files(__package__)))
BUILT: Final = FOLDER / "built"  # made by `make web`
ASSET: Final = re.compile(r"[\w.-]+-[\w-]{8,}\.(?P<kind>js|css|svg)")  # its name holds a hash of what is in it
NONCE: Final = b"__CSP_NONCE__"
FOREVER: Final = "public, max-age=31536000, immutable"
STRICT: Final = SECURITY_HEADERS["content-security-policy"]
# Components of Mantine put styles into the page, and blobs are what a page makes itself: a preview, a recording.
CONSOLE: Final = (
    STRICT.replace("style-src 'self'", "style-src 'self' 'nonce-{nonce}'").replace("img-src", "img-src blob:")
    + "; font-src 'self'; media-src 'self' blob:; frame-src 'self'"
)
# The console shows a board as its screens do; no other site may.
IN_THE_CONSOLE: Final = {
    "content-security-policy": STRICT.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "x-frame-options": "SAMEORIGIN",
}


@cache
def _read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def _page(name: str) -> Response:
    return Response(_read(name), media_type=TYPES[name.rpartition(".")[2]])


def _built(name: str) -> bytes:
    """A built page, read anew each time, since `make web` may run meanwhile and gives its scripts other names."""
    try:
        return (BUILT / name).read_bytes()
    except FileNotFoundError:
        detail = msg("The pages are not built. Run `make web`.")
        raise Problem(NO_SUCH_ADDRESS, detail) from None


def _with_nonce(name: str) -> Response:
    """A page whose parts may put styles into it, by a nonce of its own each time."""
    nonce = secrets.token_urlsafe(16)
    headers = {"content-security-policy": CONSOLE.format(nonce=nonce), "cache-control": "no-store"}
    return Response(_built(name).replace(NONCE, nonce.encode()), media_type=TYPES["html"], headers=headers)


def _console() -> Response:
    return _with_nonce("console.html")


@router.get("/")
async def home() -> Response:
    """Return the console. The page itself holds nothing; what it shows needs a session."""
    return _console()


@router.get("/board")
async def board() -> Response:
    """Return the wallboard."""
    headers = {"cache-control": "no-store", **IN_THE_CONSOLE}
    return Response(_built("board.html"), media_type=TYPES["html"], headers=headers)


@router.get("/work")
async def workplace() -> Response:
    """Return the agent's workplace."""
    return _with_nonce("agent.html")


@router.get("/assets/{name}")
async def asset(name: str) -> Response:
    """Return a script or style of the pages, compressed when it was built: every browser takes that."""
    found = ASSET.fullmatch(name)
    path = BUILT / "assets" / f"{name}.gz"
    if found is None or not path.is_file():
        raise Problem(NO_SUCH_ADDRESS, msg("There is no file {name}.", name=name))
    headers = {"cache-control": FOREVER, "content-encoding": "gzip"}
    return FileResponse(path, media_type=TYPES[found["kind"]], headers=headers)


@router.get("/pages/{name}")
async def file(name: str) -> Response:
    """Return a file of the pages."""
    if name not in FILES:
        raise Problem(NO_SUCH_ADDRESS, msg("There is no file {name}.", name=name))
    return _page(name)


def install(app: FastAPI) -> None:
    """Let the console answer where nothing else does: at paths without a dot, to browsers that ask for a page."""
    nothing = app.router.default

    async def console(scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] == "GET" and "." not in scope["path"]
        if asked and not scope["path"].startswith("/api/") and "text/html" in Headers(scope=scope).get("accept", ""):
            await _console()(scope, receive, send)
            return
        await nothing(scope, receive, send)

    app.router.default = console
