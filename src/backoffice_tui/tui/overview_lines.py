"""The lead's picture as lines: each number with the way to what is behind it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from backoffice_tui.desk.burning import Growth, Run
from backoffice_tui.desk.calendar import DAY, midnight
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.overview import Overview, Row
from backoffice_tui.desk.report_now import end_said, run_said
from backoffice_tui.desk.weeks import Week
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.board import Bit, Line
from backoffice_tui.tui.lines import Tone, fit
from backoffice_tui.tui.ways import ToHolders, ToList, ToReport, Way
from backoffice_tui.tui.week_lines import BAR, NAME, in_a_line, week_by_week

WIDE: Final = 112
"""The width from which there is room for who holds what in the line itself."""

BY_WEEK: Final = 100
"""The width from which a week can have a line of its own."""

LEAST_BARS, MOST_BARS = 4, 24

_COLUMNS: Final[Mapping[str, int]] = {
    "waiting": 8,
    "due": 7,
    "overdue": 9,
    "later": 8,
    "oldest": 11,
    "holding": 10,
    "done": 8,
    "shift": 7,
}
_LEAST: Final[Mapping[str, int]] = {"later": WIDE, "shift": 76, "oldest": 68}
"""The width from which there is room for a column."""
Lines = Iterator[Line[Way]]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the overview shows, read at one moment."""

    now: Overview
    weeks: Mapping[str, Sequence[Week]]
    """By key of the queue."""


def lines_of(desk: Desk, picture: Picture, width: int, height: int) -> list[Line[Way]]:
    """The picture in lines of so many cells, laid out for a view of so many lines."""
    now = picture.now
    parts = [
        [*_table(desk, now.rows, width)],
        [*_people(desk, now, width)],
        [*_outage(now, width)],
        [*in_a_line(picture.weeks)],
    ]
    taken = sum(map(len, parts))
    bars = [*_bars(now.run, width, max(LEAST_BARS, height - taken - 4))] if now.run else []
    parts[2] += bars
    by_week = [*week_by_week(picture.weeks, width)]
    room = height - sum(map(len, parts)) + len(parts[3]) - len(parts)
    if width >= BY_WEEK and len(by_week) <= room:
        parts[3] = by_week
    # Where there is no room to spare, nothing but the headings keeps the parts asunder.
    taken = sum(map(len, parts))
    airy = taken + sum(map(bool, parts)) - 1 <= height
    found: list[Line[Way]] = []
    for part in filter(None, parts):
        if found and airy:
            found.append(())
        found += part
    return found


# -- queues and groups ----------------------------------------------------------------------------


def _table(desk: Desk, rows: Sequence[Row], width: int) -> Lines:
    names = [name for name in _COLUMNS if width >= _LEAST.get(name, 0)]
    room = width - sum(_COLUMNS[name] for name in names) - 1
    first = min(30, room)
    who = room - first - 2 if width >= WIDE else 0
    heads = [_right(say(f"figures.short.{name}"), _COLUMNS[name]) for name in names]
    title = f" {fit(say('figures.short.what'), first)}{''.join(heads)}"
    yield (Bit(title + (f"  {fit(say('figures.short.who'), who)}" if who else ""), "strong"),)
    for row in rows:
        name = row.queue.title if row.whole else f"  {row.team or say('figures.no-group')}"
        bits: list[Bit[Way]] = [
            Bit(" "),
            Bit(fit(name, first), "strong" if row.whole else "", _list(row)),
            *(bit for column in names for bit in _cell(desk, row, column)),
        ]
        if who:
            held = " · ".join(f"{agent} {number}" for agent, number in row.held)
            bits.append(Bit(f"  {fit(held, who)}", "muted"))
        yield tuple(bits)


def _cell(desk: Desk, row: Row, column: str) -> Iterator[Bit[Way]]:
    wide = _COLUMNS[column]
    text, tone, way = _number(desk, row, column)
    if way is None:
        yield Bit(_right(text, wide), tone)
        return
    yield Bit(" " * (wide - len(text)))
    yield Bit(text, tone, way)


def _number(desk: Desk, row: Row, column: str) -> tuple[str, Tone, Way | None]:
    """What stands in a column, how it looks, and where it leads."""
    if column == "oldest":
        if row.oldest is None:
            return "–", "muted", None
        way = replace(_list(row), at=str(row.oldest.case_id))
        return row.oldest.received.isoformat(), "", way
    number = getattr(row, column)
    if not number:
        return "–" if number is None else "0", "muted", None
    tones: Mapping[str, Tone] = {"due": "warning", "overdue": "error", "done": "success"}
    sign = "! " if column == "overdue" else ""
    return f"{sign}{number}", tones.get(column, ""), _behind(desk, row, column)


