"""Mail to users when how they sign in has changed: whoever did it, they shall know."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from dialer.access.model import AccountChange, User
from dialer.access.store.users import Users
from dialer.core.errors import UnknownUser
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import ENGLISH
from dialer.jobs.kinds import ACCOUNT_MAIL
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.store import Jobs
from dialer.people.mail.delivery import NotDelivered, deliver
from dialer.people.mail.model import AGAIN_AFTER_S, ZONE
from dialer.people.mail.templates import ACCOUNT, MailTemplates

log = logging.getLogger(__name__)


class AccountNotices:
    """Queues these messages and sends them; without a mail server, or an address of the user, there are none."""

    def __init__(
        self,
        jobs: Jobs,
        users: Users,
        runner: Runner,
        settings: Settings,
        templates: MailTemplates,
        clock: Callable[[], float],
    ) -> None:
        self._jobs, self._users, self._runner, self._settings = jobs, users, runner, settings
        self._templates, self._clock = templates, clock
        runner.add(JobKind(name=ACCOUNT_MAIL, run=self._send, failed=_log_failure, at_once=1))

    async def tell(self, user: User, change: AccountChange) -> None:
        """Have a user told that this has changed now."""
        if self._settings.smtp_host is not None and user.email is not None:
            await self._queue(user.id, {"change": change.value, "at": self._clock(), "tries": 0}, due_at=0.0)

    async def _queue(self, user_id: int, arguments: dict[str, object], *, due_at: float) -> None:
        arguments = {"user_id": user_id, **arguments}
        await self._jobs.queue(ACCOUNT_MAIL, f"user:{user_id}", arguments, actor="", now=self._clock(), due_at=due_at)
        self._runner.wake()

    async def _send(self, job: Job) -> None:
        """Send one message; if the server refuses for now, queue it again as `AGAIN_AFTER_S` says."""
        asked = dict(job.arguments)
        user_id, tries = asked.pop("user_id"), asked["tries"]
        try:
            user = await self._users.get(user_id, sees=EVERYTHING)
        except UnknownUser:
            return
        if self._settings.smtp_host is None or user.email is None:
            return
        try:
            await deliver(self._settings, self._written(user, asked["change"], asked["at"]), user.email)
        except NotDelivered as error:
            if error.is_final or tries >= len(AGAIN_AFTER_S):
                log.warning("user %d was not told of a change to the account: %s", user_id, error.trouble)
            else:
                due_at = self._clock() + AGAIN_AFTER_S[tries]
                await self._queue(user_id, {**asked, "tries": tries + 1}, due_at=due_at)

    def _written(self, user: User, change: str, at: float) -> EmailMessage:
        language = user.language or self._settings.language or ENGLISH
        written = self._templates.write(
            ACCOUNT, language, ZONE, {"name": user.display_name, "change": change, "at": at}
        )
        mail = EmailMessage(policy=SMTP)
        mail["From"] = formataddr(("Pronto", self._settings.smtp_from or ""))
        mail["To"] = user.email
        mail["Subject"] = written.subject
        mail["Date"] = format_datetime(datetime.fromtimestamp(self._clock(), UTC))
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that no absence answers it
        mail.set_content(written.text)
        mail["Content-Language"] = language  # after the text, which takes headers of content along
        return mail


async def _log_failure(job: Job, error: Exception) -> None:
    log.error("%s was not told of a change to the account: %s", job.subject, error)
