"""The pages: static files, served with a policy that allows only their own scripts."""

from functools import cache
from http import HTTPStatus
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from api.pages.words import page_words
from api.problems import Problem
from dialer.i18n.message import msg

router = APIRouter(include_in_schema=False)

TYPES = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FILES = frozenset({"board.css", "board.js", "login.js", "words.js", "docs.css", "icon.svg"})


@cache
def _read(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


def _page(name: str) -> Response:
    return Response(_read(name), media_type=TYPES[name.rpartition(".")[2]])


@router.get("/")
async def home() -> RedirectResponse:
    """Show the board."""
    return RedirectResponse("/board")


@router.get("/board")
async def board() -> Response:
    """Return the live board. The page itself holds nothing; what it shows needs a session."""
    return _page("board.html")


@router.get("/login")
async def login() -> Response:
    """Return the page that asks for a token."""
    return _page("login.html")


@router.get("/pages/words")
async def read_words(language: str = "") -> dict[str, object]:
    """Return what the pages say, in this language if Pronto speaks it."""
    return page_words(language)


@router.get("/pages/{name}")
async def file(name: str) -> Response:
    """Return a file of the pages."""
    if name not in FILES:
        raise Problem(HTTPStatus.NOT_FOUND, "not-found", msg("There is no file {name}.", name=name))
    return _page(name)
