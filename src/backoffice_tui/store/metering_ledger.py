"""Series, bills and exchanges of metering points, written."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from backoffice_tui.model.metering import (
    MeteringBill,
    MeteringCorrection,
    MeteringExchange,
    MeteringFile,
)
from backoffice_tui.routine.metering import Day, Days
from backoffice_tui.routine.metering_bill import Correction
from backoffice_tui.store.known import Ask
from backoffice_tui.store.metering import packed, points
from backoffice_tui.store.reader import Inside

_POINT: Final = "INSERT INTO metering_points (facility) VALUES (?)"
_DAY: Final = (
    "INSERT INTO metering_days (point, day, step, wh, quality, source) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (point, day) DO UPDATE SET step = excluded.step, wh = excluded.wh,"
    " quality = excluded.quality, source = excluded.source"
)


class Ledger:
    """The tables of metering inside a transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection()

    @property
    def ask(self) -> Ask:
        """Questions that see what nobody else can change meanwhile."""
        return Inside(self._session).rows

    def points(self, facilities: Iterable[str]) -> dict[str, int]:
        """The points of these facilities, taken in where they are not known yet."""
        wanted = dict.fromkeys(facilities)
        found = points(self.ask, wanted)
        new = [(each,) for each in wanted if each not in found]
        if new:
            self._connection.exec_driver_sql(_POINT, new)
            found |= points(self.ask, (each for (each,) in new))
        return found

    def put(self, days: Iterable[tuple[int, int, Day]]) -> None:
        """Write days, each with its point and ordinal, in place of those that are there."""
        rows = [(point, ordinal, *packed(day)) for point, ordinal, day in days]
        if rows:
            self._connection.exec_driver_sql(_DAY, rows)

    def put_days(self, point: int, days: Days) -> None:
        """Write days of one point."""
        self.put((point, ordinal, day) for ordinal, day in days.items())

    def begin_file(self, digest: str, at: datetime, agent: str) -> int:
        """Note that a file has come, and give the number that its values carry."""
        file = MeteringFile(digest=digest, at=at, agent=agent)
        self._session.add(file)
        self._session.flush()
        return file.id or 0

    def reach(self, number: int, moment: int) -> None:
        """Note how far a file has come."""
        file = self._session.get(MeteringFile, number)
        if file is not None:
            file.reaches = max(moment, file.reaches or 0)
            self._session.add(file)

    def finish_file(self, number: int) -> None:
        """Note that a file was taken in to its end."""
        file = self._session.get(MeteringFile, number)
        if file is not None:
            file.finished = True
            self._session.add(file)

    def add_bill(self, bill: MeteringBill, corrections: Iterable[Correction]) -> None:
        """Freeze a month, with what is put right of earlier ones."""
        self._session.add(bill)
        self._session.flush()
        for each in corrections:
            row = MeteringCorrection(bill_id=bill.id or 0, month=each.month, wh=each.wh)
            self._session.add(row)

    def add_exchange(self, facility: str, day: date, at: datetime, agent: str) -> None:
        """Note that the meter was exchanged."""
        point = self.points([facility])[facility]
        self._session.add(MeteringExchange(point=point, day=day, at=at, agent=agent))

    def withdraw_exchange(self, number: int, at: datetime, agent: str) -> None:
        """Withdraw what was noted of an exchange; that it stood there stays to be seen."""
        row = self._session.get(MeteringExchange, number)
        if row is not None:
            row.withdrawn_at, row.withdrawn_by = at, agent
            self._session.add(row)
