"""Pronto's PJSIP objects in a file of Asterisk's configuration, over the manager interface, where there is no ARI.

Seen on Asterisk 22: a file with a wrong option is answered Success, and the object is silently not there, or keeps its
old values until the next restart. So the names of options are compared before with those that Asterisk tells of its
own objects, and after the reload each endpoint is asked for. The whole of PJSIP is loaded again, which others have
seen deadlock: not oftener than every half minute, and `res_pjsip.so` alone. An action takes some thirty changes, so an
object is written under a name of its own first, and renamed: nothing is loaded before all are written.
"""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Final

from ami.action import Action
from ami.actions import get_config, pjsip_show_endpoint, pjsip_show_endpoints, reload_module, update_config
from ami.answer import Answer
from ami.errors import AmiError, BadHeader
from ami.parse import config_sections
from dialer.core.errors import Refused
from dialer.i18n.message import mark, msg
from dialer.telephony.asterisk.sounds import Asks
from dialer.telephony.nodes.provisioning import (
    Checked,
    Diff,
    Named,
    ObjectKind,
    PjsipObject,
    Told,
    WrongOption,
    check_name,
    compare,
    other_than,
    undoing,
)
from dialer.telephony.nodes.wrong_options import unknown_option

FILE: Final = "pjsip-pronto.conf"
MODULE: Final = "res_pjsip.so"
BETWEEN_S: Final = 30.0  # reloads of one Asterisk
LOADED_S: Final = 5.0  # within which a reload shows
LOOK_EVERY_S: Final = 0.1
MOST: Final = 25  # changes in an action
_DETAILS: Final = {
    ObjectKind.ENDPOINT: "EndpointDetail",
    ObjectKind.AOR: "AorDetail",
    ObjectKind.AUTH: "AuthDetail",
    ObjectKind.IDENTIFY: "IdentifyDetail",
}
"""The items in which Asterisk tells the options of an object that it has loaded."""
_NOT_TOLD: Final = frozenset({"contact", "match", "password"})  # told otherwise, or not at all
Change = tuple[tuple[str, str], ...]
_reloaded_at: dict[str, float] = {}  # by Asterisk


class FileRefused(Refused):
    problem = "file-refused"
    title = mark("Asterisk does not take the file")
    sentence = mark(
        "Asterisk refuses what Pronto writes into pjsip-pronto.conf. The file must be there, pjsip.conf must include "
        "it, and the manager user must have the right `config`."
    )


