"""Invented moves for practice and for measuring: credible, different for each seed, and about nobody."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final, NamedTuple

from backoffice_tui.routine import nobody

OPENS, CLOSES = 8 * 60, 18 * 60
"""When calls are taken, in minutes of the day."""

A_DAY: Final = 350
"""Calls a day, until the days would become too many."""

FEWEST_DAYS, MOST_DAYS = 5, 1_100
FIRST_NUMBER: Final = 40_000_000
FIRST_CUSTOMER: Final = 2_000_000
FIRST_COMPANY: Final = 6_000_000

_SCATTER: Final = 104_729
"""A prime: customers one after the other have nothing in common."""


class Situation(IntEnum):
    """What an agent meets; each but the first makes up a sixteenth of the cases."""

    PLAIN = 0
    RECONNECTION_PASSED = 1
    RECONNECTION_AHEAD = 2
    DUE_TODAY = 3
    DUE_BEFORE = 4
    DUE_LATER = 5
    HELD = 6
    ODD_TITLE = 7
    DONE = 8


IN_SIXTEEN: Final = 16
_BLOCKS: Final = 64


@dataclass(slots=True)
class InventedMove:
    """A move as it was taken by hand, and how far it has come; times are local to the queue."""

    number: str
    title: str
    """As people type it; `direction` and `disconnected` say what it is."""
    received: date
    received_time: str
    customer: str
    customer_name: str
    team: str
    handler: str
    state: str
    """The list's own word."""
    due: date | None
    waits_for: str
    waits_since: date | None
    facility: str
    address: str
    wished: date
    identity: str
    """12 digits: the customer's, or for a company those of its contact person."""
    organisation: str
    """10 digits of a company; empty for a private customer."""
    contact: str
    """Name of a company's contact person; empty for a private customer."""
    phone: str
    direction: str
    """`in` or `out`."""
    disconnected: bool
    log: str
    """What was written in the call."""
    outcome: str
    """What was written when the case was forwarded or closed; empty before."""


class Speech(NamedTuple):
    """How people write about one kind of move."""

    titles: Sequence[str]
    odd_titles: Sequence[str]
    logs: Sequence[str]
    company_logs: Sequence[str]


class Stock(NamedTuple):
    """What is put together to make a move."""

    first_names: tuple[Sequence[str], Sequence[str]]
    last_names: Sequence[str]
    companies: Sequence[str]
    streets: Sequence[str]
    towns: Sequence[str]
    handlers: Sequence[str]
    teams: Sequence[str]
    forwarded: Sequence[tuple[str, str]]
    logs_done: Sequence[str]
    states: Mapping[str, str]
    speech: Mapping[str, Speech]


class Days(NamedTuple):
    """The days a run of moves plays on."""

    today: date
    calls: Sequence[date]
    """Working days on which calls came in, the last one before today."""
    later: Sequence[date]


class Customer(NamedTuple):
    """Who moves."""

    number: str
    name: str
    identity: str
    organisation: str
    contact: str


