"""A message as mail (mailto://, mailtos://): text and attachments, known again by its Message-ID.

The address of the server is read by apprise. The mail is written and handed over here because apprise gives every try
a Message-ID of its own, by which the same mail sent twice would be two, and does not hand on what the server said.
"""

import mimetypes
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sales_pipeline.render.text import one_line
from sales_pipeline.telling.message import Answer, Message

TIMEOUT_SECONDS = 30
OK = 250


def send(service: Any, message: Message, attached: Sequence[Path]) -> Answer:
    """Hand a message over to the server of an apprise service."""
    try:
        mail = written(message, service.from_addr[1], attached)
    except (MessageError, ValueError, IndexError):
        return Answer(False, f"{one_line(message.email, 80) or 'no address'} is no mail address: see people.csv")
    try:
        with _connected(service) as server:
            return _handed_over(server, service.from_addr[1], str(message.email), mail)
    except smtplib.SMTPResponseException as error:
        return Answer(False, _said(error.smtp_code, error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Answer(False, one_line(error, 200) or type(error).__name__)


def written(message: Message, sender: str, attached: Sequence[Path]) -> EmailMessage:
    """The mail; an address that is none raises."""
    address = message.email or ""
    if not address.isascii():
        # few servers take others, and none may be asked before it is known
        raise ValueError(address)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Sales pipeline", addr_spec=sender)
    mail["To"] = Address(one_line(message.person_name, 100), addr_spec=address)
    mail["Subject"] = one_line(message.subject, 200)
    mail["Date"] = format_datetime(datetime.fromisoformat(message.written_at))
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2]}>"
    # no answer by a machine to a machine
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="base64")
    for path in attached:
        kind = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").split("/")
        mail.add_attachment(path.read_bytes(), maintype=kind[0], subtype=kind[1], filename=path.name)
    return mail


@contextmanager
def _connected(service: Any) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if not service.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if service.secure_mode == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            service.smtp_host, service.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(service.smtp_host, service.port, timeout=TIMEOUT_SECONDS)
    with server:
        if service.secure_mode == "starttls":
            server.starttls(context=context)
        if service.user and service.password:
            server.login(service.user, service.password)
        yield server


def _handed_over(server: smtplib.SMTP, sender: str, recipient: str, mail: EmailMessage) -> Answer:
    """Step by step, to hear what the server says to the mail and not only that it took it."""
    server.ehlo_or_helo_if_needed()
    for code, said in (server.mail(sender), server.rcpt(recipient)):
        if code != OK:
            return Answer(False, _said(code, said))
    code, said = server.data(mail.as_bytes())
    return Answer(code == OK, _said(code, said))


def _said(code: int, text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(f"{code} {plain}", 200)
