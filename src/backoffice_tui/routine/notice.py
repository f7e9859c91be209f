"""When a tenancy ends after notice, and the day of moving out."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from backoffice_tui.routine.dates import working_days_ahead
from backoffice_tui.routine.errors import Refused
from backoffice_tui.settings.routine_data import RoutineData

RULE: Final = "TYO-16"


class NoticeEnd(NamedTuple):
    """The last day of the contract, the day of moving out, and the rule that says so."""

    ends: date
    moving_day: date
    rule: str = RULE


def notice_end(given: date, data: RoutineData) -> NoticeEnd:
    """The end after notice given on a day: the last day of the month so many months on, by the routine's data."""
    ends = _month_end(given, data.limits["notice_months"])
    return NoticeEnd(ends, moving_day(ends, data))


def moving_day(ends: date, data: RoutineData) -> date:
    """The day of moving out after the contract's last day, by the working days of the routine's country."""
    return working_days_ahead(ends, data.limits["moving_days"], data.country)


def _month_end(given: date, months: int) -> date:
    year, month = divmod(given.year * 12 + given.month - 1 + months, 12)
    try:
        return date(year, month + 1, monthrange(year, month + 1)[1])
    except (ValueError, OverflowError):
        raise Refused("dates.range", rule=RULE, text=given, first=1990, last=2100) from None


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)