class AmiFileProvisioner:
    """The file of one Asterisk. `asterisk` names it, so that it is not reloaded too often."""

    def __init__(self, asks: Asks, asterisk: str) -> None:
        self._asks, self._asterisk = asks, asterisk

    async def check(self, wanted: Sequence[PjsipObject]) -> Checked:
        """Compare the names of options with those of objects that Asterisk has; values it can only be asked later.

        Raises `FileRefused` if the file cannot be read.
        """
        await self._sections()
        known = await self._known_options()
        wrong = [
            WrongOption(kind=one.kind, option=option, what=unknown_option(one.kind, option, known[one.kind]))
            for one in wanted
            if one.kind in known
            for option in one.fields
            if option not in _NOT_TOLD and _told_as(option) not in {_told_as(name) for name in known[one.kind]}
        ]
        return Checked(wrong=tuple(wrong), told={(one.kind, one.name): one.fields for one in wanted})

    async def transport(self, name: str) -> Mapping[str, str] | None:
        """Not known before the reload, which shows whether the endpoint is there: no options."""
        return {}

    async def read(self, names: Sequence[Named]) -> Told:
        """The objects of these names that are in the file."""
        there = await self._sections()
        return {name: there[name] for name in dict.fromkeys(names) if name in there}

    async def plan(self, wanted: Sequence[PjsipObject], *, unwanted: Sequence[Named] = ()) -> Diff:
        """What is to be done so that the wanted objects are there, and the unwanted are not."""
        names = [*((one.kind, one.name) for one in wanted), *unwanted]
        return compare(wanted, unwanted, await self.read(names))

    async def apply(self, diff: Diff) -> None:
        """Write it and load it, and undo it if Asterisk has not loaded it. Raises `FileRefused`."""
        if not diff:
            return
        try:
            await self._carry_out(diff)
        except FileRefused:
            await self.roll_back(diff)
            raise

    async def verify(self, wanted: Sequence[PjsipObject]) -> list[str]:
        """Where the file has other values than wanted."""
        there = await self._sections()
        return [
            f"{one.kind} {one.name}: {option}"
            for one in wanted
            for option in other_than(one.fields, there.get((one.kind, one.name)))
        ]

    async def roll_back(self, diff: Diff) -> None:
        """Put back what there was."""
        try:
            await self._carry_out(undoing(diff))
        except FileRefused:
            logging.getLogger(__name__).warning("a change of %s could not be undone", FILE)

    async def _carry_out(self, diff: Diff) -> None:
        there = await self._sections()
        names = {name for _, name in (*((one.kind, one.name) for one in diff.put), *diff.delete)}
        for name in names:
            check_name(name)
            after = {key: fields for key, fields in there.items() if key[1] == name and key not in diff.delete}
            after |= {(one.kind, one.name): one.fields for one in diff.put if one.name == name}
            await self._write(name, after, is_there=any(key[1] == name for key in there))
        await self._reload()
        for name in names:
            wanted = [one for one in diff.put if one.name == name]
            stays = any(key[1] == name and key not in diff.delete for key in there) or bool(wanted)
            await self._check_loaded(name, wanted, stays=stays)

    async def _write(self, name: str, objects: Told, *, is_there: bool) -> None:
        """Put the objects of a name in the place of its sections, all of which one DelCat deletes."""
        changes: list[Change] = [(("Action", "DelCat"), ("Cat", name))] if is_there else []
        for kind in ObjectKind:
            if (fields := objects.get((kind, name))) is None:
                continue
            own = f"{name}.{kind.value}"
            changes.append((("Action", "NewCat"), ("Cat", own)))
            lines = {"type": kind.value, **fields}
            changes += [
                (("Action", "Append"), ("Cat", own), ("Var", option), ("Value", value))
                for option, value in lines.items()
                if value
            ]
            changes.append((("Action", "RenameCat"), ("Cat", own), ("Value", name)))
        for start in range(0, len(changes), MOST):
            await self._ask(update_config(FILE, changes[start : start + MOST]))

    async def _reload(self) -> None:
        loop = asyncio.get_running_loop()
        if (wait_s := _reloaded_at.get(self._asterisk, -BETWEEN_S) + BETWEEN_S - loop.time()) > 0:
            await asyncio.sleep(wait_s)
        _reloaded_at[self._asterisk] = loop.time()
        await self._ask(reload_module(MODULE))

    async def _check_loaded(self, name: str, wanted: Sequence[PjsipObject], *, stays: bool) -> None:
        """Raise `FileRefused` unless Asterisk has the endpoint as it was written, or not any more."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LOADED_S
        wrong: list[str] = []
        while True:
            answer = await self._asks_for(name)
            if answer.success == stays:
                wrong = [f"{one.kind.value}: {option}" for one in wanted for option in _unlike(one, answer)]
                if not wrong:
                    return
            if loop.time() >= until:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        if wrong:
            raise FileRefused(why=msg("Asterisk has made something else of {options}.", options=wrong))
        why = msg("Asterisk has not loaded it: does pjsip.conf include {file}, and what does its log say?", file=FILE)
        raise FileRefused(why=why if stays else msg("Asterisk has it still."))

    async def _known_options(self) -> dict[ObjectKind, list[str]]:
        """The options of each kind of which Asterisk has an object, by their names in files."""
        listed = await self._ask(pjsip_show_endpoints())
        names = [item["ObjectName"] for item in listed.items if item.get("ObjectName")]
        known: dict[ObjectKind, list[str]] = {}
        for name in names[:50]:  # all are of one version
            answer = await self._asks_for(name)
            for kind, event in _DETAILS.items():
                item = next((item for item in answer.items if item.get("Event") == event), None)
                if item is not None and kind not in known:
                    known[kind] = [_in_file(header) for header in item]
            if known.keys() == _DETAILS.keys():
                break
        return known

    async def _asks_for(self, name: str) -> Answer:
        try:
            return await self._asks.ask(pjsip_show_endpoint(name))
        except AmiError as error:
            raise FileRefused(why=str(error)) from None

    async def _sections(self) -> dict[Named, Mapping[str, str]]:
        """The objects in the file."""
        answer = await self._ask(get_config(FILE))
        return {
            (ObjectKind(fields["type"]), name): {option: value for option, value in fields.items() if option != "type"}
            for name, fields in config_sections(answer.headers)
            if fields.get("type") in set(ObjectKind)
        }

    async def _ask(self, action: Action) -> Answer:
        try:
            return (await self._asks.ask(action)).require()
        except (AmiError, BadHeader) as error:
            raise FileRefused(why=str(error)) from None


def _unlike(wanted: PjsipObject, answer: Answer) -> list[str]:
    """The options that Asterisk tells with another value, as far as it tells them."""
    event = _DETAILS.get(wanted.kind)
    item = next((item for item in answer.items if item.get("Event") == event), None)
    if item is None:
        return []
    told = {_told_as(header): value for header, value in item.items()}
    named = {option: value for option, value in wanted.fields.items() if _told_as(option) in told}
    asked = {option: value for option, value in named.items() if option not in _NOT_TOLD}
    unlike = other_than(asked, {option: told[_told_as(option)] for option in asked})
    if "contact" in wanted.fields:
        has = ",".join(item.get("URI", "") for item in answer.items if item.get("Event") == "ContactStatusDetail")
        unlike += other_than({"contact": wanted.fields["contact"]}, {"contact": has})
    return unlike


def _told_as(option: str) -> str:
    """An option's name without the difference between `dtmf_mode` in files and `DtmfMode` when it is told."""
    return option.replace("_", "").lower()


def _in_file(header: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", header).lower()
