"""What a lead may change of metering: read from TOML, checked on load, frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from backoffice_tui.settings.toml import Document, parse, read

NAME: Final = "metering"
LONGEST_BACK: Final = 1_000
"""Days; nobody compares with what was longer ago."""

MOST_HOURS: Final = 10_000
HIGHEST_WH: Final = 2_000_000_000
"""What four bytes hold."""


@dataclass(frozen=True, slots=True)
class Country:
    """Where the metering points whose ids begin so lie."""

    starts: str
    zone: str
    country: str


@dataclass(frozen=True, slots=True)
class Method:
    """Comparable days: the `most` nearest to `around` days before, not more than `within` days from there."""

    name: str
    around: int
    within: int
    season: bool
    most: int
    least: int


@dataclass(frozen=True, slots=True)
class MeteringData:
    """The data of metering; `version` and `holds_from` say which edition it is."""

    version: str
    holds_from: date
    countries: tuple[Country, ...]
    kinds: Mapping[int, str]
    """Day of the week, 1 for Monday → its kind."""
    holidays: str
    """The kind of a holiday."""
    seasons: Mapping[int, str]
    """Month → its season."""
    methods: tuple[Method, ...]
    limits: Mapping[str, int]

    def country_of(self, facility: str) -> Country | None:
        """Where a metering point lies; None where its id does not tell."""
        return next((each for each in self.countries if facility.startswith(each.starts)), None)


def read_metering(text: str, name: str) -> MeteringData:
    """The data in this text, whole; raises SettingsError."""
    document = parse(text, name)
    return MeteringData(**_read(document, tuple(_TABLES)))


@cache
def load_metering(override: Path | None = None) -> MeteringData:
    """The data as shipped, a lead's file replacing whole tables; raises SettingsError."""
    shipped = files("backoffice_tui.texts") / "routines" / f"{NAME}.toml"
    data = read_metering(shipped.read_text(encoding="utf-8"), f"{NAME}.toml")
    return data if override is None else replace(data, **_read(read(override), ("version", "from")))


def metering_in_force(override: Path | None, today: date) -> MeteringData:
    """The data that holds today: a lead's file only from its own date on."""
    data = load_metering(override)
    return data if data.holds_from <= today else load_metering()


def _read(document: Document, required: tuple[str, ...]) -> dict[str, Any]:
    document.known(document.values, _TABLES)
    for key in required:
        if key not in document.values:
            raise document.error("missing-key", missing=key)
    found: dict[str, Any] = {}
    for key in document.values:
        found |= _TABLES[key](document, key)
    return found


def _version(document: Document, key: str) -> dict[str, Any]:
    return {"version": document.string(document.values[key], key)}


def _from(document: Document, key: str) -> dict[str, Any]:
    return {"holds_from": document.day(document.values[key], key)}


def _countries(document: Document, key: str) -> dict[str, Any]:
    found = []
    for at, table in enumerate(document.tables(document.values[key], key)):
        _shape(document, table, ("starts", "zone", "country"), key, at)
        texts = {name: document.string(table[name], key, at, name) for name in table}
        try:
            ZoneInfo(texts["zone"])
        except (KeyError, ValueError, OSError):
            raise document.error("unknown-zone", key, at, "zone") from None
        if texts["country"] not in ("SE", "FI"):
            raise document.error("not-one-of", key, at, "country", choices="SE, FI")
        found.append(Country(**texts))
    return {key: tuple(found)}


def _kinds(document: Document, key: str) -> dict[str, Any]:
    return {key: _grouped(document, key, 7)}


def _seasons(document: Document, key: str) -> dict[str, Any]:
    return {key: _grouped(document, key, 12)}


def _grouped(document: Document, key: str, last: int) -> Mapping[int, str]:
    """Each number from 1 to the last with the name of the list that it stands in, once."""
    found: dict[int, str] = {}
    for name, numbers in document.table(document.values[key], key).items():
        if not isinstance(numbers, list):
            raise document.error("not-list", key, name)
        for number in numbers:
            whole = document.whole(number, 1, last, key, name)
            if whole in found:
                raise document.error("twice", key, name, name=str(whole))
            found[whole] = name
    for number in range(1, last + 1):
        if number not in found:
            raise document.error("missing-in-table", key, missing=str(number))
    return MappingProxyType(found)


def _holidays(document: Document, key: str) -> dict[str, Any]:
    table = document.table(document.values[key], key)
    _shape(document, table, ("kind",), key)
    return {key: document.string(table["kind"], key, "kind")}


def _methods(document: Document, key: str) -> dict[str, Any]:
    bounds = {
        "around": (0, LONGEST_BACK),
        "within": (1, LONGEST_BACK),
        "season": (0, 1),
        "most": (1, 100),
        "least": (1, 100),
    }
    found = []
    for at, table in enumerate(document.tables(document.values[key], key)):
        _shape(document, table, ("name", *bounds), key, at)
        numbers = {
            name: document.whole(table[name], low, high, key, at, name)
            for name, (low, high) in bounds.items()
        }
        season = bool(numbers.pop("season"))
        name = document.string(table["name"], key, at, "name")
        found.append(Method(name=name, season=season, **numbers))
    return {key: tuple(found)}


def _limits(document: Document, key: str) -> dict[str, Any]:
    bounds = {
        "lost_after_hours": (1, MOST_HOURS),
        "value_rounding_wh": (1, 1_000_000),
        "highest_wh": (1, HIGHEST_WH),
    }
    table = document.table(document.values[key], key)
    _shape(document, table, tuple(bounds), key)
    numbers = {
        name: document.whole(table[name], low, high, key, name)
        for name, (low, high) in bounds.items()
    }
    return {key: MappingProxyType(numbers)}


def _shape(
    document: Document, table: dict[str, Any], keys: tuple[str, ...], *where: str | int
) -> None:
    document.known(table, keys, *where)
    for key in keys:
        if key not in table:
            raise document.error("missing-in-table", *where, missing=key)


_TABLES: Final[dict[str, Callable[[Document, str], dict[str, Any]]]] = {
    "version": _version,
    "from": _from,
    "countries": _countries,
    "kinds": _kinds,
    "holidays": _holidays,
    "seasons": _seasons,
    "methods": _methods,
    "limits": _limits,
}
