"""Days and times as people and sheets write them, and the working days of Sweden and Finland."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (sheets know no zones)
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_AHEAD = re.compile(r"\+ ?([0-9]{1,5})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.] ?([0-9]{1,2})[-/. ] ?([0-9]{4})")
_NO_YEAR = re.compile(r"([0-9]{1,2})(?:/([0-9]{1,2})|\. ?([0-9]{1,2})\.?)")
_TWO_DIGIT_YEAR = re.compile(
    r"[0-9]{6}|[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}[-/. ][0-9]{2}"
)
_WITH_TIME = re.compile(
    r"(?P<day>.*?[0-9.])(?:[ T]+(?:kl\.? ?|klo ?)?|T)"
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?P<second>[:.][0-9]{2}(?:[.,][0-9]+)?)?"
    r"(?P<offset>Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?"
)
_DASHES = str.maketrans("‐‑‒–−", "-----")
_HALF_A_YEAR = timedelta(days=184)


def read_date(
    value: object, today: date, *, field: str = "", serials: bool = False, zone: str | None = None
) -> date:
    """The day of `read_moment`, which says what is understood; raises Refused with `field`."""
    return read_moment(value, today, field=field, serials=serials, zone=zone)[0]


def read_moment(
    value: object, today: date, *, field: str = "", serials: bool = False, zone: str | None = None
) -> tuple[date, str]:
    """The day and "HH:MM" or "" of a value; sheets' day numbers need `serials`, offsets `zone`."""
    if isinstance(value, float) or (serials and _is_serial(value)):
        value = _from_serial(value, field, serials)
    if isinstance(value, datetime):
        return _from_datetime(value, field, zone)
    if isinstance(value, date):
        return _within(value, value, field), ""
    text = clean(value, limit=60, one_line=True).translate(_DASHES).strip()
    if not text or isinstance(value, bool):
        raise Refused("dates.empty", field=field)
    if any(char.isdigit() and not char.isascii() for char in text):
        raise Refused("dates.digits", field=field, text=text)
    with_time = _WITH_TIME.fullmatch(text)
    if with_time is None:
        return _day(text, today, field), ""
    return _from_parts(with_time, today, field, zone)


def _from_parts(
    found: re.Match[str], today: date, field: str, zone: str | None
) -> tuple[date, str]:
    day = _day(found["day"].rstrip("T "), today, field)
    hour, minute = int(found["hour"]), int(found["minute"])
    second = float((found["second"] or ":0")[1:].replace(",", "."))
    if hour > 23 or minute > 59 or second >= 60:
        raise Refused("dates.not-a-time", field=field, text=found[0])
    if found["offset"]:
        offset = datetime.strptime(found["offset"], "%z").tzinfo
        return _from_datetime(datetime.combine(day, time(hour, minute), offset), field, zone)
    # A date cell saved as text carries midnight down to the second; nobody types that.
    date_cell = found["second"] is not None and hour == minute == second == 0
    return day, "" if date_cell else f"{hour:02d}:{minute:02d}"


def _from_datetime(moment: datetime, field: str, zone: str | None) -> tuple[date, str]:
    _within(moment, moment.date(), field)
    if moment.tzinfo is not None:
        if zone is None:
            raise Refused("dates.offset", field=field, text=moment.isoformat(" ", "minutes"))
        moment = local(moment, zone)
    elif moment.time() == time():
        return moment.date(), ""
    return _within(moment, moment.date(), field), f"{moment:%H:%M}"


