"""Invented days of a support desk: tickets and calls as they come in, and how far they have come."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final, NamedTuple

from backoffice_tui.routine import nobody

OPENS, CLOSES = 8 * 60, 16 * 60
"""When contacts come, in minutes of the day."""

TICKETS: Final = (62, 78)
"""Fewest and most tickets a day, seventy in the middle."""

CALLS: Final = (6, 7, 8, 9, 9, 9, 10, 11, 12)
"""Calls a day, nine in the middle."""

FIRST_NUMBER: Final = 510_000
_FACILITIES: Final = 500_000_000
"""From here on, ids that no other invented case has."""

_OPEN_DAYS: Final = 3
"""So many working days back something is still open."""


@dataclass(frozen=True, slots=True)
class InventedContact:
    """A ticket or call; `state` is the routine's own, times are local to the queue."""

    number: str
    title: str
    channel: str
    category: str
    answered: str
    """`yes` or `no` for a call; empty for a ticket."""
    received: date
    received_time: str
    state: str
    handler: str
    handled: date | None
    due: date | None
    waits_for: str
    facility: str
    party: str
    log: str
    outcome: str
    """What was written when it was closed or passed on; empty before."""


class Stock(NamedTuple):
    """What is put together to make a contact."""

    parties: Sequence[str]
    handlers: Sequence[str]
    titles: Mapping[str, Sequence[str]]
    logs: Mapping[str, Sequence[str]]


@cache
def read_stock() -> Stock:
    """The words that contacts are made of, as shipped."""
    source = files("backoffice_tui.texts") / "demo" / "contacts.toml"
    words: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    titles = {name: words[name]["titles"] for name in ("service", "certification", "other")}
    return Stock(words["parties"], words["handlers"], titles, words["logs"])


def a_day(
    day: date, today: date, seed: int, *, tickets: int = 0, calls: int = 0
) -> Iterator[InventedContact]:
    """What comes on a day as it stands on `today`, in order of time; usual numbers where none are given."""
    chance = Random(f"{seed} {day.isoformat()}")  # noqa: S311 (the same cases for the same seed)
    came = ["ticket"] * (tickets or chance.randint(*TICKETS))
    came += ["phone"] * (calls or chance.choice(CALLS))
    chance.shuffle(came)
    minutes = sorted(chance.randrange(OPENS, CLOSES) for _ in came)
    for at, (channel, minute) in enumerate(zip(came, minutes, strict=True)):
        yield _contact(chance, channel, day, minute, at, today)


def weekdays(first: date, end: date) -> Sequence[date]:
    """The Mondays to Fridays from a day until just before another, in order."""
    days = (first + timedelta(days=at) for at in range((end - first).days))
    return [day for day in days if day.weekday() < 5]


def _contact(
    chance: Random, channel: str, day: date, minute: int, at: int, today: date
) -> InventedContact:
    stock = read_stock()
    category = chance.choices(("service", "certification", "other"), (60, 30, 10))[0]
    by_phone = channel == "phone"
    handled = _handled(chance, day, today, by_phone=by_phone)
    waits = handled is None and day < today and chance.random() < 0.4
    number = FIRST_NUMBER + day.toordinal() % 10_000 * 100 + at
    outcome = stock.logs["answered"] if handled else stock.logs["passed"] if waits else ("",)
    return InventedContact(
        number=f"{'P' if by_phone else 'T'}{number}",
        title=chance.choice(stock.titles[category]),
        channel=channel,
        category=category,
        answered=("no" if chance.random() < 0.08 else "yes") if by_phone else "",
        received=day,
        received_time=f"{minute // 60:02d}:{minute % 60:02d}",
        state="done" if handled else "waiting" if waits else "new",
        handler=chance.choice(stock.handlers) if handled else "",
        handled=handled,
        due=today + timedelta(days=chance.randint(0, 4)) if waits else None,
        waits_for=("Operaattori", "Testaus ja sertifiointi")[category == "certification"]
        if waits
        else "",
        facility=nobody.facility(_FACILITIES + number) if category == "service" else "",
        party=chance.choice(stock.parties),
        log=chance.choice(stock.logs["asked"]),
        outcome=chance.choice(outcome),
    )


def _handled(chance: Random, day: date, today: date, *, by_phone: bool) -> date | None:
    """Most are dealt with the day they come, the rest within days; today's are yet to be worked."""
    later = 0 if by_phone or chance.random() < 0.82 else chance.randint(1, 6)
    handled = day + timedelta(days=later)
    while handled.weekday() >= 5:
        handled += timedelta(days=1)
    still_open = day >= today or handled > today
    recent = (today - day).days <= _OPEN_DAYS + 2 and chance.random() < 0.04
    return None if still_open or recent else handled
