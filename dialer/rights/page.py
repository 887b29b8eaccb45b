"""The document as a page, and as plain text."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from dialer.report.page import heading, page, paragraph

Document = Mapping[str, Any]


def access_page(document: Document) -> str:
    """One HTML file: no script, nothing fetched, readable on paper."""
    parts = [heading(document["title"], level=1), paragraph(document["intro"]), paragraph(document["made"])]
    for section in document["sections"]:
        parts.append(heading(section["title"]))
        if section["items"]:
            parts.append("<ul>" + "".join(f"<li>{escape(one)}</li>" for one in section["items"]) + "</ul>")
        parts += [paragraph(text) for text in section["paragraphs"]]
        for entry in section["entries"]:
            parts += [heading(entry["title"], level=3)] if entry["title"] else []
            rows = "".join(
                f"<tr><th scope=row>{escape(one['label'])}</th><td>{escape(one['value'])}</td></tr>"
                for one in entry["facts"]
            )
            parts.append(f"<table>{rows}</table>")
    return page(document["title"], *parts, language=document["language"])


def access_text(document: Document) -> str:
    """Plain text, a line for each fact."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from (document["title"].upper(), "", document["intro"], document["made"])
    for section in document["sections"]:
        yield from ("", section["title"].upper())
        yield from (f"- {one}" for one in section["items"])
        yield from section["paragraphs"]
        for entry in section["entries"]:
            yield from ("", entry["title"]) if entry["title"] else ()
            yield from (f"  {one['label']}: {one['value']}" for one in entry["facts"])
