"""The work list in the routine's order, read as ranges of one index: no sorting, no counting, no OFFSET."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.listing import CLOSED, LINE_FIELDS, CaseLine, Filter, Page
from backoffice_tui.store import search
from backoffice_tui.store.reader import Reader
from backoffice_tui.store.segments import Segment, conditions, segments

_STATES: Final = {state.value: state for state in State}
_AT: Final = {name: at for at, name in enumerate(LINE_FIELDS)}
_STATE, _RECEIVED = _AT["state"], _AT["received"]
_DATES: Final = tuple(_AT[name] for name in ("due", "wished", "waits_since", "missing_since"))
_FLAG: Final = _AT["protected"]
MOST_COUNTED: Final = 5_000
"""A position beyond this is not worth the counting."""

SELECT: Final = f"SELECT {', '.join(f'cases.{name}' for name in LINE_FIELDS)} FROM cases"


def line(row: Sequence[Any]) -> CaseLine:
    """A row of `SELECT` as a line."""
    cells = list(row)
    cells[_STATE] = _STATES[cells[_STATE]]
    cells[_RECEIVED] = date.fromisoformat(cells[_RECEIVED])
    for at in _DATES:
        if cells[at] is not None:
            cells[at] = date.fromisoformat(cells[at])
    cells[_FLAG] = bool(cells[_FLAG])
    return CaseLine._make(cells)


class Worklist:
    """One queue's list under one filter on one day."""

    def __init__(
        self, reader: Reader, queue: str, ranks: Sequence[int], today: date, wanted: Filter
    ) -> None:
        self._reader = reader
        self._segments = segments(ranks, today, wanted)
        self._wanted = wanted
        self._where, self._params = conditions(queue, wanted)
        self._counted = (self._where, self._params)
        self._found: list[CaseLine] | None = None
        if wanted.search:
            self._look_for(wanted.search)

    def _look_for(self, text: str) -> None:
        ids = search.matches(self._reader, text)
        if ids is None:
            clause, params = search.counting(text)
            self._counted = (f"{self._where} AND {clause}", self._params | params)
            clause, params = search.walking(text)
            self._where += f" AND {clause}"
            self._params = self._params | params
            return
        rows: list[CaseLine] = []
        for start in range(0, len(ids), 500):
            marks = ",".join(str(each) for each in ids[start : start + 500])
            sql = f"{SELECT} WHERE {self._where} AND cases.id IN ({marks})"
            rows += (line(row) for row in self._reader.rows(sql, self._params))
        placed = [(self._segment_of(each), each) for each in rows]
        kept = [(at, each) for at, each in placed if at is not None]
        kept.sort(key=lambda found: (found[0], found[1].due_key, found[1].place))
        self._found = [each for _, each in kept]

    def _segment_of(self, case: CaseLine) -> int | None:
        for at, segment in enumerate(self._segments):
            if segment.holds(case.rank, case.bucket, case.due_key):
                return at
        return None

    def _position(self, cursor: str) -> tuple[int, str, str]:
        parts = cursor.split("|", 3)
        if len(parts) == 4 and parts[0].isascii() and parts[0].isdigit() and parts[1] in "012":
            for at, segment in enumerate(self._segments):
                if segment.holds(int(parts[0]), int(parts[1]), parts[2]):
                    return at, parts[2], parts[3]
        raise Usage("store.bad-cursor")

    def after(self, cursor: str, count: int) -> list[CaseLine]:
        """Up to `count` lines behind a cursor; from the start where it is empty."""
        return self._walk(cursor, count, forward=True)

    def before(self, cursor: str, count: int) -> list[CaseLine]:
        """Up to `count` lines in front of a cursor, in the list's order; the last ones where it is empty."""
        return self._walk(cursor, count, forward=False)[::-1]

    def _walk(self, cursor: str, count: int, *, forward: bool) -> list[CaseLine]:
        if self._found is not None:
            return self._walk_found(cursor, count, forward=forward)
        at, key = (0 if forward else len(self._segments) - 1), None
        if cursor:
            at, due_key, place = self._position(cursor)
            key = (due_key, place)
        found: list[CaseLine] = []
        while 0 <= at < len(self._segments) and len(found) < count:
            found += self._read(self._segments[at], key, count - len(found), forward=forward)
            at, key = at + (1 if forward else -1), None
        return found

    def _walk_found(self, cursor: str, count: int, *, forward: bool) -> list[CaseLine]:
        rows = self._found or []
        if not cursor:
            return rows[:count] if forward else rows[::-1][:count]
        place = self._position(cursor)
        keys = [(self._segment_of(each) or 0, each.due_key, each.place) for each in rows]
        if forward:
            return [row for row, key in zip(rows, keys, strict=True) if key > place][:count]
        return [row for row, key in zip(rows, keys, strict=True) if key < place][::-1][:count]

    def _read(
        self, segment: Segment, key: tuple[str, str] | None, count: int, *, forward: bool
    ) -> Iterable[CaseLine]:
        sql, params = self._statement(segment, key, count, forward=forward)
        return map(line, self._reader.rows(sql, params))

    def _statement(
        self,
        segment: Segment,
        key: tuple[str, str] | None,
        count: int,
        *,
        forward: bool,
        columns: str = SELECT,
    ) -> tuple[str, Mapping[str, object]]:
        params: dict[str, object] = {
            **self._params,
            "rank": segment.rank,
            "bucket": segment.bucket,
            "count": count,
        }
        where = f"{self._where} AND cases.rank = :rank AND cases.bucket = :bucket"
        if segment.above:
            where += " AND cases.due_key > :above"
            params["above"] = segment.above
        if segment.until:
            where += " AND cases.due_key <= :until"
            params["until"] = segment.until
        if key:
            where += f" AND (cases.due_key, cases.place) {'>' if forward else '<'} (:due_key, :place)"
            params["due_key"], params["place"] = key
        way = "" if forward else " DESC"
        order = f"ORDER BY cases.due_key{way}, cases.place{way} LIMIT :count"
        return f"{columns} WHERE {where} {order}", params

    def page(self, cursor: str, count: int) -> Page:
        """The `count` lines behind a cursor, and whether there are more."""
        rows = self.after(cursor, count + 1)
        offset = None if cursor else 0
        return Page(tuple(rows[:count]), not cursor, len(rows) <= count, offset)

    def last(self, count: int) -> Page:
        """The last `count` lines of the list."""
        rows = self.before("", count + 1)
        total = self.total(MOST_COUNTED)
        known = total < MOST_COUNTED
        kept = rows[-count:] if len(rows) > count else rows
        return Page(
            tuple(kept),
            at_start=len(rows) <= count,
            at_end=True,
            offset=total - len(kept) if known else None,
        )

    def earlier(self, cursor: str, count: int) -> Page:
        """The `count` lines in front of a cursor."""
        rows = self.before(cursor, count + 1)
        kept = rows[-count:] if len(rows) > count else rows
        return Page(tuple(kept), at_start=len(rows) <= count, at_end=False)

    def around(self, case_id: int, count: int) -> Page | None:
        """Lines on both sides of a case; None where the list does not hold it."""
        row = self._reader.row(f"{SELECT} WHERE {self._where} AND cases.id = :id", self._params | {"id": case_id})
        found = line(row) if row else None
        if found is None or self._segment_of(found) is None:
            return None
        above = self.before(found.cursor, count // 2 + 1)
        below = self.after(found.cursor, count - count // 2 + 1)
        kept = above[-(count // 2) :] if len(above) > count // 2 else above
        rest = below[: count - count // 2]
        start = len(above) <= count // 2
        return Page(
            (*kept, found, *rest),
            at_start=start,
            at_end=len(below) <= count - count // 2,
            offset=0 if start else self._offset_of(kept[0] if kept else found),
        )

    def _offset_of(self, case: CaseLine) -> int | None:
        """How many lines stand before a case, if that is quickly counted."""
        if self._found is not None:
            return self._found.index(case)
        before = 0
        for at, segment in enumerate(self._segments):
            here = self._segment_of(case) == at
            key = (case.due_key, case.place) if here else None
            sql, params = self._statement(
                segment, key, MOST_COUNTED - before, forward=not here, columns="SELECT 1 FROM cases"
            )
            row = self._reader.row(f"SELECT count(*) FROM ({sql})", params)
            before += int(str(row[0])) if row else 0
            if here or before >= MOST_COUNTED:
                break
        return None if before >= MOST_COUNTED else before

    def first_free(self) -> CaseLine | None:
        """The first case that nobody holds and that does not wait."""
        for segment in self._segments:
            if segment.above or segment.bucket == CLOSED:
                continue
            if self._found is not None:
                free = (each for each in self._found if self._is_free(each, segment))
                if found := next(free, None):
                    return found
                continue
            sql, params = self._statement(segment, None, 1, forward=True)
            sql = sql.replace(" ORDER BY", " AND cases.handler = '' ORDER BY", 1)
            for row in self._reader.rows(sql, params):
                return line(row)
        return None

    def _is_free(self, case: CaseLine, segment: Segment) -> bool:
        return not case.handler and segment.holds(case.rank, case.bucket, case.due_key)

    def total(self, most: int | None = None) -> int:
        """How many cases are listed; kept counts where they can say it, else counted up to `most`."""
        if self._found is not None:
            return len(self._found)
        if (kept := self._kept()) is not None:
            return kept
        limit = f"LIMIT {int(most)}" if most else ""
        buckets = sorted({segment.bucket for segment in self._segments})
        marks = ",".join(str(bucket) for bucket in buckets)
        where, params = self._counted
        sql = f"SELECT 1 FROM cases WHERE {where} AND cases.bucket IN ({marks}) {limit}"
        row = self._reader.row(f"SELECT count(*) FROM ({sql})", params)
        return int(str(row[0])) if row else 0

    def _kept(self) -> int | None:
        wanted = self._wanted
        if any((wanted.handler, wanted.unassigned, wanted.kind, wanted.klass, wanted.type)):
            return None
        if wanted.search or wanted.missing:
            return None
        where = self._where.replace("cases.", "")
        closed = "" if wanted.all or wanted.state else "AND state IN ('new', 'active', 'waiting')"
        sql = f"SELECT coalesce(sum(cases), 0) FROM counts WHERE {where} {closed}"
        row = self._reader.row(sql, self._params)
        return int(str(row[0])) if row else 0