def invented_moves(count: int, seed: int, today: date) -> Iterator[InventedMove]:
    """That many moves, oldest first, the same for the same arguments; all were received before today."""
    chance = Random(seed)  # noqa: S311 (the same cases for the same seed)
    stock = read_stock()
    situations = _mixed(chance)
    days = _days(count, today)
    minutes = len(days.calls) * (CLOSES - OPENS)
    for at in range(count):
        luck = chance.getrandbits(96)
        received = divmod(at * minutes // count, CLOSES - OPENS)
        # One in twelve has called before.
        whose = at if luck % 12 else (luck >> 64) % (at + 1)
        who = customer(stock, whose, company=whose % 6 == 4)
        yield _move(stock, days, situations[at % len(situations)], at, received, who, luck >> 3)


def customer(stock: Stock, which: int, *, company: bool) -> Customer:
    """One of the invented customers; `nobody.PEOPLE` of them are different."""
    which = which * _SCATTER % nobody.PEOPLE
    man = which & 1
    first = stock.first_names[man]
    name = f"{first[(which >> 1) % len(first)]} {stock.last_names[(which // 131) % len(stock.last_names)]}"
    identity = nobody.personnummer(which, man=bool(man))
    if not company:
        return Customer(str(FIRST_CUSTOMER + which * 17), name, identity, "", "")
    firm = stock.companies[which % len(stock.companies)]
    return Customer(
        str(FIRST_COMPANY + which * 17), firm, identity, nobody.organisationsnummer(which), name
    )


@cache
def read_stock() -> Stock:
    """The words that moves are made of, as shipped."""
    source = files("backoffice_tui.texts") / "demo" / "moves.toml"
    words: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return Stock(
        first_names=(words["women"], words["men"]),
        last_names=words["last_names"],
        companies=[
            f"{name} {town.split()[-1]} {form}"
            for form in words["company_forms"]
            for town in words["towns"]
            for name in words["companies"]
        ],
        streets=words["streets"],
        towns=words["towns"],
        handlers=words["handlers"],
        teams=words["teams"],
        forwarded=list(words["forwarded"].items()),
        logs_done=words["logs_done"],
        states=words["states"],
        speech={kind: Speech(**words[kind]) for kind in ("reconnection", "in", "out")},
    )


def _mixed(chance: Random) -> list[Situation]:
    """Every sixteen in a row hold each situation, in an order of their own."""
    mixed: list[Situation] = []
    for _ in range(_BLOCKS):
        block = [*Situation, *[Situation.PLAIN] * (IN_SIXTEEN - len(Situation))]
        chance.shuffle(block)
        mixed += block
    return mixed


def _days(count: int, today: date) -> Days:
    wanted = max(FEWEST_DAYS, min(MOST_DAYS, count // A_DAY))
    before = _working_days(today, -1, wanted)
    return Days(today, before[::-1], _working_days(today, 1, 6))


def _working_days(today: date, step: int, wanted: int) -> list[date]:
    """Mondays to Fridays, counted away from today."""
    found: list[date] = []
    day = today
    while len(found) < wanted:
        day += timedelta(days=step)
        if day.weekday() < 5:
            found.append(day)
    return found


def _move(
    stock: Stock,
    days: Days,
    situation: Situation,
    at: int,
    moment: tuple[int, int],
    who: Customer,
    luck: int,
) -> InventedMove:
    received = days.calls[moment[0]]
    kind = _kind(situation, luck)
    speech = stock.speech[kind]
    titles = speech.odd_titles if situation is Situation.ODD_TITLE else speech.titles
    due, since, department, told = _forwarded(stock, days, situation, received, luck)
    done = situation is Situation.DONE
    logs = speech.company_logs if who.organisation else speech.logs
    # Whoever waits for a text message has given a mobile number.
    phones = nobody.MOBILES if kind == "reconnection" else nobody.PHONES
    return InventedMove(
        number=str(FIRST_NUMBER + at * 3 + luck % 3),
        title=titles[(luck >> 4) % len(titles)],
        received=received,
        received_time=_clock(OPENS + moment[1]),
        customer=who.number,
        customer_name=who.name,
        team=stock.teams[who.organisation != ""],
        handler=stock.handlers[luck % len(stock.handlers)]
        if done or situation is Situation.HELD
        else "",
        state=stock.states["done" if done else "waiting" if due else "new"],
        due=due,
        waits_for=department,
        waits_since=since,
        facility=nobody.facility(at),
        address=_address(stock, luck >> 8, house=who.organisation != ""),
        wished=_wished(days, situation, received, luck >> 12),
        identity=who.identity,
        organisation=who.organisation,
        contact=who.contact,
        phone=phones[(luck >> 16) % len(phones)],
        direction="out" if kind == "out" else "in",
        disconnected=kind == "reconnection",
        log=logs[(luck >> 20) % len(logs)],
        outcome=stock.logs_done[luck % len(stock.logs_done)] if done else told,
    )


def _kind(situation: Situation, luck: int) -> str:
    if situation is Situation.RECONNECTION_PASSED or situation is Situation.RECONNECTION_AHEAD:
        return "reconnection"
    return ("reconnection", "in", "in", "in", "out", "out", "out", "out")[(luck >> 24) & 7]


def _forwarded(
    stock: Stock, days: Days, situation: Situation, received: date, luck: int
) -> tuple[date | None, date | None, str, str]:
    """When a forwarded case comes back, since when it waits, for whom, and what was written."""
    if situation is Situation.DUE_TODAY:
        due = days.today
    elif situation is Situation.DUE_BEFORE:
        due = max(received, days.calls[-1 - luck % 3])
    elif situation is Situation.DUE_LATER:
        due = days.later[luck % len(days.later)]
    else:
        return None, None, "", ""
    department, told = stock.forwarded[(luck >> 28) % len(stock.forwarded)]
    since = max(received, min(due - timedelta(days=2 + luck % 3), days.calls[-1]))
    return due, since, department, told


def _wished(days: Days, situation: Situation, received: date, luck: int) -> date:
    if situation is Situation.RECONNECTION_PASSED:
        return received + timedelta(days=luck % min((days.today - received).days, 4))
    if situation is Situation.RECONNECTION_AHEAD:
        return days.today + timedelta(days=luck % 6)
    return received + timedelta(days=1 + luck % 30)


def _address(stock: Stock, luck: int, *, house: bool) -> str:
    street = stock.streets[luck % len(stock.streets)]
    town = stock.towns[(luck >> 7) % len(stock.towns)]
    flat = f" lgh {10 + (luck >> 14) % 5}0{1 + (luck >> 17) % 4}" if luck & 1 and not house else ""
    return f"{street} {1 + (luck >> 20) % 98}{flat}, {town}"


@cache
def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
