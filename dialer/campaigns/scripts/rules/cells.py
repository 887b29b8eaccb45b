"""Quota cells as filters of lists: who is in a full cell is not dialled any more."""

from collections.abc import Collection

from dialer.campaigns.scripts.model import Quota, Script
from dialer.campaigns.scripts.rules.walk import LEAD
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.filter_tokens import BadFilter, Kind, words_of


def filter_of_cell(quota: Quota) -> str:
    """The cell as a filter of lists; empty if it asks for more than the lead, so that nobody is known beforehand."""
    try:
        fields = read_filter(quota.cell).fields
        tokens = words_of(quota.cell)
    except BadFilter:
        return ""
    if not fields or not all(name.startswith(LEAD) for name in fields):
        return ""
    written, text = "", quota.cell
    ends = [*(token.at for token in tokens[1:]), len(text)]
    for token, end in zip(tokens, ends, strict=True):
        if token.kind is Kind.NAME and token.text.startswith(LEAD):
            written += f"`{token.text.removeprefix(LEAD)}` "
        else:
            written += text[token.at : end]
    return written.strip()


def closed_filter(filter_: str, known: Collection[str], full: Collection[str]) -> str:
    """A list's filter that leaves out the `full` cells; clauses for other cells that are `known` are taken away.

    It reads `(the manager's filter) and not (a cell) and not (another)`.
    """
    own, clauses = filter_, {f" and not ({cell})" for cell in known}
    while ending := next((one for one in clauses if own.endswith(one)), ""):
        own = own.removesuffix(ending)
    if own in {one.removeprefix(" and ") for one in clauses}:
        own = ""
    elif own != filter_ and own.startswith("(") and own.endswith(")"):
        own = own[1:-1]
    added = " and ".join(f"not ({cell})" for cell in full)
    if not added:
        return own
    return f"({own}) and {added}" if own else added


def cells_of(script: Script) -> dict[str, str]:
    """By quota, its cell as a filter of lists, of those that can be one."""
    found = {one.code: filter_of_cell(one) for one in script.quotas}
    return {code: cell for code, cell in found.items() if cell}
