"""Rows 3 to 7: the console on a terminal, from its start to its memory."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn
from bench.processes import console_on, peer_argv
from bench.watched import Watched

APPS: Final = Path(__file__).with_name("apps")
HELLO: Final = (sys.executable, str(APPS / "hello.py"))
TABLE_ROWS: Final = 1_000
IDLE: Final = 3.0
"""Seconds after the last drawing in which the console has loaded what it loads in advance."""


def _first_frame(argv: Sequence[str]) -> Measure:
    def measure() -> float:
        with Watched(argv) as terminal:
            return terminal.until(Watched.shows_anything)

    return measure


def _text_shown(argv: Sequence[str], text: str) -> Measure:
    def measure() -> float:
        with Watched(argv) as terminal:
            return terminal.until(lambda seen: seen.holds(text))

    return measure


def _hello(target: Target | None = None) -> Rival:
    return Rival("Textual hello", _text_shown(HELLO, "Hello, world!"), target)


def _peer(name: str) -> Rival:
    """Another console, if it is here and comes up on this machine."""
    argv, missing = peer_argv(name)
    if missing:
        return Rival(name, missing=missing)
    measure = _first_frame(argv)
    try:
        measure()
    except RuntimeError as why:
        return Rival(name, missing=f"it did not come up: {str(why).splitlines()[0]}")
    return Rival(name, measure)


def first_frame(bench: Bench) -> Iterator[Line]:
    """The console's first frame."""
    others = () if bench.quick else ("posting", "harlequin")
    rivals = [_hello(Target(1.2)), *map(_peer, others)]
    store = stores.loaded(bench.size)
    yield from in_turn(
        f"3 first frame, {bench.size:,} cases",
        _first_frame(console_on(store)),
        rivals,
        bench.rounds(12),
    )


def list_shown(bench: Bench) -> Iterator[Line]:
    """The first cases on the screen."""
    large, small = stores.loaded(bench.size), stores.loaded(stores.SMALL)
    few = _text_shown(console_on(small), stores.first_number(small))
    yield from in_turn(
        f"4 list on the screen, {bench.size:,} cases",
        _text_shown(console_on(large), stores.first_number(large)),
        (_hello(Target(1.4)), Rival(f"the same, {stores.SMALL:,} cases", few, Target(1.1))),
        bench.rounds(12),
    )


def keys(bench: Bench) -> Iterator[Line]:
    """A key to its repaint, both programs open at once and pressed in turn."""
    store = stores.loaded(bench.size)
    table = (sys.executable, str(APPS / "rows.py"), str(store), stores.QUEUE.key, str(TABLE_ROWS))
    number = stores.first_number(store)
    rival = f"DataTable, {TABLE_ROWS:,} rows"
    with ExitStack() as stack:
        ours = stack.enter_context(Watched(console_on(store)))
        other = stack.enter_context(Watched(table, below=0))
        ours.until(lambda seen: seen.holds(number))
        other.until(Watched.shows_anything)
        # At the first key the console begins to load what the first change will need.
        ours.press("down")
        ours.quiet(1.5)
        for what, key, limit, rounds in (
            ("5 key down", "down", 0.6, 60),
            # So many that the other's thousand rows are not at their end.
            ("6 page down", "pagedown", 0.25, 16),
        ):
            yield from in_turn(
                f"{what}, 200×50, {bench.size:,} cases",
                partial(ours.after_key, key),
                [Rival(rival, partial(other.after_key, key), Target(limit))],
                bench.rounds(rounds),
            )


def memory(bench: Bench) -> Iterator[Line]:
    """What the console holds for itself when nothing happens."""
    store = stores.loaded(bench.size)
    number = stores.first_number(store)
    yield from in_turn(
        f"7 private memory, idle, {bench.size:,} cases",
        lambda: _memory(console_on(store), number),
        [Rival("Textual hello", lambda: _memory(HELLO, "Hello"), Target(60, own=True))],
        1 if bench.quick else 3,
        unit="MB",
        warm_up=0,
    )


def _memory(argv: Sequence[str], text: str) -> float:
    with Watched(argv) as terminal:
        terminal.until(lambda seen: seen.holds(text))
        terminal.quiet(IDLE)
        return terminal.private_memory()
