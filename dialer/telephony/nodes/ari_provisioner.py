"""Pronto's PJSIP objects over Asterisk's REST interface (ARI), which keeps them in the Asterisk database.

Seen on Asterisk 22: the class is `res_pjsip` for all kinds. PUT merges with what is there, so all options are sent. A
changed `contact` of an aor is answered 200 and ignored, so an aor is deleted before it is written again. Objects of the
admin's files are answered 403. An option that does not exist, or a wrong value, is answered 400, which does not say
which: an object that is made to try them, and deleted at once, tells all options there are, and each value is tried.
"""

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self

import httpx

from dialer.core.errors import Refused
from dialer.core.loopback import is_loopback
from dialer.core.request_errors import EngineSilent
from dialer.i18n.message import Message, mark, msg
from dialer.telephony.nodes.provisioning import (
    PREFIX,
    Checked,
    Diff,
    Named,
    ObjectKind,
    PjsipObject,
    Told,
    WrongOption,
    check_name,
    codecs,
    compare,
    differing,
    undoing,
)
from dialer.telephony.nodes.wrong_options import unknown_option, wrong_together, wrong_value

WITHIN_S: Final = 5.0
_ANEW: Final = frozenset({ObjectKind.AOR, ObjectKind.REGISTRATION})
"""Kinds that are deleted before they are written again."""
_TRIED: Final[Mapping[ObjectKind, Mapping[str, str]]] = {
    ObjectKind.AUTH: {"username": "check", "password": "check"},
    ObjectKind.AOR: {"contact": ""},
    ObjectKind.ENDPOINT: {"aors": "", "auth": "", "outbound_auth": ""},
    ObjectKind.IDENTIFY: {"endpoint": "check", "match": "192.0.2.1"},
    ObjectKind.REGISTRATION: {
        "server_uri": "sip:127.0.0.1:9",
        "client_uri": "sip:check@127.0.0.1:9",
        "outbound_auth": "",
        "endpoint": "",
        "line": "",
    },
}
"""What an object to try options has in the place of what is wanted; empty: nothing. It reaches nobody."""
_SOMETHING: Final = {ObjectKind.AOR: {"max_contacts": "0"}, ObjectKind.ENDPOINT: {"allow": "!all,alaw"}}
"""What it begins with where nothing stands: an endpoint without a codec is written, and never found again."""
_OBJECTS: Final = "/ari/asterisk/config/dynamic/res_pjsip"

logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write a line for each request


class AriSilent(EngineSilent):
    problem = "ari-silent"
    title = mark("Asterisk's REST interface does not answer")
    sentence = mark(
        "Asterisk's web server cannot be reached, which phones in the browser need: `pronto asterisk check` says what "
        "is wrong."
    )


class AriRefused(Refused):
    problem = "ari-refused"
    title = mark("Asterisk refuses it")
    sentence = mark(
        "Asterisk refuses what Pronto writes over its REST interface: `pronto asterisk check` says what is wrong."
    )
    status = 0  # of the answer

    @classmethod
    def of(cls, status: int) -> Self:
        """Such an answer, in words."""
        refused = cls(why=_why(status))
        refused.status = status
        return refused


