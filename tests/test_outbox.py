"""The outbox: nothing goes out twice, nothing sent is called back, and files tell nothing of people."""

import email
import socket
import stat
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from backoffice_tui.desk import outbox
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.cases import Case
from backoffice_tui.model.desk import Customer, Message
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.settings import Mail
from tests.calls import reconnection, taken
from tests.conftest import MakeDesk
from tests.hostile import HOSTILE


class Postbox:
    """A mail server that keeps what it gets and refuses one address."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Nobody of that name lives at `nobody`."""
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter."""
        self.got.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Mail]]:
    """A mail server on this machine, and the settings that reach it."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Mail(host="127.0.0.1", port=port, security="none", sender="backoffice@example.se")
    controller.stop()


def mailed(desk: Desk, queue: Queue, number: str, to: str, body: str = "Hej!") -> int:
    """The id of a mail about a case, waiting in the outbox."""
    from sqlmodel import select

    with desk.store.transaction() as session:
        case = session.exec(
            select(Case).where(Case.queue == queue.key, Case.number == number)
        ).one()
        message = Message(
            case_id=case.id,
            channel="mail",
            recipient=to,
            subject="Dina anläggningar",
            body=body,
            made_at=desk.now(),
            made_by=desk.agent,
        )
        session.add(message)
    assert message.id is not None
    return message.id


def texted(desk: Desk, queue: Queue, which: int = 0, **changes: object) -> tuple[str, int]:
    """A reconnection whose text message waits: number of the case, id of the message."""
    number = reconnection(desk, queue, which, **changes)
    perform(desk, queue, number, "text", {})
    return number, outbox.listed(desk)[-1].id


@pytest.mark.rule("SYST-13")
def test_a_text_message_waits_to_be_copied_and_is_marked_as_sent(desk: Desk, syst: Queue) -> None:
    number, message = texted(desk, syst)
    (line,) = outbox.listed(desk)
    assert (line.case, line.channel, line.to, line.state) == (
        number,
        "sms",
        nobody.MOBILES[0],
        "draft",
    )
    assert "Provgatan 0" in outbox.show(desk, message).body
    outbox.mark_sent(desk, message)
    assert outbox.listed(desk) == []
    (line,) = outbox.listed(desk, all=True)
    assert line.state == "sent"
    entry = show(desk, syst, number).log[-1]
    assert (entry.move, entry.by, entry.text) == ("sent", "xanna", f"Sms nr {message} skickat.")
    assert line.to not in entry.text


@pytest.mark.rule("SYST-13")
@pytest.mark.rule("ALL-06")
def test_what_was_sent_cannot_be_called_back(desk: Desk, colleague: Desk, syst: Queue) -> None:
    number, message = texted(desk, syst)
    outbox.mark_sent(desk, message)
    with pytest.raises(Refused, match="går inte att ångra"):
        undo(desk, syst, number)
    with pytest.raises(Refused, match="redan"):
        outbox.mark_sent(colleague, message)
    assert [entry.move for entry in show(desk, syst, number).log] == ["new", "text", "sent"]


def test_a_message_taken_back_no_longer_waits(desk: Desk, syst: Queue) -> None:
    number, message = texted(desk, syst)
    undo(desk, syst, number)
    assert outbox.listed(desk) == []
    assert [line.state for line in outbox.listed(desk, all=True)] == ["withdrawn"]
    with pytest.raises(Refused, match="tillbakadraget"):
        outbox.mark_sent(desk, message)
    with pytest.raises(NotFound):
        outbox.show(desk, 99)
    with pytest.raises(NotFound):
        outbox.mark_sent(desk, 99)


def _protect(desk: Desk, customer: str) -> None:
    with desk.store.transaction() as session:
        session.add(Customer(customer=customer, name="X", kind="private", protected=True))


@pytest.mark.rule("ALL-08")
def test_a_protected_person_is_dots_but_for_the_one_who_works_on_it(
    desk: Desk, colleague: Desk, syst: Queue, tmp_path: Path
) -> None:
    _protect(desk, "4711")
    _, message = texted(desk, syst, customer="4711")
    assert outbox.listed(desk)[0].to == DOTS
    assert outbox.show(desk, message).line.to == nobody.MOBILES[0]
    hidden = outbox.show(colleague, message)
    assert (hidden.line.to, hidden.body) == (DOTS, DOTS)
    assert outbox.export(colleague, tmp_path) == []
    assert [line.id for line in outbox.withheld(colleague)] == [message]
    assert outbox.withheld(desk) == []
    assert len(outbox.export(desk, tmp_path)) == 1


def test_exported_files_open_in_other_programs_and_name_nobody(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    for which, text in enumerate(HOSTILE):
        number, _ = texted(desk, syst, which, address=f"Elingatan {text}")
        mailed(desk, syst, number, "elin@example.se", body=f"Hej Elin {text}")
    folder = tmp_path / "ut"
    folder.mkdir()
    paths = outbox.export(desk, folder)
    assert len(paths) == 2 * len(HOSTILE)
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stem.rpartition("-")[0] in ("brev", "sms")
    for sms, eml in zip(paths[::2], paths[1::2], strict=True):
        letter = email.message_from_bytes(eml.read_bytes(), policy=default)
        assert (letter["To"], letter["X-Unsent"]) == ("elin@example.se", "1")
        assert sms.read_text("utf-8").startswith("070-174 06")
        assert "\x1b" not in sms.read_text("utf-8")
    # What was exported still waits: only a person knows whether it went out.
    assert len(outbox.listed(desk)) == len(paths)
    assert outbox.export(desk, folder) == paths


def test_mails_go_out_once_and_what_fails_still_waits(
    make_desk: MakeDesk, syst: Queue, postbox: tuple[Postbox, Mail]
) -> None:
    box, mail = postbox
    desk = make_desk(mail=mail)
    number = taken(desk, syst)
    good = mailed(
        desk, syst, number, "elin@example.se", body="Allt är ändrat på anläggning å, ä, ö."
    )
    refused = mailed(desk, syst, number, "nobody@example.se")
    wrong = mailed(desk, syst, number, "ingen adress")
    _, sms = texted(desk, syst, 1)
    results = dict(outbox.send(desk))
    assert results[good] == ""
    assert results[refused]
    assert "nobody@" not in results[refused]
    assert results[wrong]
    assert sms not in results
    assert {line.id for line in outbox.listed(desk)} == {refused, wrong, sms}
    assert {line.state for line in outbox.listed(desk)} == {"draft"}
    assert show(desk, syst, number).log[-1].text == f"Mejl nr {good} skickat."
    assert [each for each, _ in outbox.send(desk)] == [refused, wrong]
    (letter,) = (email.message_from_bytes(each, policy=default) for each in box.got)
    assert "å, ä, ö" in letter.get_content()


def test_without_a_mail_server_sending_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"backoffice\.toml"):
        outbox.send(desk)


def test_a_server_that_is_not_there_leaves_everything_waiting(
    make_desk: MakeDesk, syst: Queue
) -> None:
    mail = Mail(host="127.0.0.1", port=1, security="none", sender="backoffice@example.se")
    desk = make_desk(mail=mail)
    message = mailed(desk, syst, taken(desk, syst), "elin@example.se")
    ((sent, why),) = outbox.send(desk)
    assert (sent, bool(why)) == (message, True)
    assert [line.state for line in outbox.listed(desk)] == ["draft"]
