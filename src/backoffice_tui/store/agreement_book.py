"""Agreements written, each change with what it was before, by whom and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

import backoffice_tui.model.agreements  # noqa: F401 (defines the tables)
from backoffice_tui.model.naming import METADATA
from backoffice_tui.queues.datahub.agreement import Agreement
from backoffice_tui.queues.datahub.cancelling import Changed
from backoffice_tui.routine.errors import Conflict
from backoffice_tui.store.agreements import Mass, picture, seller_key, stored_periods
from backoffice_tui.store.bulk import asking

AGREEMENTS, ACTS, CHANGES, MASSES, LINES = (
    METADATA.tables[name]
    for name in (
        "agreements",
        "agreement_acts",
        "agreement_changes",
        "mass_terminations",
        "mass_lines",
    )
)
_FREE: Final = (
    "facility",
    "kind",
    "seller",
    "seller_key",
    "starts",
    "ends",
    "end_reason",
    "periods",
    "cancelled_on",
    "ar01_case",
    "mass_from",
)


class AgreementBook:
    """The agreements inside a transaction."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self.ask = asking(session)

    def act(
        self,
        what: str,
        at: datetime,
        agent: str,
        *,
        agreement: str = "",
        day: date | None = None,
        rule: str = "",
        undoes: int | None = None,
    ) -> int:
        """Note that something is done, and give its number."""
        values = {
            "what": what,
            "at": at,
            "agent": agent,
            "agreement": agreement,
            "day": day,
            "rule": rule,
            "undoes": undoes,
        }
        made = self._connection.execute(insert(ACTS).values(values).returning(ACTS.c.id))
        return int(made.scalar_one())

    def add(self, act: int, new: Sequence[Agreement]) -> None:
        """Take up agreements that were not known."""
        latest = select(func.coalesce(func.max(AGREEMENTS.c.id), 0))
        first = int(self._connection.execute(latest).scalar_one()) + 1
        rows = [replace(each, id=first + at, version=1) for at, each in enumerate(new)]
        self._execute(insert(AGREEMENTS), [{"id": r.id, "version": 1, **_row(r)} for r in rows])
        self._note(act, [(None, each) for each in rows])

    def change(self, act: int, changes: Iterable[Changed]) -> None:
        """Write changed agreements; Conflict where one is no longer as it was read."""
        every = list(changes)
        statement = (
            update(AGREEMENTS)
            .where(
                AGREEMENTS.c.id == bindparam("the_id"),
                AGREEMENTS.c.version == bindparam("the_version"),
            )
            .values({name: bindparam(f"new_{name}") for name in _FREE})
            .values(version=AGREEMENTS.c.version + 1)
        )
        rows = [
            {
                "the_id": each.was.id,
                "the_version": each.was.version,
                **{
                    f"new_{name}": value
                    for name, value in _row(each.became).items()
                    if name in _FREE
                },
            }
            for each in every
        ]
        if self._execute(statement, rows) != len(rows):
            raise Conflict("store.stale", rule="ALL-03")
        self._note(
            act, [(e.was, replace(e.became, id=e.was.id, version=e.was.version + 1)) for e in every]
        )

    def _note(self, act: int, changes: Sequence[tuple[Agreement | None, Agreement]]) -> None:
        rows = [
            {
                "act_id": act,
                "agreement_id": became.id,
                "was": picture(was) if was else None,
                "became": picture(became),
                "version": became.version,
            }
            for was, became in changes
        ]
        self._execute(insert(CHANGES), rows)

    def begin_mass(self, seller: str, day: date, at: datetime, agent: str) -> None:
        """Note that the ending of all agreements of a seller begins."""
        act = self.act("mass-end", at, agent, day=day, rule="DH-10")
        self._connection.execute(
            insert(MASSES).values(
                seller=seller,
                seller_key=seller_key(seller),
                day=day,
                at=at,
                agent=agent,
                act_id=act,
                cursor=0,
                finished_at=None,
            )
        )

    def mass_came(self, mass: Mass, cursor: int, finished_at: datetime | None) -> None:
        """Note how far a mass termination has come, and when it was done."""
        statement = update(MASSES).where(MASSES.c.id == mass.id)
        self._connection.execute(statement.values(cursor=cursor, finished_at=finished_at))

    def mass_lines(self, mass: Mass, rows: Sequence[Mapping[str, object]]) -> None:
        """Write what became of agreements."""
        self._execute(insert(LINES), [{"mass_id": mass.id, **row} for row in rows])

    def _execute(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> int:
        return int(self._connection.execute(statement, rows).rowcount) if rows else 0


def _row(each: Agreement) -> dict[str, Any]:
    return {
        "number": each.number,
        "facility": each.facility,
        "kind": each.kind,
        "seller": each.seller,
        "seller_key": seller_key(each.seller),
        "starts": each.start,
        "ends": each.end,
        "end_reason": each.end_reason,
        "periods": stored_periods(each.periods),
        "cancelled_on": each.cancelled_on,
        "ar01_case": each.case,
        "mass_from": each.mass_from,
    }
