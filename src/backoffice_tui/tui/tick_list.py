"""The facilities of a case in a list: ticked one by one, as a range, or as typed numbers."""

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message

from backoffice_tui.desk.card import TickRow
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.in_memory import Item

Row = Item[TickRow]

DONE, OPEN, BAD, DROPPED = "☑", "☐", "✗", "–"
_RANGE: Final = re.compile(r"([0-9]{1,6})\s*(?:[-–:]\s*([0-9]{1,6}))?")


def is_bad(tick: TickRow) -> bool:
    """Whether it was pasted wrong and has yet to be answered for."""
    return not tick.facility and not tick.dropped


def columns_of_ticks(zone: str) -> list[Column[Row]]:
    """Place, sign, id in groups, and who ticked it when or what is wrong with it."""
    return [
        Column(
            "place", say("grid.tick.place"), 4, 0, False, lambda row: Cell(f"{row.it.place:>4}")
        ),
        Column("sign", "", 1, 0, False, lambda row: _sign(row.it)),
        Column("facility", say("grid.tick.facility"), 24, 0, False, lambda row: _id(row.it)),
        Column("about", say("grid.tick.done"), 12, 0, True, lambda row: _about(row.it, zone)),
    ]


def _sign(tick: TickRow) -> Cell:
    if tick.dropped:
        return Cell(DROPPED, "muted")
    if is_bad(tick):
        return Cell(BAD, "error")
    return Cell(DONE, "success") if tick.done_at else Cell(OPEN)


def _id(tick: TickRow) -> Cell:
    if is_bad(tick):
        return Cell(tick.text, "error")
    return Cell(grouped(tick.facility) or tick.text, "muted" if tick.dropped else "")


def _about(tick: TickRow, zone: str) -> Cell:
    if tick.dropped:
        return Cell(say("grid.tick.dropped"), "muted")
    if is_bad(tick):
        return Cell(tick.problem, "error")
    if tick.done_at is None:
        return Cell("")
    return Cell(f"{tick.done_by} {local(tick.done_at, zone):%m-%d %H:%M}", "muted")


def places_in(text: str, ticks: Sequence[TickRow]) -> list[tuple[int, int]]:
    """The first and last places of what was typed, such as `3-17, 20`; Refused where there are none."""
    last = max((tick.place for tick in ticks), default=0)
    found = []
    for part in re.split(r"[,;]", text.strip(" ,;")):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise Refused("grid.tick.no-range", rule="STORA-05", text=clean(text, limit=40))
        ends = sorted((int(match[1]), int(match[2] or match[1])))
        if not 1 <= ends[0] <= ends[1] <= last:
            raise Refused("grid.tick.no-place", rule="STORA-05", last=last)
        found.append((ends[0], ends[1]))
    return found


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places as runs without a gap, each its first and last."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


class TickList(CaseList[Row]):
    """Facilities; a blank ticks what is marked, or the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick(False)", "grid.key.tick", id="ticks.tick"),
        Binding("enter", "tick(True)", show=False, id="ticks.tick-next"),
        Binding("shift+down", "extend(1)", show=False, id="ticks.extend-down"),
        Binding("shift+up", "extend(-1)", show=False, id="ticks.extend-up"),
    ]

    class Ticked(Message):
        """These facilities are to be ticked, or unticked where all of them are ticked."""

        def __init__(self, keys: tuple[str, ...]) -> None:
            super().__init__()
            self.keys = keys

    _anchor = 0

    def action_tick(self, go_on: bool) -> None:
        """Tells the owner; Enter goes on to the next."""
        row = self.current
        if row is None:
            return
        self.post_message(self.Ticked(self.marked or (row.key,)))
        self.set_marks(())
        if go_on:
            self.action_step(1)

    def action_extend(self, by: int) -> None:
        """Marks from where one began to where one is."""
        window = self._reader.window if self._reader else None
        if window is None or not window.rows:
            return
        if not self.marked:
            self._anchor = window.cursor
        self.go(by)
        first, last = sorted((self._anchor, window.cursor))
        self.set_marks([row.key for row in window.rows[first : last + 1]])