def _is_serial(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return 0 <= value <= 99_999
    return isinstance(value, str) and _SERIAL.fullmatch(value.strip()) is not None


def _from_serial(value: object, field: str, serials: bool) -> datetime:
    days = float(str(value).strip().replace(",", "."))
    if not serials or not math.isfinite(days):
        raise Refused("dates.not-a-date", field=field, text=clean(value, limit=60))
    if not 0 <= days < 100_000:
        raise _out_of_range(value, field)
    # Serials are binary fractions of a day: the second they meant is the nearest one.
    return _SERIAL_ZERO + timedelta(seconds=round(days * 86_400))


def _day(text: str, today: date, field: str) -> date:
    if ahead := _AHEAD.fullmatch(text):
        return _within(text, today + timedelta(days=int(ahead[1])), field)
    if found := _COMPACT.fullmatch(text):
        return _made(text, field, found[1], found[2], found[3])
    if found := _YEAR_FIRST.fullmatch(text):
        return _made(text, field, found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _made(text, field, found[3], found[2], found[1])
    if found := _NO_YEAR.fullmatch(text):
        return _nearest(text, field, int(found[2] or found[3]), int(found[1]), today)
    key = "dates.two-digit-year" if _TWO_DIGIT_YEAR.fullmatch(text) else "dates.not-a-date"
    raise Refused(key, field=field, text=text)


def _made(text: str, field: str, year: str, month: str, day: str) -> date:
    if not MINYEAR <= int(year) <= MAXYEAR:
        raise _out_of_range(text, field)
    made = _date_or_none(int(year), int(month), int(day))
    if made is None:
        raise Refused("dates.impossible", field=field, text=text)
    return _within(text, made, field)


def _nearest(text: str, field: str, month: int, day: int, today: date) -> date:
    """A day without its year is the one nearest to today, so that yesterday stays yesterday."""
    years = (today.year - 1, today.year, today.year + 1)
    days = [made for year in years if (made := _date_or_none(year, month, day))]
    near = min(days, key=lambda made: abs(made - today), default=None)
    if near is None or abs(near - today) > _HALF_A_YEAR:
        raise Refused("dates.impossible", field=field, text=text)
    return _within(text, near, field)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(value: object, day: date, field: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _out_of_range(value, field)
    return day


def _out_of_range(value: object, field: str) -> Refused:
    text = clean(value, limit=60)
    return Refused("dates.range", field=field, text=text, first=FIRST_YEAR, last=LAST_YEAR)


def is_working_day(day: date, country: str) -> bool:
    """Whether it is Monday to Friday and neither holiday nor customary eve in "SE" or "FI"."""
    return day.weekday() < 5 and day not in _free_days(country, day.year)


def working_days_ahead(start: date, days: int, country: str) -> date:
    """The day that many working days after `start`; raises ValueError for fewer than none."""
    if days < 0:
        raise ValueError(days)
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, country)
    return day


@lru_cache(maxsize=8192)
def working_days_between(start: date, end: date, country: str) -> int:
    """How many working days come after `start` up to and with `end`; negative backwards."""
    if end < start:
        return -working_days_between(end, start, country)
    free = sum(_free_between(start, end, country))
    return _weekdays_until(end) - _weekdays_until(start) - free


def _weekdays_until(day: date) -> int:
    """Weekdays from the first Monday of the calendar up to and with the day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _free_between(start: date, end: date, country: str) -> Iterator[int]:
    for year in range(start.year, end.year + 1):
        free = _free_days(country, year)
        yield bisect_right(free, end) - bisect_right(free, start)


@lru_cache(maxsize=256)
def _free_days(country: str, year: int) -> tuple[date, ...]:
    """The weekdays of a year on which nobody works, in order."""
    from holidays import country_holidays

    # In Sweden the eves (midsommarafton, julafton, nyårsafton) are free by custom only.
    categories = {"SE": ("public", "de_facto"), "FI": ("public",)}
    if country not in categories:
        raise Usage("dates.country", country=clean(country, limit=20, one_line=True))
    found = country_holidays(country, years=year, categories=categories[country])
    return tuple(sorted(day for day in found if day.year == year and day.weekday() < 5))


def iso_week(day: date) -> str:
    """The ISO week of a day, as "2026-W47"; the year is the week's own."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def weekday_text(day: date) -> str:
    """The short name of the weekday in the language spoken."""
    return say(f"dates.weekday.{day.isoweekday()}")


def local(moment: datetime, zone: str) -> datetime:
    """An aware time in a zone such as "Europe/Stockholm"; raises Usage for an unknown zone."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError) as unknown:
        shown = clean(zone, limit=40, one_line=True)
        raise Usage("dates.zone", zone=shown) from unknown


def today_in(moment: datetime, zone: str) -> date:
    """The day it is in a zone at an aware time."""
    return local(moment, zone).date()


def read_now(text: str) -> datetime:
    """The aware time of an ISO 8601 text with offset; raises Usage for any other."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Usage("dates.now", text=clean(text, limit=60, one_line=True))
    return moment
