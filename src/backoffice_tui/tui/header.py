"""The lines around a screen: where one is, what holds now, and which keys come next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich.text import Text
from textual.widgets import Static

from backoffice_tui.desk.outage import Outage
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

MOST_COUNTED: Final = 5_000
"""A list is counted no further for the screen, unless its number is kept."""


class Banner(Static):
    """One line: the queue, the outage, the agent, and the time where it was set by hand."""

    DEFAULT_CSS = """
    Banner { height: 1; width: 1fr; background: $primary; color: $text; text-wrap: nowrap;
        text-overflow: ellipsis; }
    Banner.-down { background: $error; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def say_where(
        self,
        place: str,
        agent: str,
        outage: Outage | None,
        zone: str,
        fixed: datetime | None,
        left: str = "",
    ) -> None:
        """Show where one is."""
        parts = [f" {place}"]
        self.set_class(outage is not None and outage.down, "-down")
        if outage and outage.since:
            at = local(outage.since, zone)
            key = "console.wms-down" if outage.down else "console.wms-up"
            parts.append(say(key, at=f"{at:%m-%d %H:%M}", by=outage.by))
        else:
            parts.append(say("console.wms-never"))
        parts += [left] if left else []
        parts.append(agent)
        if fixed:
            parts.append(say("console.fixed-time", at=f"{local(fixed, zone):%Y-%m-%d %H:%M}"))
        self.update(Text(clean("  │  ".join(parts), one_line=True), no_wrap=True))


class Status(Static):
    """Two lines: filter, order, count and position; and why the case stands where it stands."""

    DEFAULT_CSS = """
    Status { height: 2; width: 1fr; background: $panel; color: $foreground; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._rows = ["", ""]

    def say_list(self, text: str) -> None:
        """Show what is listed."""
        self._draw(0, text)

    def say_why(self, text: str) -> None:
        """Show why the case under the cursor stands there."""
        self._draw(1, text)

    def _draw(self, at: int, text: str) -> None:
        shown = clean(text, one_line=True)
        if shown == self._rows[at]:
            return
        self._rows[at] = shown
        body = Text(self._rows[0], no_wrap=True, overflow="ellipsis")
        body.append(f"\n{self._rows[1]}", style="italic")
        # Its size never changes, so nothing else has to be laid out anew.
        self.update(body, layout=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed: the filter, how many there are, where the cursor stands, how many are marked."""

    wanted: Filter
    count: int
    position: int | None
    marked: int

    def said(self, queue: Queue) -> str:
        """Marks, position, count, filter and order in one line."""
        wanted = self.wanted
        total = f"{self.count}+" if self.count >= MOST_COUNTED else str(self.count)
        key = "counted" if self.position else "counted-unknown"
        parts = [
            say("console.marked", count=self.marked) if self.marked else "",
            say(f"console.{key}", position=self.position, total=total),
            narrowed(queue, wanted),
            say("console.order"),
        ]
        return " · ".join(part for part in parts if part)


def narrowed(queue: Queue, wanted: Filter) -> str:
    """What a filter leaves in the list, in words."""
    state = queue.states[wanted.state] if wanted.state else ""
    narrow = wanted.waits or wanted.closed_from is not None
    parts = [
        *(wanted.team, wanted.code, wanted.handler, state, wanted.kind, wanted.klass, wanted.type),
        say("console.filter.unassigned") if wanted.unassigned else "",
        say("console.filter.missing") if wanted.missing else "",
        *_days(wanted),
        say("console.searched", search=wanted.search) if wanted.search else "",
        "" if narrow else say("console.filter-all" if wanted.all else "console.filter-none"),
    ]
    return " · ".join(part for part in parts if part)


def _days(wanted: Filter) -> Iterator[str]:
    """For which days the cases wait, and when and by whom they were closed."""
    for name, day in (("from", wanted.due_from), ("until", wanted.due_until)):
        if day is not None:
            yield say(f"figures.due-{name}", day=day)
    if wanted.closed_from:
        yield say("figures.closed-from", at=f"{wanted.closed_from:%m-%d %H:%M}")
    if wanted.closed_by:
        yield say("figures.closed-by", agent=wanted.closed_by)
