"""A customer and a facility as another system's file tells of them, read field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice_tui.routine import cells, facilities
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.identity import identity

KINDS: Final = ("private", "company", "owner", "association", "manager")
LANGUAGES: Final = ("sv", "fi", "en")


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
            values[name] = cells.read(name, read, record[name])
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
            values[name] = cells.read(name, lambda value: cells.day(value, today), record[name])
        elif name == "connected":
            values[name] = (
                cells.read(name, cells.flag, record[name]) if record[name] != "" else True
            )
        elif name == "address":
            values[name] = cells.read(name, cells.line(200), record[name])
    begins, ends = values.get("contract_from"), values.get("contract_to")
    if begins and ends and ends < begins:
        raise Refused("taking.contract-backwards", field="contract_to")
    number, warning = facilities.check(
        cells.read("facility", cells.whole, record.get("facility")), field="facility"
    )
    if told.facilities.setdefault(number, values) != values:
        raise Refused("taking.facility-twice", field="facility")
    if warning:
        told.warnings.append((row, "facility", warning))


def _identity(text: str, kind: str, today: date) -> str:
    from stdnum.fi import hetu, ytunnus

    if hetu.is_valid(text) or ytunnus.is_valid(text):
        return text.upper()
    return identity(text, company=kind != "private", today=today, field="identity")


_CUSTOMER: Final[Mapping[str, Callable[[object], Any]]] = {
    "customer": cells.number,
    "name": cells.line(200),
    "kind": cells.choice(KINDS),
    "identity": cells.line(40),
    "email": cells.email,
    "phone": cells.line(40),
    "language": cells.choice(LANGUAGES),
    "protected": cells.flag,
}

CUSTOMER_FIELDS: Final = tuple(_CUSTOMER)
FACILITY_FIELDS: Final = ("facility", "address", "contract_from", "contract_to", "connected")
