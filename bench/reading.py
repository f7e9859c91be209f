"""Rows 8 to 10: pages, counts and searches, asked of the desk as the screens ask."""

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.listing import LINE_FIELDS, CaseLine, Filter
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn

T = TypeVar("T")

PAGE: Final = 50
PLACES: Final = 40
OPEN: Final = Filter()
_COLUMNS: Final = ", ".join(LINE_FIELDS)
_NEXT: Final = (
    f"SELECT {_COLUMNS} FROM cases WHERE queue = ? AND rank = ? AND bucket = ?"
    f" AND (due_key, place) > (?, ?) ORDER BY due_key, place LIMIT {PAGE + 1}"
)
_ONE: Final = f"SELECT {_COLUMNS} FROM cases WHERE queue = ? AND number = ?"
SAMPLE: Final = 10_000
SHARES: Final = (0.5, 0.1, 0.01, 0.001)
"""How many of the cases have the word that is searched for."""


def pages(bench: Bench) -> Iterator[Line]:
    """The page behind a place anywhere in the list."""
    large, small = stores.loaded(bench.size), stores.loaded(stores.SMALL)
    desk, few = stores.desk_on(large), stores.desk_on(small)
    places, others = _places(large), _places(small)
    bare = sqlite3.connect(f"file:{large}?mode=ro", uri=True, isolation_level=None)

    def raw(place: CaseLine) -> object:
        spot = (place.queue, place.rank, place.bucket, place.due_key, place.place)
        return bare.execute(_NEXT, spot).fetchall()

    yield from in_turn(
        f"8 next page of {PAGE}, {bench.size:,} cases",
        each_of(lambda place: worklist.page(desk, stores.QUEUE, OPEN, place.cursor, PAGE), places),
        (
            Rival("sqlite3, the same columns", each_of(raw, places), Target(3)),
            Rival(
                f"the same, {stores.SMALL:,} cases",
                each_of(
                    lambda place: worklist.page(few, stores.QUEUE, OPEN, place.cursor, PAGE), others
                ),
                Target(1.15),
            ),
        ),
        bench.rounds(60),
        warm_up=2,
    )


def counts(bench: Bench) -> Iterator[Line]:
    """How many cases the list has, for the status line."""
    store = stores.loaded(bench.size)
    desk, places = stores.desk_on(store), _places(store)
    bare = sqlite3.connect(f"file:{store}?mode=ro", uri=True, isolation_level=None)
    teams = sorted({place.team for place in places})
    look_up = each_of(
        lambda place: bare.execute(_ONE, (place.queue, place.number)).fetchone(), places
    )
    team = [replace(OPEN, team=name) for name in teams]
    for what, wanted in (("all that is open", [OPEN]), ("of one group", team)):
        yield from in_turn(
            f"9 count, {what}, {bench.size:,} cases",
            each_of(lambda each: worklist.total(desk, stores.QUEUE, each, 5_000), wanted * 20),
            [Rival("sqlite3, one case by its number", look_up, Target(5))],
            bench.rounds(60),
            warm_up=2,
        )


def searches(bench: Bench) -> Iterator[Line]:
    """A first page of what is searched for: a word that one case has against words that many have."""
    store = stores.loaded(bench.size)
    desk = stores.desk_on(store)
    rare = [place.customer for place in _places(store)]
    seldom = each_of(lambda word: _searched(desk, word), rare)
    for share, word in _words(desk):
        found = _searched(desk, word)
        _in_order(found)
        yield from in_turn(
            f"10 search, a word in {share:.1%} of {bench.size:,}",
            each_of(lambda each: _searched(desk, each), [word]),
            [Rival("the same, a word in one case", seldom, Target(20))],
            bench.rounds(20),
        )


def _searched(desk: Desk, word: str) -> Sequence[CaseLine]:
    return worklist.page(desk, stores.QUEUE, replace(OPEN, search=word), "", PAGE).rows


def _in_order(found: Sequence[CaseLine]) -> None:
    spots = [(line.rank, line.bucket, line.due_key, line.place) for line in found]
    now = [spot for spot in spots if spot[1] == 0]
    if len(found) != PAGE or now != sorted(now):
        raise RuntimeError(f"{len(found)} cases, not the first {PAGE} in order")


def _words(desk: Desk) -> list[tuple[float, str]]:
    """For each share the word that comes nearest to it, as it is typed: also as the beginning of others."""
    ids = random.Random(4).sample(range(1, _last_id(desk) + 1), SAMPLE)
    inside = ", ".join(map(str, sorted(ids)))
    rows = desk.store.reader.rows(f"SELECT body FROM search WHERE rowid IN ({inside})")
    bodies = [str(body) for (body,) in rows]
    whole = Counter(word for body in bodies for word in set(body.split()))
    letters = [word for word in whole if word.isalpha() and len(word) > 2]
    found: dict[str, float] = {}
    for share in SHARES:
        near = sorted(letters, key=lambda word: abs(whole[word] / SAMPLE / share - 1))[:20]
        begun = {word: sum(f" {word}" in body for body in bodies) / SAMPLE for word in near}
        best = min(begun, key=lambda word: abs(begun[word] / share - 1))
        found[best] = begun[best]
    return [(share, word) for word, share in found.items()]


def _last_id(desk: Desk) -> int:
    row = desk.store.reader.row("SELECT max(id) FROM cases")
    return int(str(row[0])) if row else 0


def _places(store: Path) -> list[CaseLine]:
    """Open cases from all over the list, each with many behind it."""
    desk = stores.desk_on(store)
    ids = random.Random(8).sample(range(1, _last_id(desk) + 1), PLACES * 12)
    lines = worklist.lines(desk, stores.QUEUE, ids)
    desk.close()
    found = [line for line in lines if line.bucket == 0 and line.rank == 1]
    middle = sorted(found, key=lambda line: line.cursor)[: -max(1, len(found) // 4)]
    return random.Random(9).sample(middle, min(PLACES, len(middle)))


def each_of(ask: Callable[[T], object], given: Sequence[T]) -> Measure:
    """Milliseconds for one question, over a number of them."""

    def measure() -> float:
        began = time.perf_counter()
        for each in given:
            ask(each)
        return (time.perf_counter() - began) * 1000 / len(given)

    return measure
