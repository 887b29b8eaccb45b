"""Hands a message to the mail server, and tells refusals that pass from those that last."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

from dialer.core.settings import Settings

ANSWER_WITHIN_S: Final = 30.0  # of the mail server, for each of its answers


@dataclass(eq=False)
class NotDelivered(Exception):  # noqa: N818 - reads as what it is
    """The mail server did not take a message; `is_final`: nor will it later (RFC 5321, 4.2.1)."""

    trouble: str
    is_final: bool


async def deliver(settings: Settings, mail: EmailMessage, recipient: str) -> None:
    """Hand a message to the mail server for one recipient. Raises `NotDelivered`."""
    import aiosmtplib  # only where mail is sent

    secret = settings.smtp_password
    try:
        await aiosmtplib.send(
            mail,
            sender=settings.smtp_from,
            recipients=[recipient],
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=secret.get_secret_value() if secret is not None else None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=ANSWER_WITHIN_S,
        )
    except aiosmtplib.SMTPAuthenticationError as error:
        raise NotDelivered(str(error), is_final=False) from None
    except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused) as error:
        refused = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
        raise NotDelivered(f"{refused.code} {refused.message}", is_final=refused.code >= 500) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise NotDelivered(str(error) or type(error).__name__, is_final=False) from None
    except (ValueError, IndexError) as error:  # what no header can hold, such as an address that is none
        raise NotDelivered(str(error) or type(error).__name__, is_final=True) from None
