"""Payments as the bank takes them: a SEPA credit transfer file, ISO 20022 pain.001.001.09."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from backoffice_tui.exchange.files import shown
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.money import decimal

MESSAGE: Final = "pain.001.001.09"
"""The version that the SEPA rulebooks ask of those who pay since 2023."""

NAMESPACE: Final = f"urn:iso:std:iso:20022:tech:xsd:{MESSAGE}"
LONGEST_ID: Final = 35
LONGEST_NAME: Final = 70
LONGEST_TEXT: Final = 140

_FOREIGN = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Payer:
    """Whose account pays."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """One credit transfer in integer cents; `reference` names it from end to end."""

    reference: str
    name: str
    iban: str
    cents: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What the bank is asked to pay on a day; the same order is always the same bytes."""

    name: str
    """At most 30 characters; the bank refuses a second order of the same name."""
    made_at: datetime
    day: date
    payer: Payer
    payments: Sequence[Payment]


def sepa(text: str, most: int) -> str:
    """The text in the letters that every bank in SEPA passes on, at most so many; `-` where none is left."""
    from text_unidecode import unidecode

    latin = _FOREIGN.sub(" ", unidecode(text))
    # Neither two slashes nor one at either end: banks read them as marks of their own.
    plain = re.sub("/{2,}", "/", " ".join(latin.split()))
    return plain[:most].strip("/ ") or "-"


def credit_transfer(order: Order) -> bytes:
    """The order as XML that the schema of the message has passed; StoreTrouble where it does not."""
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "CstmrCdtTrfInitn")
    _header(root, order)
    _instruction(root, order)
    indent(document)
    body: bytes = tostring(document, "utf-8")
    xml = b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"
    _refuse_invalid(xml, order)
    return xml


def _refuse_invalid(xml: bytes, order: Order) -> None:
    from sepaxml.validation import ValidationError, try_valid_xml

    try:
        try_valid_xml(xml, MESSAGE)
    except ValidationError as why:
        name = shown(Path(order.name))
        raise StoreTrouble("payments.invalid", rule="TYO-17", name=name) from why


def _header(root: Element, order: Order) -> None:
    header = SubElement(root, "GrpHdr")
    _text(header, "MsgId", sepa(order.name, LONGEST_ID))
    _text(header, "CreDtTm", f"{order.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    _totals(header, order.payments)
    _text(SubElement(header, "InitgPty"), "Nm", sepa(order.payer.name, LONGEST_NAME))


def _instruction(root: Element, order: Order) -> None:
    part = SubElement(root, "PmtInf")
    _text(part, "PmtInfId", sepa(f"{order.name}-1", LONGEST_ID))
    _text(part, "PmtMtd", "TRF")
    # Each payment is to be seen on the account statement by itself.
    _text(part, "BtchBookg", "false")
    _totals(part, order.payments)
    _text(SubElement(SubElement(part, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _text(SubElement(part, "ReqdExctnDt"), "Dt", order.day.isoformat())
    _text(SubElement(part, "Dbtr"), "Nm", sepa(order.payer.name, LONGEST_NAME))
    _account(part, "DbtrAcct", order.payer.iban)
    agent = SubElement(SubElement(part, "DbtrAgt"), "FinInstnId")
    if order.payer.bic:
        _text(agent, "BICFI", order.payer.bic)
    else:
        _text(SubElement(agent, "Othr"), "Id", "NOTPROVIDED")
    _text(part, "ChrgBr", "SLEV")
    for payment in order.payments:
        _transaction(part, payment)


def _transaction(part: Element, payment: Payment) -> None:
    transaction = SubElement(part, "CdtTrfTxInf")
    _text(SubElement(transaction, "PmtId"), "EndToEndId", sepa(payment.reference, LONGEST_ID))
    amount = SubElement(SubElement(transaction, "Amt"), "InstdAmt", Ccy="EUR")
    amount.text = decimal(payment.cents)
    _text(SubElement(transaction, "Cdtr"), "Nm", sepa(payment.name, LONGEST_NAME))
    _account(transaction, "CdtrAcct", payment.iban)
    _text(SubElement(transaction, "RmtInf"), "Ustrd", sepa(payment.text, LONGEST_TEXT))


def _totals(part: Element, payments: Sequence[Payment]) -> None:
    _text(part, "NbOfTxs", str(len(payments)))
    _text(part, "CtrlSum", decimal(sum(payment.cents for payment in payments)))


def _account(part: Element, name: str, iban: str) -> None:
    _text(SubElement(SubElement(part, name), "Id"), "IBAN", iban)


def _text(part: Element, name: str, text: str) -> None:
    SubElement(part, name).text = text
