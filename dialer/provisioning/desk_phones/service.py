"""Makes desk phones in Asterisk, gives them to agents, compares, heals, and takes them away again.

The database is the truth. A phone is written down before Asterisk has it, and forgotten after Asterisk has lost it, so
that nothing stays there of which Pronto does not know.
"""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dialer.audit.store import Act
from dialer.core.enums import AgentWish, LegKind
from dialer.core.errors import BadReference, Changed, DialerError, NotFound, UnknownAgent
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, message_of, msg
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.provisioning import rules as written
from dialer.provisioning.desk_phones import rules
from dialer.provisioning.desk_phones.errors import PhoneGoing, PhoneInUse, PhoneNotWritten, SecretLost
from dialer.provisioning.desk_phones.model import (
    DeskPhone,
    DeskPhoneState,
    MadeDeskPhone,
    PhoneContact,
    PhonePlan,
    PhoneServer,
    Transport,
)
from dialer.provisioning.desk_phones.store import DeskPhones
from dialer.provisioning.desk_phones.templates import shipped_templates
from dialer.provisioning.doors import AMI_FILE, TROUBLE, Door, door_of, open_door
from dialer.provisioning.errors import NoDoor, PasswordLost
from dialer.provisioning.link_ups import LinkUps
from dialer.provisioning.model import ObjectChange
from dialer.provisioning.passwords import seal, unseal
from dialer.provisioning.proof import find_trunk
from dialer.provisioning.store import told_row
from dialer.stores.provisioning import ProvisioningStore
from dialer.telephony.asterisk.endpoints import REACHED as ANSWERS
from dialer.telephony.asterisk.trunk_proof import TrunkFound
from dialer.telephony.nodes.inspection import AsteriskUnanswered
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import ObjectKind, PjsipObject, Told, compare
from dialer.work.agents.model import Agent
from dialer.work.agents.service import Agents

log = logging.getLogger(__name__)

REGISTERED, UNREACHED, MISSING, UNASKED = "registered", "unreached", "missing", "unasked"
NOTED_EVERY_S: Final = 60.0
_LOOK_S: Final = 0.3  # a phone that is not registered is not waited for
_NOT_COMPARED: Final = (NoDoor, SecretLost, *TROUBLE)


