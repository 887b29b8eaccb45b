"""Classes of a caller id that its number tells; the others have to be stated."""

from collections.abc import Iterable
from typing import Final

from dialer.compliance.vocabulary import CliClass

_PREFIXES: Final = {"+390844": CliClass.SALES_PREFIX, "+390843": CliClass.STATISTICS_PREFIX} | dict.fromkeys(
    (
        "+34400",  # Spain, sales calls
        # France, automated calls: metropolitan, then overseas
        *("+33162", "+33163", "+33270", "+33271", "+33377", "+33378", "+33424", "+33425", "+33568", "+33569"),
        *("+33948", "+33949", "+5909475", "+5949476", "+5969477", "+2629478", "+2629479"),
    ),
    CliClass.SALES_PREFIX,
)
_KNOWN: Final = frozenset(CliClass)


def classes_of(number: str, stated: Iterable[str] = (), *, callable_now: bool = False) -> frozenset[CliClass]:
    """The classes of a number (E.164 or national short): stated, implied by the prefix, or proved by a test."""
    told = {CliClass(name) for name in stated if name in _KNOWN}
    told |= {kind for prefix, kind in _PREFIXES.items() if number.startswith(prefix)}
    if number and not number.startswith("+"):
        told.add(CliClass.SHORT)
    if callable_now:
        told.add(CliClass.CALLABLE)
    return frozenset(told)
