"""Invented tenancies for practice: contracts, notices and tasks as files bring them, credible and about nobody."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from backoffice_tui.routine import nobody
from backoffice_tui.routine.money import decimal

Record = Mapping[str, Any]

FIRST_NUMBER: Final = 1_001
ZONE: Final = "Europe/Helsinki"

_SCATTER: Final = 2_654_435_761
"""A prime near the golden section of 2³²: tenants one after the other have nothing in common."""

_PROTECTED: Final = 17
_ENDED: Final = 11
_PAIR: Final = 3
_SPOUSE: Final = 7
"""Each so-manieth contract: of a protected tenant, ended, of two, with a spouse who is no party.

The tenant of one that has ended has the next one: they moved within the house.
"""


_MOVED: Final = "Vakuuden siirto"
_OVER: Final = frozenset({_MOVED, "Vakuuden palautus"})
"""Types of tasks that are about a contract that has ended."""


class Homes(NamedTuple):
    """The words that tenancies are made of."""

    women: Sequence[str]
    men: Sequence[str]
    last_names: Sequence[str]
    streets: Sequence[str]
    towns: Sequence[str]
    messages: Sequence[str]
    tasks: Sequence[Mapping[str, str]]


@cache
def read_homes() -> Homes:
    """The words as shipped."""
    source = files("backoffice_tui.texts") / "demo" / "homes.toml"
    return Homes(**tomllib.loads(source.read_text(encoding="utf-8")))


def invented_leases(count: int, seed: int, today: date) -> Iterator[Record]:
    """That many contracts as the landlord's file has them, the same for the same arguments."""
    chance = Random(seed)  # noqa: S311 (the same tenancies for the same seed)
    homes = read_homes()
    for at in range(count):
        yield _lease(homes, at, chance.getrandbits(64), today)


def _lease(homes: Homes, at: int, luck: int, today: date) -> Record:
    begun = 0 if _moved_within(at) else 150 + luck % 2_600
    start = (today.replace(day=1) - timedelta(days=begun)).replace(day=1)
    rent = 52_000 + luck % 80_000
    street = homes.streets[at // 9 % len(homes.streets)]
    house = 1 + at // 9 % 40
    flat = f"{street} {house} {'ABC'[at % 9 // 3]} {1 + at % 9 + (luck >> 8) % 3 * 10}"
    ended = at % _ENDED == _ENDED - 1
    return {
        "number": f"V-{FIRST_NUMBER + at}",
        "apartment": flat,
        "address": f"{flat}, {homes.towns[at // 9 % len(homes.towns)]}",
        "start": start.isoformat(),
        "end": _month_end(today, 1 + luck % 3).isoformat() if ended else None,
        "rent": decimal(rent),
        "deposit": decimal(rent * (1 + luck % 2)),
        "prepayment": decimal(rent // 2 if luck % 5 == 0 else 0),
        "parties": _parties(homes, at, luck),
        "spouses": _spouses(homes, at),
    }


def _parties(homes: Homes, at: int, luck: int) -> list[Record]:
    people: list[Record] = [_person(homes, 2 * (at - _moved_within(at)))]
    if at % _PAIR == 1:
        second = _person(homes, 2 * at + 1)
        # They share a name more often than not.
        family = people[0]["name"].split()[-1]
        name = f"{second['name'].split()[0]} {family}" if luck % 4 else second["name"]
        people.append({**second, "name": name})
    return people


def _moved_within(at: int) -> bool:
    return at > 0 and at % _ENDED == 0


def _spouses(homes: Homes, at: int) -> list[Record]:
    if at % _SPOUSE != 2 or at % _PAIR == 1:
        return []
    told = _person(homes, 2 * at + 1)
    return [{name: told[name] for name in ("person", "name")}]


def _person(homes: Homes, which: int) -> dict[str, Any]:
    scattered = which * _SCATTER % 2**32
    names = homes.men if scattered >> 8 & 1 else homes.women
    first = names[(scattered >> 9) % len(names)]
    last = homes.last_names[(scattered >> 16) % len(homes.last_names)]
    return {
        "person": f"P-{2_001 + which}",
        "name": f"{first} {last}",
        "hetu": nobody.hetu(which * 7_919),
        "phone": f"+46 {nobody.MOBILES[scattered % len(nobody.MOBILES)][1:]}",
        "email": f"asukas{2_001 + which}@example.com",
        "protected": which % (2 * _PROTECTED) == 2 * _PROTECTED - 2,
    }


def invented_notices(
    leases: Sequence[Record], count: int, seed: int, now: datetime
) -> Iterator[Record]:
    """That many notices of tenants of these contracts, as the e-service's feed has them, oldest first."""
    chance = Random(seed)  # noqa: S311
    homes, order = read_homes(), chance.sample(leases, len(leases))
    step = timedelta(days=4) / max(count, 1)
    for at in range(count):
        # Every sixth is the other tenant of the contract before, or the same tenant once more.
        lease, other = order[(at - at // 6 - at % 6 // 5) % len(order)], at % 6 == 5
        luck = chance.getrandbits(64)
        submitted = now - timedelta(days=4, minutes=luck % 50) + at * step
        party = lease["parties"][-1 if other else 0]
        yield _notice(homes, lease, party, at, luck, submitted.astimezone(ZoneInfo(ZONE)))


def _notice(
    homes: Homes, lease: Record, person: Record, at: int, luck: int, submitted: datetime
) -> Record:
    town = homes.towns[luck % len(homes.towns)]
    street = homes.streets[luck // 11 % len(homes.streets)]
    ends = _month_end(submitted.date(), -(luck % 3) - 1) if luck % 4 == 0 else None
    return {
        "id": f"irt-{submitted:%Y%m%d}-{at:04d}",
        "submitted_at": submitted.replace(microsecond=0).isoformat(),
        "contract": lease["number"],
        "person": person["person"],
        "ends_on": ends.isoformat() if ends else None,
        "new_address": f"{street} {1 + luck % 60}, {town}" if luck % 3 else "",
        "phone": f"+46 {nobody.MOBILES[luck % len(nobody.MOBILES)][1:]}" if luck % 5 == 0 else "",
        "email": "",
        "iban": nobody.iban(luck % 1_000_000) if luck % 2 else "",
        "message": homes.messages[luck % len(homes.messages)],
    }


def invented_tasks(leases: Sequence[Record], count: int) -> Iterator[dict[str, str]]:
    """At most that many tasks about these contracts, as they are registered by hand."""
    homes = read_homes()
    over = [at for at, lease in enumerate(leases[:-1]) if lease["end"]]
    for at in range(count):
        told = homes.tasks[at % len(homes.tasks)]
        if told["type"] not in _OVER:
            yield {**told, "contract": leases[at * 7 % len(leases)]["number"]}
        elif over:
            which = over[at % len(over)]
            made = {**told, "contract": leases[which]["number"]}
            if told["type"] == _MOVED:
                made["target_contract"] = leases[which + 1]["number"]
            yield made


def _month_end(day: date, months_back: int) -> date:
    """The last day of the month so many months before; after it where that is less than none."""
    month = day.year * 12 + day.month - months_back
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
