"""Contracts, apartments, people and opening balances written by the thousand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlmodel import Session

import backoffice_tui.model.contracts  # noqa: F401 (defines the tables)
from backoffice_tui.model.naming import METADATA
from backoffice_tui.routine.contracts import NewBooking
from backoffice_tui.routine.ledger import opened
from backoffice_tui.routine.mirroring import Plan
from backoffice_tui.routine.text import natural
from backoffice_tui.store import leases
from backoffice_tui.store.known import marks

APARTMENTS, PERSONS, CONTRACTS, PARTIES, SPOUSES, BOOKINGS, POSTINGS = (
    METADATA.tables[name]
    for name in ("apartments", "persons", "contracts", "parties", "spouses", "bookings", "postings")
)

Values = Mapping[str, Any]


class Writer:
    """Writes plans inside one transaction; every name it is given is new or has its id."""

    def __init__(self, session: Session, at: datetime, agent: str) -> None:
        self._session, self._connection = session, session.connection()
        self._at, self._agent = at, agent

    def apartments(self, new: Mapping[str, str], changed: Mapping[int, str]) -> dict[str, int]:
        """Add apartments by name and address, and change addresses by id; the ids of the new ones."""
        rows = [
            {"apartment": name, "address": address, "free_from": None}
            for name, address in new.items()
        ]
        ids = self._add(APARTMENTS, rows)
        self._change(APARTMENTS, {number: {"address": to} for number, to in changed.items()})
        return dict(zip(new, ids, strict=True))

    def persons(self, new: Mapping[str, Values], changed: Mapping[int, Values]) -> dict[str, int]:
        """Add people by key, and change others by id; the ids of the new ones."""
        empty = {each.name: "" for each in PERSONS.c if each.name not in ("id", "protected")}
        rows = [{**empty, "protected": False, **values, "key": key} for key, values in new.items()]
        ids = self._add(PERSONS, rows)
        self._change(PERSONS, changed)
        return dict(zip(new, ids, strict=True))

    def plans(
        self, plans: Sequence[Plan], apartments: Mapping[str, int], people: Mapping[str, int]
    ) -> list[int]:
        """Write what the plans say; the ids of the contracts, in the order of the plans."""
        fresh = [plan for plan in plans if plan.now is None]
        made = self._add(CONTRACTS, [_contract(plan, apartments) for plan in fresh])
        new = dict(zip((plan.told.number for plan in fresh), made, strict=True))
        ids = [plan.now.id if plan.now else new[plan.told.number] for plan in plans]
        numbered = list(zip(ids, plans, strict=True))
        self._change(CONTRACTS, {number: plan.values for number, plan in numbered if plan.now})
        self._move(numbered, apartments)
        # Who is bound anew may have been bound before: that part ends first.
        self._change(
            PARTIES, {party.id: values for plan in plans for party, values in plan.parties}
        )
        self._add(PARTIES, _new_parties(numbered, people))
        self._add(
            SPOUSES,
            [
                {"contract_id": number, "person_id": people[key], "consent": "unknown"}
                for number, plan in numbered
                for key in plan.new_spouses
            ],
        )
        self._book([opened(number, *each) for number, plan in numbered for each in plan.openings])
        return ids

    def settle(self, apartments: Iterable[int], contracts: Iterable[int]) -> None:
        """Say anew from which day apartments are free, and by which words contracts are found."""
        every = list(dict.fromkeys(apartments))
        for start in range(0, len(every), 500):
            inside, params = marks(every[start : start + 500])
            self._connection.execute(text(_FREE.format(inside=inside)), params)
        leases.index(self._session, contracts)

    def _move(self, numbered: Sequence[tuple[int, Plan]], apartments: Mapping[str, int]) -> None:
        """A contract that the list puts in another apartment."""
        moved = {
            number: {"apartment_id": apartments[plan.told.values["apartment"]]}
            for number, plan in numbered
            if plan.moves
        }
        self._change(CONTRACTS, moved)

    def _book(self, bookings: Sequence[NewBooking]) -> None:
        empty = {"case_id": None, "entry_id": None, "undoes": None, "iban": "", "holder": ""}
        when = {"at": self._at, "agent": self._agent, "exported_at": None, "payment_file": ""}
        ids = self._add(BOOKINGS, [{"kind": each.kind, **when, **empty} for each in bookings])
        self._add(
            POSTINGS,
            [
                {"booking_id": number, **leg._asdict()}
                for number, booking in zip(ids, bookings, strict=True)
                for leg in booking.legs
            ],
        )

    def _add(self, table: Table, rows: Sequence[Values]) -> range:
        """Insert rows; their ids, which nobody else takes before this transaction ends."""
        latest = select(func.coalesce(func.max(table.c.id), 0))
        last = int(self._connection.execute(latest).scalar_one())
        ids = range(last + 1, last + 1 + len(rows))
        if rows:
            numbered = [{"id": number, **row} for number, row in zip(ids, rows, strict=True)]
            self._connection.execute(insert(table), numbered)
        return ids

    def _change(self, table: Table, changed: Mapping[int, Values]) -> None:
        """Set columns of rows by id, those that change the same columns together."""
        alike: dict[tuple[str, ...], list[Values]] = {}
        for number, values in changed.items():
            if values:
                named = {f"new_{name}": value for name, value in values.items()}
                alike.setdefault(tuple(values), []).append({"which": number, **named})
        for names, rows in alike.items():
            statement = (
                update(table)
                .where(table.c.id == bindparam("which"))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            self._connection.execute(statement, rows)


_FREE = (
    "UPDATE apartments SET free_from = (SELECT CASE WHEN count(*) = count(last_day)"
    " THEN date(max(last_day), '+1 day') END FROM contracts WHERE apartment_id = apartments.id)"
    " WHERE id IN ({inside})"
)
"""The day after the last contract; none while one has no end."""


def _contract(plan: Plan, apartments: Mapping[str, int]) -> Values:
    number = plan.told.number
    return {
        **plan.values,
        "number": number,
        "number_key": natural(number),
        "apartment_id": apartments[plan.told.values["apartment"]],
        "entry_id": None,
    }


def _new_parties(
    numbered: Iterable[tuple[int, Plan]], people: Mapping[str, int]
) -> Sequence[Values]:
    return [
        {
            "contract_id": number,
            "person_id": people[party.person],
            "since": party.since,
            "until": party.until,
            "liable_until": party.until,
            "entry_id": None,
        }
        for number, plan in numbered
        for party in plan.new_parties
    ]
