"""A day's returns handed to the bank: each in exactly one file, and the same file whenever it is asked for again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.exchange.files import opened, replacing, shown, told
from backoffice_tui.exchange.payments import Order, Payer, Payment, credit_transfer
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.routine.dates import is_working_day, local
from backoffice_tui.routine.errors import Conflict, Problem, Refused, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.money import grouped, iban
from backoffice_tui.store import known, returns
from backoffice_tui.store.returns import MadeFile, Return
from backoffice_tui.texts import catalogue, say

if TYPE_CHECKING:
    from sqlmodel import Session

RULE: Final = "TYO-17"
PAID_IN: Final = "fi"
"""The language of what the payee reads on the account statement."""

SHEETS: Final = (".xlsx", ".csv")

COLUMNS: Final = ("contract", "case", "type", "holder", "iban", "amount", "reference", "note")


@dataclass(slots=True)
class PaidBack:
    """What a day's file pays back; `file` is empty where there is nothing to pay."""

    day: date
    file: str = ""
    again: bool = False
    """Whether the file had been made before."""
    paid: Sequence[Return] = ()
    left_out: Sequence[Return] = ()
    """Those whose account is not known."""
    later: int = 0
    """How many were booked on the day after its file was made, and stand in the next one."""
    notes: list[str] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """What is paid in all."""
        return sum(each.cents for each in self.paid)


def pay_back(
    desk: Desk,
    queue: Queue,
    day: date | None = None,
    out: Path | None = None,
    sheet: Path | None = None,
    *,
    dry_run: bool = False,
    overwrite: bool = False,
) -> PaidBack:
    """Hand a day's returns to the bank: a pain.001 file at `out`, and at `sheet` a workbook for people.

    The first time takes every return up to the end of the day that no file has; from then on the day has
    its file. Refused without a payer, Usage for a day to come, Conflict where something else is at `out`.
    """
    day = day or desk.today(queue)
    if day > desk.today(queue):
        raise Usage("payments.day-to-come", rule=RULE, field="date", day=day)
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Paying(desk, queue, day, ask).report()
    if out is None:
        raise Usage("payments.where", rule=RULE, field="out")
    _look_at(out, sheet)
    if known_file(desk, day) is None:
        # Before anything is handed over: afterwards it could not be taken back.
        _payer(desk)
        _refuse_taken(out, sheet, overwrite=overwrite)

    from backoffice_tui.store.reader import Inside

    def work(session: "Session") -> tuple[PaidBack, bytes]:
        paying = _Paying(desk, queue, day, Inside(session).rows)
        xml = paying.close(session)
        return paying.report(), xml

    report, xml = desk.store.write(work)
    if xml:
        _put(report, xml, out, sheet, overwrite=overwrite)
    return report


def known_file(desk: Desk, day: date) -> MadeFile | None:
    """The file of a day, once it has been made."""
    return returns.file_of(desk.store.reader.rows, day)