def _list(row: Row, **narrower: object) -> ToList:
    wanted = Filter(team=row.team)
    return ToList(row.queue.key, replace(wanted, **narrower) if narrower else wanted)  # type: ignore[arg-type]


def _behind(desk: Desk, row: Row, column: str) -> Way:
    if column == "holding":
        return ToHolders(queue=row.queue.key)
    today = desk.today(row.queue)
    start, end = (midnight(desk, row.queue, day) for day in (today, today + DAY))
    narrower: Mapping[str, Mapping[str, object]] = {
        "due": {"due_from": today, "due_until": today},
        "overdue": {"due_until": today - DAY},
        "later": {"due_from": today + DAY},
        "done": {"all": True, "closed_from": start, "closed_until": end},
        "shift": {"all": True, "closed_from": row.since, "closed_until": end},
    }
    return _list(row, **narrower.get(column, {}))


def _right(text: str, wide: int) -> str:
    shown = clean(text, one_line=True)
    return " " * max(1, wide - len(shown)) + shown[: wide - 1]


# -- who --------------------------------------------------------------------------------------------


def _people(desk: Desk, now: Overview, width: int) -> Lines:
    held: dict[str, int] = {}
    for row in now.rows:
        for agent, number in row.held if row.whole else ():
            held[agent] = held.get(agent, 0) + number
    if held:
        ranked = sorted(held.items(), key=lambda each: (-each[1], each[0]))
        ways = [(f"{agent} {number}", ToHolders(agent=agent)) for agent, number in ranked]
        yield _said(say("figures.short.held-by"), ways, width)
    for key, closers in now.closers.items():
        queue = QUEUES[key]
        since, until = midnight(desk, queue), midnight(desk, queue, desk.today(queue) + DAY)
        wanted = Filter(all=True, closed_from=since, closed_until=until)
        ways_ = [
            (f"{agent} {number}", ToList(key, replace(wanted, closed_by=agent)))
            for agent, number in closers
        ]
        if ways_:
            yield _said(say("figures.short.closed-in", queue=queue.title), ways_, width)


def _said(name: str, ways: Iterable[tuple[str, Way]], width: int) -> Line[Way]:
    """A line of things with a way each, as many as fit."""
    bits: list[Bit[Way]] = [Bit(f" {fit(name, NAME)} ", "strong")]
    used = len(bits[0].text)
    for text, way in ways:
        shown = clean(text, one_line=True)
        if used + len(shown) + 4 > width:
            bits.append(Bit("…", "muted"))
            break
        bits += [Bit(shown, "", way), Bit("  ")]
        used += len(shown) + 2
    return tuple(bits)


# -- the outage -------------------------------------------------------------------------------------


def _outage(now: Overview, width: int) -> Lines:
    if now.growth:
        yield (
            Bit(f" {fit(_growth(now.growth), width - 2)}", "error", ToList(now.growth.queue.key)),
        )
    if now.run:
        said, end = run_said(now.run), end_said(now.run)
        whole = fit(said, width - 2)
        if len(said) <= width - 2:
            yield (Bit(f" {whole}", "strong", ToReport("backlog")),)
            return
        far = said.removesuffix(end).rstrip()
        yield (Bit(f" {fit(far, width - 2)}", "strong", ToReport("backlog")),)
        yield (Bit(f" {fit(end, width - 2)}", "strong"),)


def _growth(growth: Growth) -> str:
    return say(
        "figures.growth",
        queue=growth.queue.title,
        since=f"{growth.since:%m-%d %H:%M}",
        more=growth.more,
        left=growth.left,
    )


def _bars(run: Run, width: int, room: int) -> Lines:
    """The backlog by the hour, as many hours as there is room for, the first and the last among them."""
    points = thinned(run.points, max(LEAST_BARS, min(MOST_BARS, room)))
    most = max([left for _, left in points] + [1])
    wide = max(8, width - 18)
    for at, left in points:
        length = max(int(left > 0), round(left * wide / most))
        bits: tuple[Bit[Way], ...] = (
            Bit(f" {_clock(at, run.points[-1][0].date())} ", "muted"),
            Bit(BAR * length, "accent"),
            Bit(f" {left}"),
        )
        yield bits


def thinned(points: Sequence[tuple[datetime, int]], most: int) -> Sequence[tuple[datetime, int]]:
    """At most so many of the points, evenly apart, the first and the last among them."""
    if len(points) <= most:
        return points
    last = len(points) - 1
    return [points[round(at * last / (most - 1))] for at in range(most)]


def _clock(at: datetime, today: date) -> str:
    return f"{at:%H:%M}" if at.date() == today else f"{at:%d/%H}"
