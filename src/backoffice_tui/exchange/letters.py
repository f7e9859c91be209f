"""Letters to customers: a draft that any mail program opens, or sent by the company's own mail server."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from mimetypes import guess_type
from pathlib import Path
from typing import Final, Literal, TypeAlias

from backoffice_tui.exchange.files import replacing
from backoffice_tui.routine.errors import Refused, StoreTrouble, Usage
from backoffice_tui.routine.text import clean

Security: TypeAlias = Literal["none", "starttls", "ssl"]

TIMEOUT: Final = 10.0
"""Seconds that each step with the mail server may take."""

_HERE = {"localhost", "127.0.0.1", "::1"}
_MAILBOX = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_EXPORTED = re.compile(r"sms-\d{6,}\.txt|brev-\d{6,}\.eml")
_LONGEST_ADDRESS = 254
_LONGEST_SUBJECT = 200
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address; addresses as `elin@example.se`, without names."""

    to: str = field(repr=False)
    sender: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


def message(letter: Letter) -> EmailMessage:
    """The letter as the mail standard has it; Refused when an address is none."""
    made = EmailMessage(policy=SMTP)
    made["From"] = address(letter.sender, field="sender")
    made["To"] = address(letter.to, field="to")
    made["Subject"] = clean(letter.subject, one_line=True, limit=_LONGEST_SUBJECT)
    made.set_content(clean(letter.body), charset="utf-8", cte="quoted-printable")
    for attachment in letter.attachments:
        name = (
            clean(attachment.name, one_line=True, limit=_LONGEST_NAME)
            .replace("/", "_")
            .replace("\\", "_")
        )
        kind, _, detail = (guess_type(name)[0] or "application/octet-stream").partition("/")
        if kind in {"message", "multipart"}:
            kind, detail = "application", "octet-stream"
        made.add_attachment(attachment.content, maintype=kind, subtype=detail, filename=name)
    return made


def address(text: str, *, field: str) -> Address:
    """One mail address, its domain in ASCII; Refused names the field when it is none."""
    mailbox, at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    fits = len(mailbox) + len(ascii_domain) < _LONGEST_ADDRESS
    if not (at and fits and _MAILBOX.fullmatch(mailbox) and all(map(_LABEL.fullmatch, labels))):
        raise Refused("exchange.address", field=field, address=clean(text, one_line=True, limit=80))
    return Address(username=mailbox, domain=ascii_domain)


def written_as(number: int, *, text_message: bool = False) -> str:
    """The name of the file that a message of this number is exported to."""
    return f"sms-{number:06d}.txt" if text_message else f"brev-{number:06d}.eml"


def is_exported(path: Path) -> bool:
    """Whether the file has the name of an exported message."""
    return _EXPORTED.fullmatch(path.name) is not None


def save_draft(letter: Letter, folder: Path, number: int) -> Path:
    """Writes `brev-000012.eml` for a mail program to open and send; the name says nothing of the receiver."""
    draft = message(letter)
    draft["X-Unsent"] = "1"
    path = folder / written_as(number)
    with replacing(path) as file:
        file.write(draft.as_bytes())
    return path


def send(
    letter: Letter,
    *,
    host: str,
    port: int,
    security: Security = "starttls",
    user: str = "",
    password: str = "",
) -> str:
    """Hands the letter to the mail server and returns its Message-ID; StoreTrouble says which step failed.

    A password goes over an encrypted line only, or to this machine itself.
    """
    made = message(letter)
    if user and security == "none" and host not in _HERE:
        raise Usage("exchange.mail.in-the-clear", host=clean(host, one_line=True))
    made["Date"] = localtime()
    # The default would tell everybody the name of this machine.
    identity = make_msgid(
        domain=letter.sender.strip().rpartition("@")[2].encode("idna").decode("ascii")
    )
    made["Message-ID"] = identity
    with _told(host, port) as progress, _connected(host, port, security) as server:
        if user:
            server.login(user, password)
        progress.handing_over = True
        server.send_message(made)
    return identity


@contextmanager
def _connected(host: str, port: int, security: Security) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if security == "ssl":
        with smtplib.SMTP_SSL(
            host, port, local_hostname="localhost", timeout=TIMEOUT, context=trust
        ) as server:
            yield server
        return
    with smtplib.SMTP(host, port, local_hostname="localhost", timeout=TIMEOUT) as server:
        if security == "starttls":
            server.starttls(context=trust)
        yield server


@dataclass(slots=True)
class _Progress:
    handing_over: bool = False


@contextmanager
def _told(host: str, port: int) -> Iterator[_Progress]:
    where = f"{clean(host, one_line=True, limit=80)}:{port}"
    progress = _Progress()
    try:
        yield progress
    except smtplib.SMTPAuthenticationError:
        key = "exchange.mail.login"
    except smtplib.SMTPRecipientsRefused:
        key = "exchange.mail.recipient"
    except smtplib.SMTPSenderRefused:
        key = "exchange.mail.sender"
    except smtplib.SMTPNotSupportedError:
        key = "exchange.mail.not-supported"
    except ssl.SSLError:
        key = "exchange.mail.encryption"
    except (TimeoutError, smtplib.SMTPServerDisconnected):
        key = "exchange.mail.unsure" if progress.handing_over else "exchange.mail.unreachable"
    except (smtplib.SMTPException, MessageError):
        key = "exchange.mail.refused"
    except OSError:
        key = "exchange.mail.unreachable"
    else:
        return
    # Answers of the server repeat addresses, so the sentence does not.
    raise StoreTrouble(key, server=where)
