"""The question of an AR01 answer, read from what was typed: by command, on the screen, or for an agreement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from backoffice_tui.queues.datahub.ar01 import ASKED, LONGEST_WINDOW, Previous, Question
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.settings.routine_data import RoutineData, load_routine

KEY: Final = "datahub"
WINDOW: Final = "balance_window"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the version of the data its window comes from; empty where it was given by hand."""

    question: Question
    window_from: str = ""


def window_on(data: RoutineData, day: date) -> tuple[int | None, str]:
    """The balance window that held on a day, with its version; None before any that is known."""
    for known in (data, load_routine(KEY)):
        if known.holds_from <= day and WINDOW in known.limits:
            return known.limits[WINDOW], known.version
    return None, ""


def read_question(given: Mapping[str, str], data: RoutineData, today: date) -> Asked:
    """The question that was typed; Refused or Usage names the field that will not do."""
    start, cancelled = (_day(given, name, today) for name in ("start", "cancelled"))
    if start is None or cancelled is None:
        missing = "start" if start is None else "cancelled"
        raise Refused("routine.field-missing", rule="DH-05", field=missing)
    previous = _one_of(given, "previous")
    if previous is None:
        raise Refused("routine.field-missing", rule="DH-05", field="previous")
    window = _window(given.get("window", "").strip())
    days, version = (window, "") if window is not None else window_on(data, cancelled)
    question = Question(
        start=start,
        cancelled=cancelled,
        previous=previous,
        grid_previous=_one_of(given, "grid_previous"),
        continues_from=_day(given, "continues_from", today),
        window=days,
    )
    return Asked(question, version)


def _window(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= LONGEST_WINDOW):
        raise Refused("agreements.window-range", field="window", most=LONGEST_WINDOW)
    return int(text)


def _day(given: Mapping[str, str], name: str, today: date) -> date | None:
    text = given.get(name, "").strip()
    return read_date(text, today, field=name) if text else None


def _one_of(given: Mapping[str, str], name: str) -> Previous | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    found = next((each for each in ASKED if fold(each) == fold(text)), None)
    if found is None:
        shown = clean(text, limit=40, one_line=True)
        raise Usage("routine.not-one-of", field=name, text=shown, choices=", ".join(ASKED))
    return found
