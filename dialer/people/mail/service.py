"""Mail to people: written by template, and sent by a job that asks the server again when it refuses for now."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any, Final
from uuid import uuid4

from dialer.access.companies.model import Company
from dialer.core.card_numbers import check_no_card
from dialer.core.enums import CallbackState
from dialer.core.errors import ContactRefused
from dialer.core.request_errors import Invalid, MailOff
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import ENGLISH
from dialer.i18n.message import msg
from dialer.jobs.kinds import MAIL
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.people.interactions.model import Interaction
from dialer.people.mail.delivery import NotDelivered, deliver
from dialer.people.mail.model import AGAIN_AFTER_S, ZONE, MessageState, SentMessage, Writer
from dialer.people.mail.templates import RESULTS, MailTemplate, MailTemplates
from dialer.people.persons.model import Channel, Person, PointKind, Purpose
from dialer.stores.people import PeopleStore

log = logging.getLogger(__name__)

AT_ONCE: Final = 50
TAKEN_FOR_S: Final = 600.0
TROUBLE_CHARACTERS: Final = 300
CANCELLED: Final = {"state": MessageState.CANCELLED.value, "trouble": "", "sent_at": None}


class MailService:
    """Requests about written messages, and their sending."""

    def __init__(self, store: PeopleStore, runner: Runner, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._runner, self._settings, self._clock = store, runner, settings, clock
        self.templates = MailTemplates(settings.mail_templates_dir)
        runner.add(JobKind(name=MAIL, run=self._send_due, at_once=1))
        runner.add_duty(self.look)

    @property
    def is_on(self) -> bool:
        """Whether a mail server is set up."""
        return self._settings.smtp_host is not None

    async def write(
        self, one: Interaction, *, template: str, language: str | None, to: str | None, text: str, actor: str
    ) -> SentMessage:
        """Write to the person of an interaction, by template. Raises `Invalid`, `CardNumber`, `MailOff`,
        `ContactRefused`."""
        self.check_on()
        check_no_card(text, "text")
        known = self.templates.get(template)
        if one.person is None:
            raise Invalid([("to", msg("it is not known whose interaction this is"))])
        if bool(text.strip()) is not known.takes_text:
            what = msg("this template needs a text") if known.takes_text else msg("this template takes no text")
            raise Invalid([("text", what)])
        await self._check_allowed(one.person, known)
        facts: dict[str, Any] = {"text": text.strip(), "agent": await self._agent_name(one.agent_id)}
        if template == "callback_promised":
            facts |= await self._promised(one)
        row = await self._row(one.person, known, facts, to=to, language=language, campaign_id=one.campaign_id)
        row |= {"interaction_id": one.id, "by": Writer.AGENT.value}
        return await self._queue(row, actor)

    async def notify(
        self, person: Person, template: str, facts: Mapping[str, Any], *, campaign_id: int | None, actor: str
    ) -> SentMessage | None:
        """Tell a person something by Pronto's own mail; None if that cannot be, as without an address."""
        known = self.templates.get(template)
        if not self.is_on or not person.of_kind(PointKind.EMAIL) or not await self._is_allowed(person, known):
            return None
        row = await self._row(person, known, facts, to=None, language=None, campaign_id=campaign_id)
        return await self._queue({**row, "interaction_id": None, "by": Writer.SYSTEM.value}, actor)

    def check_on(self) -> None:
        """Raise `MailOff` unless a mail server is set up."""
        if not self.is_on:
            raise MailOff

    async def _queue(self, row: Mapping[str, Any], actor: str) -> SentMessage:
        queued = await self._store.messages.queue(row, actor=actor, now=self._clock())
        self._runner.wake()
        return queued

    def report(
        self, *, company: Company, to: str, language: str, zone: str, facts: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The columns of a message with a campaign's results; whoever wants it sent queues it."""
        written = self.templates.write(RESULTS, language, zone, facts)
        return {
            "company_id": company.id,
            "person_id": None,
            "interaction_id": None,
            "channel": Channel.EMAIL.value,
            "by": Writer.SYSTEM.value,
            "template": RESULTS,
            "language": language,
            "recipient": to,
            "subject": written.subject,
            "text": written.text,
            "external_id": self._new_id(),
        }

    def _new_id(self) -> str:
        return f"<{uuid4().hex}@{(self._settings.smtp_from or '').rpartition('@')[2]}>"

    async def _check_allowed(self, person: Person, template: MailTemplate) -> None:
        if not await self._is_allowed(person, template):
            raise ContactRefused(id=person.id)

    async def _is_allowed(self, person: Person, template: MailTemplate) -> bool:
        """Whether the person's last word on such mail, if there was one, was no no."""
        return await self._allows(person.id, _purpose_of(template))

    async def _allows(self, person_id: int, purpose: Purpose) -> bool:
        said = [
            one
            for one in await self._store.person_records.permissions(person_id)
            if one.purpose is purpose and one.channel in (None, Channel.EMAIL)
        ]
        return not said or said[0].holds

    async def _promised(self, one: Interaction) -> dict[str, Any]:
        found = await self._store.callbacks.list(lead_id=one.lead_id, state=CallbackState.WAITING, sees=EVERYTHING)
        if one.lead_id is None or not found:
            raise Invalid([("template", msg("nobody was promised a call: use another template"))])
        callback = found[0].callback
        return {"due_at": callback.due_at, "agent": await self._agent_name(callback.agent_id)}

    async def _agent_name(self, agent_id: int | None) -> str:
        if agent_id is None:
            return ""
        agent = await self._store.agents.get(agent_id, sees=EVERYTHING)
        return agent.display_name or agent.name

    async def _row(
        self,
        person: Person,
        template: MailTemplate,
        facts: Mapping[str, Any],
        *,
        to: str | None,
        language: str | None,
        campaign_id: int | None,
    ) -> dict[str, Any]:
        addresses = person.of_kind(PointKind.EMAIL)
        recipient = to.strip().lower() if to else next(iter(addresses), "")
        if recipient not in addresses:
            raise Invalid([("to", msg("this is no e-mail address of the person: add it to the person first"))])
        company = await self._store.companies.get(person.company_id, sees=EVERYTHING)
        zone = ZONE
        if campaign_id is not None:
            zone = (await self._store.campaigns.get(campaign_id, sees=EVERYTHING)).time_zone
        spoken = language or self._language(person, company, template)
        more = {"name": person.name, "company": company.name, "contact": company.privacy.email}
        written = self.templates.write(template.name, spoken, zone, {**more, **facts})
        return {
            "company_id": person.company_id,
            "person_id": person.id,
            "channel": Channel.EMAIL.value,
            "template": template.name,
            "language": spoken,
            "recipient": recipient,
            "subject": written.subject,
            "text": written.text,
            "external_id": self._new_id(),
        }

    def _language(self, person: Person, company: Company, template: MailTemplate) -> str:
        wished = (person.language, company.privacy.language, self._settings.language or ENGLISH)
        return next((one for one in wished if one in template.languages), template.languages[0])

    async def look(self) -> None:
        """Queue the sending of messages that wait for another try."""
        if not self.is_on or not await self._store.messages.due(now=self._clock(), most=1):
            return
        if not await self._store.jobs.open(MAIL):
            await self._store.jobs.queue(MAIL, "mail", {}, actor="", now=self._clock())
            self._runner.wake()

    async def _send_due(self, _job: Job) -> None:
        """Send what waits."""
        messages = self._store.messages
        while self.is_on and (due := await messages.due(now=self._clock(), most=AT_ONCE)):
            for message_id in due:
                now = self._clock()
                if (taken := await messages.take(message_id, until=now + TAKEN_FOR_S, now=now)) is not None:
                    refused = await self._is_refused(taken)
                    await messages.end(taken.id, CANCELLED if refused else await self._sent(taken))

    async def _is_refused(self, message: SentMessage) -> bool:
        """Whether the person has said no to such mail since it was written."""
        if message.person_id is None:
            return False
        try:
            template = self.templates.get(message.template)
        except Invalid:  # the installation no longer has it: what it was for is not known
            return not await self._allows(message.person_id, Purpose.MARKETING)
        return not await self._allows(message.person_id, _purpose_of(template))

    async def _sent(self, message: SentMessage) -> dict[str, Any]:
        """Send a message; return what became of it, as columns."""
        if message.tries > len(AGAIN_AFTER_S) + 1:  # whoever took it before did not come back
            return self._failed(message.trouble)
        try:
            await deliver(self._settings, await self._enveloped(message), message.recipient)
        except NotDelivered as error:
            return self._failed(error.trouble) if error.is_final else self._again(message, error.trouble)
        except (ValueError, IndexError) as error:  # what no header can hold, such as an address that is none
            return self._failed(str(error) or type(error).__name__)
        return {"state": MessageState.SENT.value, "sent_at": self._clock(), "trouble": ""}

    def _again(self, message: SentMessage, trouble: str) -> dict[str, Any]:
        """The columns of a message that is tried again later, or was tried often enough."""
        log.warning("message %d was not sent: the mail server does not take it now", message.id)
        if message.tries > len(AGAIN_AFTER_S):
            return self._failed(trouble)
        due_at = self._clock() + AGAIN_AFTER_S[message.tries - 1]
        return {"state": MessageState.QUEUED.value, "due_at": due_at, "trouble": trouble[:TROUBLE_CHARACTERS]}

    def _failed(self, trouble: str) -> dict[str, Any]:
        return {"state": MessageState.FAILED.value, "trouble": trouble[:TROUBLE_CHARACTERS]}

    async def _enveloped(self, message: SentMessage) -> EmailMessage:
        company = await self._store.companies.get(message.company_id, sees=EVERYTHING)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr((" ".join(company.name.split()), self._settings.smtp_from or ""))
        mail["To"] = message.recipient
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(datetime.fromtimestamp(message.made_at, UTC))
        mail["Message-ID"] = message.external_id
        if company.privacy.email:
            mail["Reply-To"] = company.privacy.email
        if message.by is Writer.SYSTEM:
            mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that no absence answers it
        mail.set_content(message.text)
        mail["Content-Language"] = message.language  # after the text, which takes headers of content along
        return mail


def _purpose_of(template: MailTemplate) -> Purpose:
    return Purpose.MARKETING if template.is_marketing else Purpose.SERVICE
