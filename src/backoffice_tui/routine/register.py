"""A customer and a facility as another system's file tells of them, read field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice_tui.routine import facilities
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.identity import identity
from backoffice_tui.routine.reading import number_text
from backoffice_tui.routine.text import clean, fold

KINDS: Final = ("private", "company", "owner", "association", "manager")
LANGUAGES: Final = ("sv", "fi", "en")
_YES: Final = frozenset({"true", "yes", "ja", "kylla", "1", "x"})
_NO: Final = frozenset({"false", "no", "nej", "ei", "0", ""})


@dataclass(slots=True)
class Told:
    """What a file says of one customer: only what it says something of is here."""

    row: int
    customer: str
    values: dict[str, Any]
    facilities: dict[str, dict[str, Any]] = field(default_factory=dict)
    warnings: list[tuple[int, str, str]] = field(default_factory=list)
    """Row, field and sentence."""


def read_customer(row: int, record: Mapping[str, object], today: date) -> Told:
    """The customer of a record; Refused names the field that will not do."""
    values: dict[str, Any] = {}
    for name, read in _CUSTOMER.items():
        if name in record:
            values[name] = _read(name, read, record[name])
        elif name in ("customer", "name", "kind"):
            raise Refused("taking.customer-empty", field=name, name=name)
    for name in ("customer", "name", "kind"):
        if not values[name]:
            raise Refused("taking.customer-empty", field=name, name=name)
    if values.get("identity"):
        values["identity"] = _identity(values["identity"], values["kind"], today)
    return Told(row, values.pop("customer"), values)


def read_facility(told: Told, row: int, record: Mapping[str, object], today: date) -> None:
    """Add a facility of the customer; Refused names the field that will not do."""
    values: dict[str, Any] = {}
    for name in record:
        if name.startswith("contract_"):
            values[name] = _read(name, lambda value: _day(value, today), record[name])
        elif name == "connected":
            values[name] = _read(name, _flag, record[name]) if record[name] != "" else True
        elif name == "address":
            values[name] = _read(name, _line(200), record[name])
    begins, ends = values.get("contract_from"), values.get("contract_to")
    if begins and ends and ends < begins:
        raise Refused("taking.contract-backwards", field="contract_to")
    number, warning = facilities.check(
        _read("facility", _whole, record.get("facility")), field="facility"
    )
    if told.facilities.setdefault(number, values) != values:
        raise Refused("taking.facility-twice", field="facility")
    if warning:
        told.warnings.append((row, "facility", warning))


def _read(name: str, read: Callable[[object], Any], value: object) -> Any:
    try:
        return read(value)
    except Problem as why:
        why.field = name
        raise


def _line(limit: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, bool | dict | list):
            raise Refused("routine.not-text")
        text = number_text(value) if isinstance(value, float) else clean(value, one_line=True)
        if len(text.strip()) > limit:
            raise Refused("taking.too-long", limit=limit)
        return text.strip()

    return read


def _number(value: object) -> str:
    if isinstance(value, dict | list):
        raise Refused("routine.not-text")
    return "" if value is None else number_text(value)


def _whole(value: object) -> object:
    # A number that came through a spreadsheet as 1234.0 is 1234; one that is ruined is told as such.
    return number_text(value) if isinstance(value, float) else "" if value is None else value


def _choice(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = fold(clean(value, limit=40, one_line=True))
        if text and text not in choices:
            raise Refused("routine.not-one-of", text=text, choices=", ".join(choices))
        return text

    return read


def _flag(value: object) -> bool:
    word = "" if value is None else fold(clean(value, limit=40, one_line=True))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused("routine.not-yes-or-no", text=word)


def _day(value: object, today: date) -> date | None:
    if value is None or value == "":
        return None
    return read_date(value, today, serials=True)


def _email(value: object) -> str:
    text = _line(200)(value)
    before, at, after = text.partition("@")
    if text and not (before and at and "." in after and " " not in text):
        raise Refused("taking.not-mail")
    return text


def _identity(text: str, kind: str, today: date) -> str:
    from stdnum.fi import hetu, ytunnus

    if hetu.is_valid(text) or ytunnus.is_valid(text):
        return text.upper()
    return identity(text, company=kind != "private", today=today, field="identity")


_CUSTOMER: Final[Mapping[str, Callable[[object], Any]]] = {
    "customer": _number,
    "name": _line(200),
    "kind": _choice(KINDS),
    "identity": _line(40),
    "email": _email,
    "phone": _line(40),
    "language": _choice(LANGUAGES),
    "protected": _flag,
}

CUSTOMER_FIELDS: Final = tuple(_CUSTOMER)
FACILITY_FIELDS: Final = ("facility", "address", "contract_from", "contract_to", "connected")
