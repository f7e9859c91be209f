"""Lines of a file of values, `facility;start;wh;quality`, read into days of points in bounded memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.facilities import check
from backoffice_tui.routine.metering import QUARTER, Clock
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.text import FACILITY_LENGTH, clean
from backoffice_tui.settings.metering_data import MeteringData

HEADINGS: Final = ("facility", "start", "wh", "quality")
MEASURED: Final = "measured"
LACKING: Final = "missing"
ABSENT: Final = -1
"""What stands for the watt-hours of a value that the file says is missing."""

AT_ONCE: Final = 20_000
"""Values that are held in memory and written in one transaction, for which others wait some hundredths of a second."""

MOST_DAYS: Final = 2_000
"""Days of points that are written in one transaction, however few of their values have come."""

MOST_REMEMBERED: Final = 200_000
"""Times as texts, each with its place in a day."""

FIRST_YEAR, LAST_YEAR = 1990, 2100

Places = dict[str, tuple[int, int]]
"""Times as texts → day and minutes that have passed of it, for the points of one zone."""

Cells = dict[int, tuple[int, int]]
"""Minutes of a day that have passed → watt-hours or ABSENT, and the line where they stand."""


@dataclass(slots=True)
class Slice:
    """Some of a file's values, by point and day."""

    cells: defaultdict[tuple[str, int], Cells] = field(default_factory=lambda: defaultdict(dict))
    read: int = 0
    """Lines with values, refused ones too."""
    repeated: int = 0
    """Lines that say what an earlier line says."""
    refused: list[Rejected] = field(default_factory=list)


class Lines:
    """The lines of one file."""

    def __init__(self, data: MeteringData) -> None:
        self._data = data
        self._highest = data.limits["highest_wh"]
        self._clocks: dict[str, Clock] = {}
        self._times: dict[str, Places] = {}
        self._known: dict[str, Places] = {}

    def clock_of(self, facility: str) -> Clock:
        """The clock of a point's own country; raises Refused where its id does not tell."""
        country = self._data.country_of(facility)
        if country is None:
            starts = ", ".join(each.starts for each in self._data.countries)
            raise Refused("metering.no-country", rule="SYN-01", field="facility", starts=starts)
        return Clock(country.zone, country.country)

    def slices(self, lines: Iterable[str]) -> Iterator[Slice]:
        """The values some ten thousand at a time; a line that cannot be read is refused by itself."""
        found, held = Slice(), 0
        known, digits = self._known, len(str(self._highest)) - 1
        for number, line in enumerate(lines, 1):
            try:
                facility, start, wh, quality = line.rstrip("\r\n").split(";")
                day, minute = known[facility][start]
                plain = quality == MEASURED and wh.isascii() and wh.isdigit() and len(wh) <= digits
            except (ValueError, KeyError):
                plain = False
            if plain:
                found.read += 1
                value = int(wh)
            elif read := self._carefully(number, line, found):
                facility, day, minute, value = read
            else:
                continue
            cells = found.cells[facility, day]
            if minute in cells:
                self._again(found, cells, minute, value, number)
                continue
            cells[minute] = value, number
            held += 1
            if held >= AT_ONCE or len(found.cells) >= MOST_DAYS:
                yield found
                found, held = Slice(), 0
        yield found

    def _carefully(self, number: int, line: str, found: Slice) -> tuple[str, int, int, int] | None:
        """Point, day, minute and value of a line that is not quite plain; None where there is none."""
        if self._is_no_value(number, line):
            return None
        found.read += 1
        try:
            return self._read(line)
        except Problem as why:
            found.refused.append(Rejected(number, why.field, str(why)))
            return None

    def _is_no_value(self, number: int, line: str) -> bool:
        """Whether it is an empty line, or the headings on the first."""
        text = clean(line, limit=200, one_line=True).strip(" ⏎").casefold()
        return not text or (number == 1 and text.split(";") == list(HEADINGS))

    def _again(self, found: Slice, cells: Cells, minute: int, value: int, number: int) -> None:
        """A value that stood in the file before: the same one is left out, another one refused."""
        before, line = cells[minute]
        if before == ABSENT:
            cells[minute] = value, number
        elif value not in (ABSENT, before):
            message = str(Refused("metering.twice", line=line))
            found.refused.append(Rejected(number, "wh", message))
        else:
            found.repeated += 1

    def _read(self, line: str) -> tuple[str, int, int, int]:
        """Point, day, minute and value of a line; raises a Problem that names the field."""
        cells = [each.strip().strip('"').strip() for each in line.split(";")]
        if len(cells) != len(HEADINGS):
            torn = HEADINGS[min(len(cells), len(HEADINGS) - 1)]
            raise Refused("metering.columns", rule="SYN-06", field=torn, count=len(cells))
        texts = dict(zip(HEADINGS, cells, strict=True))
        facility = self._facility(texts["facility"])
        clock = self._clocks[facility]
        known = self._known[facility]
        place = known.get(texts["start"])
        if place is None:
            place = self._place(texts["start"], clock)
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[texts["start"]] = place
        return facility, *place, self._value(texts["wh"], texts["quality"])

    def _facility(self, text: str) -> str:
        facility = check(text, field="facility").facility
        if len(facility) != FACILITY_LENGTH or not facility.isdigit():
            shown = clean(text, limit=40, one_line=True)
            raise Refused("metering.not-a-point", field="facility", id=shown)
        if facility not in self._clocks:
            clock = self._clocks[facility] = self.clock_of(facility)
            self._known[facility] = self._times.setdefault(clock.zone, {})
        return facility

    def _place(self, text: str, clock: Clock) -> tuple[int, int]:
        shown = clean(text, limit=40, one_line=True)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Refused("metering.not-a-time", field="start", text=shown) from None
        if moment.tzinfo is None:
            raise Refused("metering.no-offset", field="start", text=shown)
        if not FIRST_YEAR < moment.year < LAST_YEAR:
            raise Refused("metering.not-a-time", field="start", text=shown)
        day, minute = clock.place(moment)
        if minute % QUARTER or moment.second or moment.microsecond:
            raise Refused("metering.not-a-quarter", field="start", text=shown)
        return day, minute

    def _value(self, text: str, quality: str) -> int:
        if quality.casefold() not in (MEASURED, LACKING):
            shown = clean(quality, limit=40, one_line=True)
            raise Refused("metering.quality", field="quality", text=shown)
        if quality.casefold() == LACKING:
            return ABSENT
        shown = clean(text, limit=40, one_line=True)
        if not (text.isascii() and text.isdigit()) or len(text) > 18:
            raise Refused("metering.not-wh", field="wh", text=shown)
        if int(text) > self._highest:
            raise Refused("metering.too-much", field="wh", text=shown, most=self._highest)
        return int(text)
