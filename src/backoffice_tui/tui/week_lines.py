"""The weeks of the overview: one line for each queue, or where there is room one for each week."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from backoffice_tui.desk.weeks import Week
from backoffice_tui.queues import QUEUES
from backoffice_tui.texts import say
from backoffice_tui.tui.board import Bit, Line
from backoffice_tui.tui.lines import fit
from backoffice_tui.tui.ways import ToList, ToReport, Way

BAR: Final = "▇"
BLOCKS: Final = "▁▂▃▄▅▆▇█"
NAME: Final = 16
"""Cells for what a line is about."""

Weeks = Mapping[str, Sequence[Week]]
"""The weeks by key of the queue, the oldest first."""


def in_a_line(weeks: Weeks) -> Iterator[Line[Way]]:
    """The weeks of each queue that had any work as sparklines, with the numbers of the last."""
    for key, every in weeks.items():
        if not _from_the_first(every):
            continue
        last, way = every[-1].whole, ToReport("weekly", key)
        arrived = sparkline([each.whole.arrived for each in every])
        closed = sparkline([each.whole.closed for each in every])
        bits: list[Bit[Way]] = [
            _name(key, every[-1]),
            Bit(f"{arrived} ", "accent"),
            Bit(say("figures.short.arrived", count=last.arrived), "", way),
            Bit(f"  {closed} ", "success"),
            Bit(say("figures.short.closed", count=last.closed), "", way),
            Bit("  "),
            Bit(say("figures.short.left", count=last.left), "", ToList(key)),
        ]
        yield tuple(bits)


def week_by_week(weeks: Weeks, width: int) -> Iterator[Line[Way]]:
    """A line for each week from the first in which something happened, its two bars beside each other."""
    for key, every in weeks.items():
        told = _from_the_first(every)
        most = max([1, *(max(each.whole.arrived, each.whole.closed) for each in told)])
        wide = max(8, (width - NAME - 46) // 2)
        for each in told:
            whole, way = each.whole, ToReport("weekly", key)
            arrived, closed = (
                BAR * max(int(number > 0), round(number * wide / most))
                for number in (whole.arrived, whole.closed)
            )
            bits: list[Bit[Way]] = [
                _name(key, each),
                Bit(fit(say("figures.short.arrived", count=whole.arrived), 14), "", way),
                Bit(f"{fit(arrived, wide)} ", "accent"),
                Bit(fit(say("figures.short.closed", count=whole.closed), 14), "", way),
                Bit(f"{fit(closed, wide)} ", "success"),
                Bit(say("figures.short.left", count=whole.left)),
            ]
            yield tuple(bits)


def _name(key: str, week: Week) -> Bit[Way]:
    number = week.first.isocalendar().week
    said = say("figures.short.week", queue=QUEUES[key].title, week=number)
    return Bit(f" {fit(said, NAME)} ", "strong")


def _from_the_first(weeks: Sequence[Week]) -> Sequence[Week]:
    for at, each in enumerate(weeks):
        if each.whole.arrived or each.whole.closed:
            return weeks[at:]
    return ()


def sparkline(numbers: Sequence[int]) -> str:
    """A block for each number, the tallest for the largest; nothing is the lowest."""
    most = max([*numbers, 1])
    return "".join(BLOCKS[min(7, -(-max(0, each) * 7 // most))] for each in numbers)
