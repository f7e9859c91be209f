"""Letters reach a real mail server or become a draft, and nothing in them becomes a header."""

import email
import os
import socket
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.exchange import letters
from backoffice_tui.exchange.letters import Attachment, Letter, message, save_draft, send
from backoffice_tui.routine.errors import Refused, StoreTrouble, Usage
from backoffice_tui.routine.text import clean
from tests.hostile import HOSTILE

LETTER = Letter(
    to="elin.ek@example.se",
    sender="stora@energi.example",
    subject="Bekräftelse: ändrad fakturaadress – åäö",
    body="Hej!\n\nVi har ändrat fakturaadressen på 12 anläggningar.\n.\nHälsningar\n",
    attachments=(Attachment("Anläggningar å.csv", b"a;b\r\n1;2\r\n"),),
)


def parsed(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


class Inbox(Message):
    """Keeps what the server took in."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[EmailMessage] = []

    def handle_message(self, message: object) -> None:
        self.messages.append(parsed(bytes(message)))  # type: ignore[call-overload]

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        if address.startswith("okand"):
            return f"550 no such mailbox {address}"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return "250 OK"


def login(
    _server: object, _session: object, _envelope: object, _mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data.password == b"hemligt", handled=False)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    server = Controller(inbox, hostname="127.0.0.1", port=free_port(), authenticator=login,
                        auth_require_tls=False)  # fmt: skip
    server.start()
    yield server.port
    server.stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cert") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(path.with_name("key.pem")), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


@pytest.mark.rule("STORA-11")
def test_a_letter_arrives_as_it_was_written(inbox: Inbox, port: int) -> None:
    identity = send(LETTER, host="127.0.0.1", port=port, security="none")
    (arrived,) = inbox.messages
    assert arrived["To"] == "elin.ek@example.se"
    assert arrived["From"] == "stora@energi.example"
    assert arrived["Subject"] == LETTER.subject
    assert arrived["Message-ID"] == identity
    assert identity.endswith("@energi.example>")
    assert arrived["Date"].datetime.tzinfo is not None
    assert arrived["X-Unsent"] is None
    body = arrived.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.body
    (attached,) = arrived.iter_attachments()
    assert attached.get_filename() == "Anläggningar å.csv"
    assert attached.get_payload(decode=True) == b"a;b\r\n1;2\r\n"
    assert socket.gethostname() not in str(arrived["Message-ID"])


@pytest.mark.rule("STORA-11")
def test_a_draft_opens_in_any_mail_program(tmp_path: Path) -> None:
    path = save_draft(LETTER, tmp_path, 12)
    assert path.name == "brev-000012.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert b"\n" not in content.replace(b"\r\n", b"")
    draft = parsed(content)
    assert draft["X-Unsent"] == "1"
    assert draft["Subject"] == LETTER.subject
    body = draft.get_body()
    assert body is not None
    assert "fakturaadressen på 12 anläggningar" in body.get_content()
    assert save_draft(LETTER, tmp_path, 12) == path
    assert len(list(tmp_path.iterdir())) == 1


def test_a_draft_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="Mappen"):
        save_draft(LETTER, tmp_path / "finns inte", 1)


HEADERS = {"from", "to", "subject", "content-type", "content-transfer-encoding", "mime-version"}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_becomes_a_header(name: str) -> None:
    text = HOSTILE[name][:5_000]
    nasty = Letter("a@b.se", "c@d.se", text, text, (Attachment(text, b"x"),))
    made = parsed(message(nasty).as_bytes())
    assert {key.lower() for key in made} <= HEADERS
    assert "\n" not in made["Subject"]
    assert len(list(made.iter_attachments())) == 1


@given(st.text(st.characters(codec=None), max_size=60))
def test_no_subject_breaks_the_letter(text: str) -> None:
    subject = f"{text}\r\nBcc: alla@example.se\r\n\r\n{text}"
    made = parsed(message(Letter("a@b.se", "c@d.se", subject, text)).as_bytes())
    assert {key.lower() for key in made} <= HEADERS
    body = made.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == clean(text).rstrip("\n")


@pytest.mark.parametrize(
    "address",
    [
        "", "elin", "@example.se", "elin@", "a@b@c.se", "a b@c.se", "a@b.se, c@d.se", "<a@b.se>",
        "Elin <a@b.se>", "a@b.se\r\nBcc: x@y.se", "a@b..se", "a@-b.se", "å@b.se", "a" * 260 + "@b.se",
        "a@b.se;c@d.se", ".a@b.se", "a@b.se\x00",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_by_its_field(address: str) -> None:
    with pytest.raises(Refused) as found:
        message(Letter(address, "c@d.se", "x", "x"))
    assert found.value.field == "to"
    with pytest.raises(Refused) as found:
        message(Letter("c@d.se", address, "x", "x"))
    assert found.value.field == "sender"
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    "address", ["elin.ek+x@example.se", "o'neil@sub.example.com", "a@åäö.se", " a@b.se "]
)
def test_addresses_that_people_have(address: str) -> None:
    made = message(Letter(address, "c@d.se", "x", "x"))
    assert made["To"].addresses[0].addr_spec.isascii()


def test_login_and_its_failure(inbox: Inbox, port: int) -> None:
    hand_over = partial(send, LETTER, host="localhost", port=port, security="none", user="stora")
    hand_over(password="hemligt")
    with pytest.raises(StoreTrouble, match="lösenordet") as found:
        hand_over(password="felaktigt")
    assert "felaktigt" not in f"{found.value!r} {found.value} {found.value.values}"
    assert found.value.__cause__ is None
    assert len(inbox.messages) == 1


def test_a_password_never_goes_in_the_clear() -> None:
    with pytest.raises(Usage, match="okrypterat"):
        send(LETTER, host="mail.example", port=25, security="none", user="x", password="y")


def test_a_refused_receiver_is_told_without_the_address(port: int) -> None:
    unknown = Letter("okand@example.se", "c@d.se", "x", "x")
    with pytest.raises(StoreTrouble, match="mottagarens adress") as found:
        send(unknown, host="127.0.0.1", port=port, security="none")
    assert "okand" not in str(found.value)


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_an_encrypted_line(
    inbox: Inbox, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: letters.Security
) -> None:
    tls = server_side(certificate)
    make = partial(Controller, inbox, hostname="localhost", port=free_port(), authenticator=login)
    if security == "ssl":
        server = make(ssl_context=tls, auth_require_tls=False)
    else:
        server = make(tls_context=tls, require_starttls=True)
    hand_over = partial(send, LETTER, host="localhost", port=server.port, security=security)
    server.start()
    try:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        hand_over(user="stora", password="hemligt")
        monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
        with pytest.raises(StoreTrouble, match="säker förbindelse"):
            hand_over()
    finally:
        server.stop()
    assert len(inbox.messages) == 1


def test_a_server_without_encryption_is_not_used_when_it_is_asked_for(
    inbox: Inbox, port: int
) -> None:
    with pytest.raises(StoreTrouble, match="kan inte det"):
        send(LETTER, host="127.0.0.1", port=port, security="starttls")
    assert inbox.messages == []


def test_no_server_and_a_silent_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreTrouble, match="svarar inte"):
        send(LETTER, host="127.0.0.1", port=free_port(), security="none")
    assert letters.TIMEOUT <= 10
    monkeypatch.setattr(letters, "TIMEOUT", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(StoreTrouble, match="svarar inte"),
    ):
        send(LETTER, host="127.0.0.1", port=silent.getsockname()[1], security="none")


def answering(server: socket.socket, *answers: bytes) -> threading.Thread:
    """Says one thing after another, whatever it hears, and hangs up."""

    def answer() -> None:
        line, _ = server.accept()
        for said in answers:
            line.sendall(said)
            line.recv(65_536)
        line.close()

    thread = threading.Thread(target=answer)
    thread.start()
    return thread


def test_a_line_that_breaks_while_the_letter_is_handed_over_leaves_it_open() -> None:
    """250 to EHLO, MAIL and RCPT, 354 to DATA, then nothing after the letter."""
    with socket.create_server(("127.0.0.1", 0)) as torn:
        thread = answering(torn, b"220 hej\r\n", *[b"250 OK\r\n"] * 3, b"354 skriv\r\n")
        with pytest.raises(StoreTrouble, match="kan ha gått fram"):
            send(LETTER, host="127.0.0.1", port=torn.getsockname()[1], security="none")
        thread.join()


def test_a_server_that_talks_nonsense() -> None:
    with socket.create_server(("127.0.0.1", 0)) as strange:
        thread = answering(strange, b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with pytest.raises(StoreTrouble, match="tog inte emot mejlet"):
            send(LETTER, host="127.0.0.1", port=strange.getsockname()[1], security="none")
        thread.join()


def test_a_letter_keeps_its_contents_out_of_logs() -> None:
    assert "elin" not in repr(LETTER)
    assert "fakturaadress" not in repr(LETTER)
