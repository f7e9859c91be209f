"""The customer register written: customers, their facilities, and the words they are found by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session

import backoffice_tui.model.desk  # noqa: F401 (defines the tables)
from backoffice_tui.model.naming import METADATA
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import words
from backoffice_tui.store.customers import CustomerRow, FacilityRow

CUSTOMERS, FACILITIES, WORDS = (
    METADATA.tables[name] for name in ("customers", "facilities", "customer_words")
)
_PLACE: Final = ("customer", "facility")


class Register:
    """The register inside a transaction."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()

    def put_customers(self, new: Sequence[CustomerRow], changed: Sequence[CustomerRow]) -> None:
        """Add customers, and replace those that are there already."""
        self._execute(insert(CUSTOMERS), map(asdict, new))
        values = [each.name for each in CUSTOMERS.c if each.name != "customer"]
        self._execute(
            update(CUSTOMERS)
            .where(CUSTOMERS.c.customer == bindparam("which"))
            .values({name: bindparam(f"new_{name}") for name in values}),
            ({"which": each.customer, **_renamed(asdict(each), values)} for each in changed),
        )
        self._execute(
            delete(WORDS).where(WORDS.c.customer == bindparam("which")),
            ({"which": each.customer} for each in changed),
        )
        self._execute(
            insert(WORDS),
            (
                {"word": word, "customer": each.customer}
                for each in (*new, *changed)
                for word in dict.fromkeys((*words(each.name), joined(each.phone)))
                if word
            ),
        )

    def put_facilities(self, new: Sequence[FacilityRow], changed: Sequence[FacilityRow]) -> None:
        """Add facilities, and replace those that are there already."""
        self._execute(insert(FACILITIES), map(asdict, new))
        values = [each.name for each in FACILITIES.c if each.name not in ("id", *_PLACE)]
        statement = update(FACILITIES).values({name: bindparam(f"new_{name}") for name in values})
        for name in _PLACE:
            statement = statement.where(FACILITIES.c[name] == bindparam(f"which_{name}"))
        self._execute(
            statement,
            (
                {
                    "which_customer": each.customer,
                    "which_facility": each.facility,
                    **_renamed(asdict(each), values),
                }
                for each in changed
            ),
        )

    def _execute(self, statement: Any, rows: Iterable[Mapping[str, object]]) -> None:
        if every := list(rows):
            self._connection.execute(statement, every)


def _renamed(values: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    return {f"new_{name}": values[name] for name in names}