class DeskPhoneService:
    """The desk phones that Pronto writes."""

    def __init__(
        self,
        store: ProvisioningStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        agents: Agents,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._bus, self._settings, self._agents, self._clock = store, bus, settings, agents, clock
        self._links = LinkUps()
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # by phone
        runner.add_duty(self.watch)

    # What an operator asks --------------------------------------------------------------------------------------------

    async def plan(self, node_id: int, name: str, transport: Transport) -> PhonePlan:
        """What making a phone would write. Raises BadReference, `Invalid`, `NoDoor`, what a door fails with."""
        node = await self._node(node_id)
        async with open_door(node, self._settings, self._clock) as door:
            objects = _objects(name, transport, secret=written.STARS)
            await self._checked(door, objects)
            server = await self._server(door, node, transport)
        notes = rules.notes_on(transport, server)
        if (by := door_of(node, self._settings)) == AMI_FILE:
            notes.append(msg("It is written into a file, and SIP is loaded anew: that may take half a minute."))
        return PhonePlan(door=by, text=written.conf_text(objects), server=server, notes=tuple(notes))

    async def create(
        self, node_id: int, name: str, transport: Transport, *, agent_id: int | None, sees: Visibility, actor: str
    ) -> MadeDeskPhone:
        """Make a phone with a secret of its own, and give it to an agent if one is named.

        Raises what `plan` raises, NameTaken, BadReference, `PhoneNotWritten`, and what giving it raises.
        """
        node, secret = await self._node(node_id), _new_secret()
        if agent_id is not None:
            await self._agent(agent_id, sees=sees)
        objects = _objects(name, transport, secret=secret)
        async with open_door(node, self._settings, self._clock) as door:
            told = await self._checked(door, objects)
            server = await self._server(door, node, transport)
            sealed = seal(self._settings.state_dir, secret)
            phones, now = self._store.desk_phones, self._clock()
            phone = await phones.add(node.id, name, transport, sealed=sealed, actor=actor, now=now)
            try:
                await self._write(door, objects, told)
                act = self._act("phone.create", phone, actor, transport=transport.value)
                phone = await DeskPhones(act).change(phone.id, {"told": told_row(written.without_secrets(told))})
                holder = await self._give(phone, agent_id, sees=sees, actor=actor)
            except DialerError:
                await self._take_back(door, phone)
                raise
        notes = tuple(rules.notes_on(transport, server))
        return MadeDeskPhone(phone=phone, holder=holder, secret=secret, server=server, notes=notes)

    async def renew_secret(self, phone_id: int, *, actor: str) -> MadeDeskPhone:
        """Give a phone another secret; its telephone is refused from its next registration on.

        Raises NotFound, `PhoneGoing`, `NoDoor`, `PhoneNotWritten`, what a door fails with.
        """
        async with self._turns[phone_id]:
            phone, secret = await self._standing(phone_id), _new_secret()
            objects = _objects(phone.name, phone.transport, secret=secret)
            node = await self._store.nodes.get(phone.node_id)
            async with open_door(node, self._settings, self._clock) as door:
                await self._write(door, objects, await self._told(door, phone, objects))
                server = await self._server(door, node, phone.transport)
            sealed = seal(self._settings.state_dir, secret)
            act = self._act("phone.secret", phone, actor)
            phone = await DeskPhones(act).change(phone.id, {"sealed": sealed, "secret_at": self._clock()})
        notes = tuple(rules.notes_on(phone.transport, server))
        holder = await self._holder(phone)
        return MadeDeskPhone(phone=phone, holder=holder, secret=secret, server=server, notes=notes)

    async def update(
        self,
        phone_id: int,
        changes: Mapping[str, Any],
        *,
        expected: int | None = None,
        sees: Visibility,
        actor: str,
    ) -> tuple[DeskPhone, Agent | None]:
        """Change a phone's `transport`, or the agent whose it is (`agent_id`, None: nobody's).

        Raises NotFound, Changed, `PhoneGoing`, `PhoneInUse`, BadReference, `SecretLost`, and what writing it raises.
        """
        async with self._turns[phone_id]:
            phone = await self._standing(phone_id)
            if expected is not None and phone.version != expected:
                raise Changed
            transport = Transport(changes.get("transport", phone.transport))
            if transport is not phone.transport:
                phone = await self._rewrite(phone, transport, actor=actor, expected=expected)
            if "agent_id" not in changes:
                return phone, await self._holder(phone)
            return phone, await self._give(phone, changes["agent_id"], sees=sees, actor=actor)

    async def heal(self, phone_id: int, *, actor: str) -> DeskPhone:
        """Write what stands once more, in the place of what was changed by hand.

        Raises NotFound, `PhoneGoing`, `SecretLost`, `NoDoor`, `PhoneNotWritten`, what a door fails with.
        """
        async with self._turns[phone_id]:
            phone = await self._standing(phone_id)
            phone = await self._rewrite(phone, phone.transport, actor=actor, action="phone.heal")
            await self._store.desk_phones.note(phone.id, (), now=self._clock())
            return await self._store.desk_phones.get(phone_id)

    async def remove(self, phone_id: int, *, actor: str, expected: int | None = None) -> None:
        """Take a phone away; if its Asterisk does not answer, as soon as it does.

        Raises NotFound, Changed, `PhoneInUse`.
        """
        async with self._turns[phone_id]:
            phone = await self._store.desk_phones.get(phone_id)
            if expected is not None and phone.version != expected:
                raise Changed
            if phone.removed_at is None:
                await self._leave(phone, actor=actor)
                values = {"removed_at": self._clock()}
                act = self._act("phone.delete", phone, actor)
                phone = await DeskPhones(act).change(phone.id, values, expected=expected)
            await self._try_to_take_away(phone)

    async def state(self, phone_id: int) -> DeskPhoneState:
        """How the phone stands: asked and compared now. Raises NotFound."""
        phone = await self._store.desk_phones.get(phone_id)
        node = await self._store.nodes.get(phone.node_id)
        state, contacts = await self._registration(phone)
        server, found, drift = PhoneServer(host="", port=0), None, None
        why: Message | str = ""
        try:
            async with open_door(node, self._settings, self._clock) as door:
                server = await self._server(door, node, phone.transport)
                there = await _read(door, rules.endpoint_name(phone.name))
            drift = await self._compared(phone, there)
            found = written.found_text(there, _objects(phone.name, phone.transport, secret=written.STARS), drift)
        except _NOT_COMPARED as error:
            why = message_of(error)
        return DeskPhoneState(
            phone=phone,
            holder=await self._holder(phone),
            state=state,
            contacts=contacts,
            server=server,
            notes=tuple(rules.notes_on(phone.transport, server)) if server.port else (),
            text=written.conf_text(_objects(phone.name, phone.transport, secret=written.STARS)),
            found=found,
            drift=drift,
            why_unasked=why,
        )

    async def holders(self, *, sees: Visibility) -> dict[str, Agent]:
        """The agents in use by their phone, such as `PJSIP/pronto-phone-1001`."""
        return {one.phone: one for one in await self._store.agents.list(sees=sees)}

    # Looked at by itself ----------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Compare with Asterisk when a link has come up, and each quarter of an hour; and take away what is to go."""
        for node_id in self._links.due(await self._bus.latest(Topic.BOARD) or {}, now=self._clock()):
            node = await self._store.nodes.get(node_id)
            for phone in await self._store.desk_phones.list(node_id):
                if phone.removed_at is not None:
                    async with self._turns[phone.id]:
                        await self._try_to_take_away(phone)
                    continue
                try:
                    async with open_door(node, self._settings, self._clock) as door:
                        there = await _read(door, rules.endpoint_name(phone.name))
                    await self._compared(phone, there)
                except _NOT_COMPARED as error:
                    log.warning("the phone %s could not be compared: %s", phone.name, type(error).__name__)

    async def _compared(self, phone: DeskPhone, there: Told) -> tuple[ObjectChange, ...]:
        """What was changed by hand, which is noted, and told once. Raises `SecretLost`."""
        objects = _objects(phone.name, phone.transport, secret=self._secret(phone))
        wanted = written.as_written(_told_of(phone), objects) or {(one.kind, one.name): one.fields for one in objects}
        drift = written.drift_of(wanted, there)
        if drift and drift != phone.drift:
            changed = sorted({one.kind.value for one in drift})
            log.warning("the phone %s was changed in Asterisk by hand: %s", phone.name, ", ".join(changed))
            act = self._act("phone.drift", phone, "pronto", objects=changed)
            await DeskPhones(act).note(phone.id, drift, now=self._clock())
        elif drift != phone.drift or (phone.compared_at or 0.0) + NOTED_EVERY_S <= self._clock():
            await self._store.desk_phones.note(phone.id, drift, now=self._clock())  # its page looks all the time
        return drift

    # In Asterisk ------------------------------------------------------------------------------------------------------

    async def _checked(self, door: Door, objects: Sequence[PjsipObject]) -> Told:
        """How Asterisk would tell the objects. Raises `Invalid` for what it does not know."""
        section = next(one.fields["transport"] for one in objects if one.kind is ObjectKind.ENDPOINT)
        if await door.transport(section) is None:
            what = msg(
                "Asterisk has no transport {name}: write it into pjsip.conf, and restart Asterisk.", name=section
            )
            raise Invalid([("transport", what)])
        checked = await door.check(objects)
        if checked.wrong:
            raise Invalid([("name", one.what) for one in checked.wrong])
        return rules.without_contacts(checked.told)

    async def _told(self, door: Door, phone: DeskPhone, objects: Sequence[PjsipObject]) -> Told:
        told = written.as_written(_told_of(phone), objects)
        return told or await self._checked(door, objects)

    async def _write(self, door: Door, objects: Sequence[PjsipObject], told: Told) -> None:
        """Let the objects be there, and nothing else of the phone. Raises `PhoneNotWritten`, what a door fails with."""
        told, name = written.as_written(told, objects), objects[0].name
        diff = compare(objects, (), await _read(door, name), told=told)
        await door.apply(diff)
        if unlike := written.unlike(told, await _read(door, name)):
            await door.roll_back(diff)
            raise PhoneNotWritten(options=unlike)

    async def _rewrite(
        self,
        phone: DeskPhone,
        transport: Transport,
        *,
        actor: str,
        action: str = "phone.update",
        expected: int | None = None,
    ) -> DeskPhone:
        objects = _objects(phone.name, transport, secret=self._secret(phone))
        node = await self._store.nodes.get(phone.node_id)
        async with open_door(node, self._settings, self._clock) as door:
            told = await self._checked(door, objects)
            await self._write(door, objects, told)
        values = {"told": told_row(written.without_secrets(told)), "transport": transport.value}
        act = self._act(action, phone, actor, transport=transport.value)
        return await DeskPhones(act).change(phone.id, values, expected=expected)

    async def _take_back(self, door: Door, phone: DeskPhone) -> None:
        """Undo the making of a phone; what cannot be reached now goes with the next look."""
        try:
            await _delete(door, phone)
        except TROUBLE:
            await self._store.desk_phones.change(phone.id, {"removed_at": self._clock()})
            return
        await self._store.desk_phones.remove(phone.id)

    async def _try_to_take_away(self, phone: DeskPhone) -> None:
        node = await self._store.nodes.get(phone.node_id)
        try:
            if node.retired_at is None:
                async with open_door(node, self._settings, self._clock) as door:
                    await _delete(door, phone)
        except (NoDoor, *TROUBLE) as error:
            log.warning("the phone %s stays in Asterisk for now: %s", phone.name, type(error).__name__)
            return
        await self._store.desk_phones.remove(phone.id)

    async def _server(self, door: Door, node: Node, transport: Transport) -> PhoneServer:
        return rules.server_of(transport, await door.transport(transport.section) or {}, node.host)

    async def _registration(self, phone: DeskPhone) -> tuple[str, tuple[PhoneContact, ...]]:
        endpoint = rules.endpoint_name(phone.name)
        try:
            found = await find_trunk(self._bus, phone.node_id, endpoint, patience_s=_LOOK_S)
        except AsteriskUnanswered:
            return UNASKED, ()
        return _state(found), tuple(
            PhoneContact(
                address=rules.contact_address(one.uri), status=one.status, roundtrip_ms=one.roundtrip_ms or None
            )
            for one in found.contacts
        )

    # Whose it is ------------------------------------------------------------------------------------------------------

    async def _give(self, phone: DeskPhone, agent_id: int | None, *, sees: Visibility, actor: str) -> Agent | None:
        """Let the phone be this agent's and no other's. Raises BadReference, `PhoneInUse`, and what a change raises."""
        holder = await self._holder(phone)
        if holder is not None and holder.id == agent_id:
            return holder
        agent = None if agent_id is None else await self._agent(agent_id, sees=sees)
        if holder is not None:
            await self._leave(phone, actor=actor, everywhere=True)
        if agent is None:
            return None
        kind = LegKind.STANDING if agent.leg_kind is LegKind.BROWSER else agent.leg_kind
        return await self._agents.give_phone(agent, rules.dial_string(phone.name), kind, actor=actor)

    async def _leave(self, phone: DeskPhone, *, actor: str, everywhere: bool = False) -> None:
        """Let its agent use the phone in the browser, unless another node has this one too. Raises `PhoneInUse`."""
        holder = await self._holder(phone)
        if holder is None:
            return
        if holder.wish is not AgentWish.LOGGED_OUT:
            raise PhoneInUse(agent=holder.name)
        alike = [one for one in await self._store.desk_phones.list(name=phone.name) if one.removed_at is None]
        if everywhere or len(alike) == 1:
            await self._agents.give_phone(holder, holder.phone, LegKind.BROWSER, actor=actor)

    async def _holder(self, phone: DeskPhone) -> Agent | None:
        return (await self.holders(sees=EVERYTHING)).get(rules.dial_string(phone.name))

    async def _agent(self, agent_id: int, *, sees: Visibility) -> Agent:
        """The agent who is to have a phone. Raises BadReference."""
        try:
            agent = await self._store.agents.get(agent_id, sees=sees)
        except UnknownAgent:
            raise BadReference(agent=agent_id) from None
        if agent.retired_at is not None:
            raise BadReference(agent=agent_id)
        return agent

    # ------------------------------------------------------------------------------------------------------------------

    async def _node(self, node_id: int) -> Node:
        """The node that is to have a phone. Raises BadReference."""
        try:
            node = await self._store.nodes.get(node_id)
        except NotFound:
            raise BadReference(node=node_id) from None
        if node.retired_at is not None:
            raise BadReference(node=node_id)
        return node

    async def _standing(self, phone_id: int) -> DeskPhone:
        """A phone that is not to go. Raises NotFound, `PhoneGoing`."""
        phone = await self._store.desk_phones.get(phone_id)
        if phone.removed_at is not None:
            raise PhoneGoing(phone=phone.name)
        return phone

    def _secret(self, phone: DeskPhone) -> str:
        try:
            return unseal(self._settings.state_dir, phone.sealed)
        except PasswordLost:
            raise SecretLost(phone=phone.name) from None

    def _act(self, action: str, phone: DeskPhone, actor: str, **facts: Any) -> Act:
        about = {"node_id": phone.node_id, "phone": phone.name, **facts}
        return self._store.audit.act(
            actor=actor, action=action, subject=f"desk_phone:{phone.id}", facts=about, now=self._clock()
        )


def _objects(name: str, transport: Transport, *, secret: str) -> tuple[PjsipObject, ...]:
    return rules.objects_of(shipped_templates(), name, transport=transport, secret=secret)


async def _read(door: Door, endpoint: str) -> Told:
    """What Asterisk has of a phone, by its endpoint."""
    return rules.without_contacts(await door.read(rules.all_names(endpoint)))


async def _delete(door: Door, phone: DeskPhone) -> None:
    endpoint = rules.endpoint_name(phone.name)
    await door.apply(compare((), rules.all_names(endpoint), await _read(door, endpoint)))


def _new_secret() -> str:
    return "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.SECRET_LENGTH))


def _told_of(phone: DeskPhone) -> Told:
    return {(ObjectKind(kind), rules.endpoint_name(phone.name)): fields for kind, fields in phone.told.items()}


def _state(found: TrunkFound) -> str:
    if not found.is_there:
        return MISSING
    return REGISTERED if any(one.status in ANSWERS for one in found.contacts) else UNREACHED
