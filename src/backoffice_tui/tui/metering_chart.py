"""The days of a month as columns: measured ones full, estimated ones hatched, and a sign under each."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from backoffice_tui.desk.metering import DayLine
from backoffice_tui.desk.metering_letter import kwh
from backoffice_tui.desk.metering_words import ESTIMATE_SIGN, MISSING_SIGN
from backoffice_tui.texts import say

HEIGHT: Final = 6
"""Lines of the tallest column."""

EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
HATCHED: Final = "▒"
LABEL: Final = 9
"""Cells before the first column."""


class DayChart(Widget):
    """A column a day, the highest as tall as the chart."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"""
    DayChart {{
        height: {HEIGHT + 4};
        width: 1fr;
        padding: 0 1;
        & > .chart--measured {{ color: $accent; }}
        & > .chart--estimated {{ color: $warning; }}
        & > .chart--missing {{ color: $error; text-style: bold; }}
        & > .chart--quiet {{ color: $text-muted; }}
    }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--measured",
        "chart--estimated",
        "chart--missing",
        "chart--quiet",
    }

    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[DayLine] = ()

    def show(self, days: Sequence[DayLine]) -> None:
        """Show other days."""
        self._days = days
        self.display = bool(days)
        self.refresh()

    def render(self) -> Text:
        """The columns from the top down, then the signs, then every fifth day's number."""
        text = Text(no_wrap=True, end="")
        if not self._days:
            return text
        wide = max(1, min(4, (self.content_size.width - LABEL) // len(self._days)))
        highest = max((day.wh for day in self._days), default=0)
        for at, line in enumerate(self._lines(wide, highest)):
            text.append("\n" if at else "")
            text.append_text(line)
        return text

    def _lines(self, wide: int, highest: int) -> Iterator[Text]:
        quiet = self._style("quiet")
        yield Text(f"{say('metering.screen.per-day')}   {say('metering.screen.legend')}", quiet)
        for level in range(HEIGHT - 1, -1, -1):
            top = f"{kwh(highest)[: LABEL - 2]:>{LABEL - 2}} ┤" if level == HEIGHT - 1 else ""
            line = Text(top or f"{'│':>{LABEL}}", quiet)
            for day in self._days:
                line.append(*self._cell(day, level, highest, wide))
            yield line
        line = Text(f"{'└':>{LABEL}}", quiet)
        for day in self._days:
            line.append(*self._sign(day, wide))
        yield line
        yield Text(" " * LABEL + self._numbers(wide), quiet)

    def _cell(self, day: DayLine, level: int, highest: int, wide: int) -> tuple[str, Style]:
        eighths = -(-day.wh * HEIGHT * 8 // highest) if highest else 0
        full = max(0, min(8, eighths - 8 * level))
        estimated = bool(day.estimated_minutes)
        sign = (
            (HATCHED if full >= 4 or (full and not level) else " ") if estimated else EIGHTHS[full]
        )
        style = self._style("estimated" if estimated else "measured")
        # A cell of nothing between two columns, where there is room for it.
        return sign * max(1, wide - 1) + " " * (wide > 1), style

    def _sign(self, day: DayLine, wide: int) -> tuple[str, Style]:
        sign, tone = "─", "quiet"
        if day.missing_minutes and not day.future:
            sign, tone = MISSING_SIGN, "missing"
        elif day.estimated_minutes:
            sign, tone = ESTIMATE_SIGN, "estimated"
        return sign + "─" * (wide - 1), self._style(tone)

    def _numbers(self, wide: int) -> str:
        """The day of the month under the first and every fifth column."""
        line = ""
        for at, day in enumerate(self._days):
            number = day.day.day
            if (number == 1 or number % 5 == 0) and len(line) <= at * wide:
                line = line.ljust(at * wide) + str(number)
        return line

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"chart--{name}", partial=True)
