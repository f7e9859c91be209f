"""The work list in the routine's order, read as ranges of one index: no sorting, no counting, no OFFSET."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.listing import CLOSED, CaseLine, Filter, Page
from backoffice_tui.routine.text import clean
from backoffice_tui.store import search
from backoffice_tui.store.closings import closed_ids
from backoffice_tui.store.kept import kept
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Asked
from backoffice_tui.store.segments import Segment, conditions, segments

MOST_COUNTED: Final = 5_000
"""A position beyond this is not worth the counting."""

FEW: Final = 500
"""So many matches of a search are put in order without another thought."""

TESTED: Final = (200, 3_000)
PAGE: Final = 60
"""A search is common when so many of the first cases tested match it."""

_IDS: Final = "SELECT cases.id FROM cases"
_ORDER: Final = "SELECT cases.id, cases.rank, cases.bucket, cases.due_key, cases.place FROM cases"

Spot = tuple[int, str, str, int]
"""Where a match stands: number of the segment, date it waits for, place, id of the case."""


class Worklist:
    """One queue's list under one filter on one day."""

    def __init__(
        self, reader: Asked, queue: str, ranks: Sequence[int], today: date, wanted: Filter
    ) -> None:
        self._reader = reader
        self._segments = segments(ranks, today, wanted)
        self._wanted = wanted
        self._where, self._params = conditions(queue, wanted)
        self._spots: list[Spot] | None = None
        if wanted.closed_from:
            self._look_back(closed_ids(reader, queue, wanted))
        elif wanted.search:
            self._look_for(wanted.search)

    # -- search -----------------------------------------------------------------------------------

    def _look_back(self, closed: Sequence[int]) -> None:
        """Of these cases, put in order, those that the filter wants."""
        if self._wanted.search:
            test, params = search.testing(self._wanted.search)
            self._where, self._params = f"{self._where} AND {test}", self._params | params
        self._spots = sorted(self._placed(closed))

    def _look_for(self, text: str) -> None:
        """Few matches are put in order; for many the order is walked, each case tested on the way."""
        # Whole words are streamed from the index; beginnings of words are gathered before the first.
        if len(search.matches(self._reader, text, FEW, whole=True)) > FEW:
            test, params = search.testing(text)
            if self._is_common(test, params):
                self._where, self._params = f"{self._where} AND {test}", self._params | params
                return
        self._spots = sorted(self._placed(search.matches(self._reader, text)))

    def _is_common(self, test: str, params: dict[str, object]) -> bool:
        """Whether a page is full of matches before many cases have been tested."""
        return any(self._hits(test, params, most) >= PAGE for most in TESTED)

    def _hits(self, test: str, params: dict[str, object], most: int) -> int:
        found = 0
        for segment in self._segments:
            sql, given = self._statement(segment, None, most, forward=True, columns=_IDS)
            sql = f"SELECT count(*), coalesce(sum({test}), 0) FROM ({sql}) AS cases"
            tested, hits = self._numbers(sql, given | params)
            found, most = found + hits, most - tested
            if most <= 0:
                break
        return found

    def _placed(self, ids: Sequence[int]) -> Iterator[Spot]:
        for start in range(0, len(ids), 500):
            marks = ",".join(str(each) for each in ids[start : start + 500])
            # By the ids: the planner would rather read the whole queue by its order.
            sql = f"{_ORDER} NOT INDEXED WHERE {self._where} AND cases.id IN ({marks})"
            for case_id, rank, bucket, due_key, place in self._reader.rows(sql, self._params):
                at = self._segment_at(int(str(rank)), int(str(bucket)), str(due_key))
                if at is not None:
                    yield at, str(due_key), str(place), int(str(case_id))

    def _segment_at(self, rank: int, bucket: int, due_key: str) -> int | None:
        for at, segment in enumerate(self._segments):
            if segment.holds(rank, bucket, due_key):
                return at
        return None

    # -- pages ------------------------------------------------------------------------------------

    def after(self, cursor: str, count: int) -> list[CaseLine]:
        """Up to `count` lines behind a cursor; from the start where it is empty."""
        return self._walk(cursor, count, forward=True)

    def before(self, cursor: str, count: int) -> list[CaseLine]:
        """Up to `count` lines in front of a cursor, in order; the last ones where it is empty."""
        return self._walk(cursor, count, forward=False)[::-1]

    def _position(self, cursor: str) -> tuple[int, str, str]:
        parts = clean(cursor).split("|", 3)
        if len(parts) == 4 and parts[0].isascii() and parts[0].isdigit() and parts[1] in "012":
            at = self._segment_at(int(parts[0]), int(parts[1] or -1), parts[2])
            if at is not None:
                return at, parts[2], parts[3]
        raise Usage("store.bad-cursor", field="after")

    def _walk(self, cursor: str, count: int, *, forward: bool) -> list[CaseLine]:
        start = self._position(cursor) if cursor else None
        if self._spots is not None:
            return self._lines(_next_to(self._spots, start, count, forward=forward))
        at, key = (0 if forward else len(self._segments) - 1), None
        if start:
            at, key = start[0], start[1:]
        found: list[CaseLine] = []
        while 0 <= at < len(self._segments) and len(found) < count:
            sql, params = self._statement(
                self._segments[at], key, count - len(found), forward=forward
            )
            found += map(line, self._reader.rows(sql, params))
            at, key = at + (1 if forward else -1), None
        return found

    def _lines(self, spots: Sequence[Spot]) -> list[CaseLine]:
        marks = ",".join(str(spot[3]) for spot in spots)
        rows = map(line, self._reader.rows(f"{SELECT} WHERE cases.id IN ({marks})"))
        found = {each.id: each for each in rows}
        return [found[spot[3]] for spot in spots if spot[3] in found]

    def _statement(
        self,
        segment: Segment,
        key: tuple[str, str] | None,
        count: int,
        *,
        forward: bool,
        columns: str = SELECT,
    ) -> tuple[str, dict[str, object]]:
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
            than = ">" if forward else "<"
            where += f" AND (cases.due_key, cases.place) {than} (:due_key, :place)"
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
        page = self.earlier("", count)
        total = self.total(MOST_COUNTED)
        offset = total - len(page.rows) if total < MOST_COUNTED else None
        return Page(page.rows, page.at_start, True, offset)

    def earlier(self, cursor: str, count: int) -> Page:
        """The `count` lines in front of a cursor."""
        rows = self.before(cursor, count + 1)
        kept = rows[max(0, len(rows) - count) :]
        return Page(tuple(kept), at_start=len(rows) <= count, at_end=False)

    def around(self, case_id: int, count: int) -> Page | None:
        """Lines on both sides of a case; None where the list does not hold it."""
        sql = f"{SELECT} NOT INDEXED WHERE {self._where} AND cases.id = :id"
        row = self._reader.row(sql, self._params | {"id": case_id})
        found = line(row) if row else None
        if not found or not self._holds(found):
            return None
        above = self.earlier(found.cursor, count // 2)
        below = self.page(found.cursor, count - count // 2)
        first = above.rows[0] if above.rows else found
        offset = 0 if above.at_start else self._offset_of(first)
        return Page((*above.rows, found, *below.rows), above.at_start, below.at_end, offset)

    def _holds(self, case: CaseLine) -> bool:
        if self._spots is not None:
            return any(spot[3] == case.id for spot in self._spots)
        return self._segment_at(case.rank, case.bucket, case.due_key) is not None

    def _offset_of(self, case: CaseLine) -> int | None:
        """How many lines stand before a case, if that is quickly counted."""
        if self._spots is not None:
            return next(at for at, spot in enumerate(self._spots) if spot[3] == case.id)
        before = 0
        mine = self._segment_at(case.rank, case.bucket, case.due_key)
        for at, segment in enumerate(self._segments):
            here = mine == at
            key = (case.due_key, case.place) if here else None
            sql, params = self._statement(
                segment, key, MOST_COUNTED - before, forward=not here, columns=_IDS
            )
            before += self._numbers(f"SELECT count(*) FROM ({sql})", params)[0]
            if here or before >= MOST_COUNTED:
                break
        return None if before >= MOST_COUNTED else before

    def first_free(self) -> CaseLine | None:
        """The first case that nobody holds and that does not wait; the filter must want unheld ones."""
        for at, segment in enumerate(self._segments):
            if segment.above or segment.bucket == CLOSED:
                continue
            if self._spots is not None:
                rows = self._lines([spot for spot in self._spots if spot[0] == at][:1])
            else:
                sql, params = self._statement(segment, None, 1, forward=True)
                rows = [line(row) for row in self._reader.rows(sql, params)]
            if rows:
                return rows[0]
        return None

    # -- counts -----------------------------------------------------------------------------------

    def total(self, most: int | None = None) -> int:
        """How many cases are listed; kept counts where they can say it, else counted up to `most`."""
        if self._spots is not None:
            return len(self._spots)
        if (known := kept(self._reader, str(self._params["queue"]), self._wanted)) is not None:
            return known
        limit = f"LIMIT {int(most)}" if most else ""
        marks = ",".join(str(each) for each in sorted({each.bucket for each in self._segments}))
        where, params, source = self._where, self._params, "cases"
        if self._wanted.search:
            clause, params = search.counting(self._wanted.search)
            plain, given = conditions(str(self._params["queue"]), self._wanted)
            where, params, source = f"{clause} AND {plain}", params | given, search.JOINED
        sql = f"SELECT 1 FROM {source} WHERE {where} AND cases.bucket IN ({marks}) {limit}"
        return self._numbers(f"SELECT count(*) FROM ({sql})", params)[0]

    def _numbers(self, sql: str, params: Mapping[str, object]) -> tuple[int, ...]:
        row = self._reader.row(sql, params)
        return tuple(int(str(each)) for each in row or (0,))


def _next_to(
    spots: Sequence[Spot], start: tuple[int, str, str] | None, count: int, *, forward: bool
) -> Sequence[Spot]:
    """Up to `count` spots from a place on, nearest first."""
    if start is None:
        return spots[:count] if forward else spots[::-1][:count]
    if forward:
        at = bisect_right(spots, (*start, 2**63))
        return spots[at : at + count]
    at = bisect_left(spots, (*start, -1))
    return spots[max(0, at - count) : at][::-1]
