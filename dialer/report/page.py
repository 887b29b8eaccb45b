"""Documents as one HTML file each: no script, nothing fetched, readable on paper."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

WIDE: Final = 8  # columns that fit on paper in small print alone
STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;color:#1b1f24;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h3{font-size:1rem;margin:1.2rem 0 .2rem}
h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #cfd6dd;padding-bottom:.2rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #e4e8ec;overflow-wrap:break-word}
.wide{font-size:.75rem}.wide th,.wide td{padding:.25rem .3rem}
th{background:#f3f5f7;font-weight:600}
.none{color:#6a737d;font-style:italic}.bad{color:#a40e26;font-weight:600}.good{color:#1a7f37;font-weight:600}
code{font-size:.85em;overflow-wrap:anywhere}svg{display:block;margin:.6rem 0;max-width:100%}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}}
"""


def page(title: str, *parts: str, language: str = "en") -> str:
    """A whole document; `parts` are HTML already, `language` is the one they are in."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return (
        f"<!doctype html>\n<html lang={language}><head>{head}</head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def heading(text: str, *, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, *, kind: str = "") -> str:
    """A paragraph of plain text; `kind` is none, good or bad."""
    shown = f' class="{kind}"' if kind else ""
    return f"<p{shown}>{escape(text)}</p>"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose header is plain text, and whose cells are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    wide = " class=wide" if len(header) >= WIDE else ""
    return f"<table{wide}><tr>{head}</tr>{body}</table>"