class AriProvisioner:
    """The ARI of one Asterisk. A context: it holds connections while it is open."""

    def __init__(self, url: str, *, username: str, secret: str) -> None:
        """`url` is the address of Asterisk's web server, without a path of ARI."""
        self._client = httpx.AsyncClient(
            base_url=url,
            auth=httpx.BasicAuth(username, secret),
            timeout=WITHIN_S,
            trust_env=not is_loopback(httpx.URL(url).host),
        )

    async def __aenter__(self) -> Self:
        """Open it."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def ping(self) -> None:
        """Raise `AriSilent` if nobody answers, `AriRefused` if the user is refused or ARI is not there."""
        await self._ask("GET", "/ari/asterisk/ping")

    async def check(self, wanted: Sequence[PjsipObject]) -> Checked:
        """Try each option and value on an object that is deleted at once. Raises `AriSilent`, `AriRefused`."""
        wrong: list[WrongOption] = []
        told: dict[Named, Mapping[str, str]] = {}
        for one in wanted:
            found, as_told = await self._try(one)
            wrong += found
            told[one.kind, one.name] = as_told
        return Checked(wrong=tuple(wrong), told=told)

    async def transport(self, name: str) -> Mapping[str, str] | None:
        """The options of a transport in Asterisk's files; None if there is none of this name."""
        answer = await self._ask("GET", f"{_OBJECTS}/transport/{name}", may_be_missing=True)
        return None if answer is None else _options(answer)

    async def read(self, names: Sequence[Named]) -> Told:
        """The objects of these names that are there."""
        read = {name: await self._read(*name) for name in dict.fromkeys(names)}
        return {name: fields for name, fields in read.items() if fields is not None}

    async def plan(self, wanted: Sequence[PjsipObject], *, unwanted: Sequence[Named] = ()) -> Diff:
        """What is to be done so that the wanted objects are there, and the unwanted are not."""
        names = [*((one.kind, one.name) for one in wanted), *unwanted]
        return compare(wanted, unwanted, await self.read(names))

    async def apply(self, diff: Diff) -> None:
        """Do it, and undo it if it fails midway. Raises `AriSilent`, `AriRefused`."""
        try:
            await self._carry_out(diff)
        except (AriSilent, AriRefused):
            await self.roll_back(diff)
            raise

    async def verify(self, wanted: Sequence[PjsipObject]) -> list[str]:
        """Where Asterisk has other values than wanted."""
        return [
            f"{one.kind} {one.name}: {name}"
            for one in wanted
            for name in differing(one, await self._read(one.kind, one.name))
        ]

    async def roll_back(self, diff: Diff) -> None:
        """Put back what there was; what cannot be reached now is left for the next sweep."""
        try:
            await self._carry_out(undoing(diff))
        except (AriSilent, AriRefused):
            logging.getLogger(__name__).warning("a change of PJSIP objects in Asterisk could not be undone")

    async def _carry_out(self, diff: Diff) -> None:
        for kind, name in diff.delete:
            await self._delete(kind, name)
        for one in diff.put:
            key = (one.kind, one.name)
            if key in diff.before and (one.kind in _ANEW or key in diff.anew):
                await self._delete(one.kind, one.name)
            await self._ask("PUT", _path(one.kind, one.name), json=_body(one.fields))

    async def _try(self, wanted: PjsipObject) -> tuple[list[WrongOption], Mapping[str, str]]:
        """What is wrong with an object's options, and how Asterisk tells them all."""
        kind, name, instead = wanted.kind, f"{PREFIX}try-{secrets.token_hex(6)}", _TRIED[wanted.kind]
        start = {option: value for option, value in instead.items() if value} or _SOMETHING[kind]
        tried = {option: value for option, value in wanted.fields.items() if option not in instead}
        try:
            await self._ask("PUT", _path(kind, name), json=_body(start))
            known = await self._read(kind, name) or {}
            tried = {option: value for option, value in tried.items() if option in known}
            wrong = [
                WrongOption(kind=kind, option=option, what=unknown_option(kind, option, known))
                for option in wanted.fields
                if option not in known
            ] + await self._refused(kind, name, tried)
            told = dict(await self._read(kind, name) or {})
        finally:
            await self._forget(kind, name, start)
        kept = {option: value for option, value in wanted.fields.items() if option in instead}
        bare = {option: "" for option, value in instead.items() if not value and option in told}
        return wrong, {option: value for option, value in told.items() if option not in instead} | bare | kept

    async def _refused(self, kind: ObjectKind, name: str, fields: Mapping[str, str]) -> list[WrongOption]:
        """The options whose values this object does not take, found one by one if it does not take all."""
        path = _path(kind, name)
        if not fields:
            return []
        if not await self._takes(path, fields):
            refused = [option for option in fields if not await self._takes(path, {option: fields[option]})]
            if not refused:
                return [WrongOption(kind=kind, option="", what=wrong_together(kind))]
            return [WrongOption(kind=kind, option=one, what=wrong_value(one, fields[one])) for one in refused]
        told = await self._read(kind, name)
        if told is None:
            return [WrongOption(kind=kind, option="", what=wrong_together(kind))]
        lost = set(codecs(fields.get("allow", ""))) - set(codecs(told.get("allow", "")))
        return [WrongOption(kind=kind, option="allow", what=wrong_value("allow", one)) for one in sorted(lost)]

    async def _takes(self, path: str, fields: Mapping[str, str]) -> bool:
        try:
            await self._ask("PUT", path, json=_body(fields))
        except AriRefused as refused:
            if refused.status == HTTPStatus.BAD_REQUEST:
                return False
            raise
        return True

    async def _forget(self, kind: ObjectKind, name: str, start: Mapping[str, str]) -> None:
        """Delete an object; one that Asterisk cannot read must be written before, or its row would stay for ever."""
        if await self._read(kind, name) is None:
            await self._ask("PUT", _path(kind, name), json=_body(start))
        await self._delete(kind, name)

    async def _read(self, kind: ObjectKind, name: str) -> Mapping[str, str] | None:
        answer = await self._ask("GET", _path(kind, name), may_be_missing=True)
        return None if answer is None else _options(answer)

    async def _delete(self, kind: ObjectKind, name: str) -> None:
        await self._ask("DELETE", _path(kind, name), may_be_missing=True)

    async def _ask(self, method: str, path: str, *, may_be_missing: bool = False, json: Any = None) -> Any:
        try:
            answer = await self._client.request(method, path, json=json)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AriSilent(why=type(error).__name__) from None
        if may_be_missing and answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if answer.is_success:
            return answer.json() if answer.content else None
        raise AriRefused.of(answer.status_code)


def _path(kind: ObjectKind, name: str) -> str:
    check_name(name)
    return f"{_OBJECTS}/{kind}/{name}"


def _options(answer: Any) -> Mapping[str, str]:
    return {str(one["attribute"]): str(one["value"]) for one in answer}


def _body(fields: Mapping[str, str]) -> Mapping[str, Any]:
    return {"fields": [{"attribute": option, "value": value} for option, value in fields.items()]}


def _why(status: int) -> Message | str:
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return msg("the ARI user or its secret is wrong")
        case HTTPStatus.FORBIDDEN:
            return msg("it may not be written: the ARI user is read-only, or a file has an object of this name")
        case HTTPStatus.NOT_FOUND:
            return msg("ARI is not there, or a module of it is not loaded")
        case HTTPStatus.BAD_REQUEST:
            return msg("it does not know an option or its value")
    return str(status)