class _Paying:
    """The returns of a day, read in one moment of the store."""

    def __init__(self, desk: Desk, queue: Queue, day: date, ask: known.Ask) -> None:
        self._desk, self._ask, self._data = desk, ask, desk.data(queue)
        self._day, self._now = day, desk.now()
        self._file = returns.file_of(ask, day)
        self._again = self._file is not None
        midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self._data.zone))
        waiting = [self._with_account(each) for each in returns.unpaid(ask, midnight)]
        if self._file:
            self._paid = returns.in_file(ask, self._file.name)
        else:
            self._paid = [each for each in waiting if each.iban]
        self._later = sum(bool(each.iban) for each in waiting) if self._file else 0
        self._left_out = [each for each in waiting if not each.iban]

    def _with_account(self, each: Return) -> Return:
        """The return with the account on the card of whom it goes to, where it was booked without one."""
        if each.iban:
            return each
        for name, account in returns.payees(self._ask, each.contract_id):
            if each.holder in ("", name) and _is_account(account):
                return each._replace(iban=account, holder=name)
        return each

    def report(self) -> PaidBack:
        """What the file has, and what it has not."""
        return PaidBack(
            day=self._day,
            file=self._file.name if self._file else "",
            again=self._again,
            paid=self._paid,
            left_out=self._left_out,
            later=self._later,
        )

    def close(self, session: "Session") -> bytes:
        """The file's bytes, noted as made; none where there is nothing to pay."""
        if not self._paid:
            return b""
        file = self._file = self._file or self._new_file()
        xml = credit_transfer(self._order(file))
        digest = hashlib.sha256(xml).hexdigest()
        if not self._again:
            returns.close(session, file._replace(digest=digest), self._paid, self._desk.agent)
        elif digest != file.digest:
            raise Refused("payments.differs", rule=RULE, name=file.name)
        return xml

    def _new_file(self) -> MadeFile:
        payer, made = _payer(self._desk), local(self._now, self._data.zone)
        name = f"PAL-{self._day:%Y%m%d}-{made:%H%M%S}"
        return MadeFile(name, self._day, self._now, payer.name, payer.iban, payer.bic, "")

    def _order(self, file: MadeFile) -> Order:
        return Order(
            name=file.name,
            made_at=file.made_at,
            day=self._bank_day(file),
            payer=Payer(name=file.payer_name, iban=file.payer_iban, bic=file.payer_bic),
            payments=[_payment(each) for each in self._paid],
        )

    def _bank_day(self, file: MadeFile) -> date:
        """The day on which the bank is to pay: not before the file was made, nor on a day off."""
        day = max(file.day, local(file.made_at, self._data.zone).date())
        while not is_working_day(day, self._data.country):
            day += timedelta(days=1)
        return day


def _payment(each: Return) -> Payment:
    text = catalogue(PAID_IN, "payments")["remittance"]
    return Payment(
        reference=reference(each),
        name=each.holder,
        iban=each.iban,
        cents=each.cents,
        text=text.format(type=each.type, contract=each.contract).strip(),
    )


def reference(each: Return) -> str:
    """What a payment is called from end to end: its task and its booking."""
    return "-".join(filter(None, (each.case, str(each.booking_id))))


def _payer(desk: Desk) -> Payer:
    """Whose account pays, as the settings say; Refused where they do not, or not rightly."""
    payer = desk.settings.payer
    if not (payer.name.strip() and payer.iban):
        raise Refused("payments.no-payer", rule=RULE)
    try:
        account = iban(payer.iban, field="payer")
    except Problem:
        raise Refused("payments.payer-iban", rule=RULE, field="payer") from None
    return Payer(name=payer.name.strip(), iban=account, bic=payer.bic.strip().upper())


def _is_account(text: str) -> bool:
    try:
        iban(text)
    except Problem:
        return False
    return True


def _look_at(out: Path, sheet: Path | None) -> None:
    """Refuse a place where no file can be written."""
    for path in filter(None, (out, sheet)):
        with told(path):
            path.parent.stat()
    if sheet is not None and sheet.suffix.lower() not in SHEETS:
        raise Usage("exchange.ending-out", field="xlsx", name=shown(sheet))


def _refuse_taken(out: Path, sheet: Path | None, *, overwrite: bool) -> None:
    """Refuse to write over what somebody may need."""
    for path in filter(None, (out, sheet)):
        if path.exists() and not overwrite:
            raise Conflict("payments.exists", name=shown(path))


def _put(report: PaidBack, xml: bytes, out: Path, sheet: Path | None, *, overwrite: bool) -> None:
    """Write the files; what is at their place already is replaced only if that is wanted, or it is the same."""
    same = out.is_file() and _content(out) == xml
    _refuse_taken(out, sheet, overwrite=overwrite or same)
    if not same:
        with replacing(out) as file:
            file.write(xml)
    if sheet is not None:
        headings = [say(f"payments.column.{name}") for name in COLUMNS]
        report.notes += write_table(sheet, headings, _rows(report), title=report.file)


def _content(path: Path) -> bytes:
    with opened(path) as file:
        return file.read()


def _rows(report: PaidBack) -> Sequence[Sequence[object]]:
    def row(each: Return, note: str) -> Sequence[object]:
        holder, account = each.holder, grouped(each.iban)
        if each.protected:
            holder, account = dots(holder), dots(account)
        amount = Decimal(each.cents) / 100
        told = (each.contract, each.case, each.type, holder, account, amount)
        return (*told, reference(each), note)

    note = say("payments.no-account")
    return [
        *(row(each, "") for each in report.paid),
        *(row(each, note) for each in report.left_out),
    ]
