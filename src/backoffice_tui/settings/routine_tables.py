"""The tables of a routine's data, each read and checked by a function of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from backoffice_tui.settings.folding import bare
from backoffice_tui.settings.task_data import (
    read_linked,
    read_messages,
    read_types,
)
from backoffice_tui.settings.toml import Document

LONGEST_WAIT: Final = 60
"""Working days; a longer wait is a slip of the finger."""

HIGHEST_RANK: Final = 9
HIGHEST_LIMIT: Final = 1_000_000
SHORTEST_RETENTION, LONGEST_RETENTION = 30, 36_500
"""Days; a shorter time would erase what may still be asked about."""


@dataclass(frozen=True, slots=True)
class Department:
    """Where a case is taken further, and the working days until it comes back."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class TitleClass:
    """A kind of case that is read from its title; `stems` are folded and without blanks, rank 0 comes first."""

    kind: str
    rank: int
    stems: tuple[str, ...]


def _version(document: Document, key: str) -> dict[str, Any]:
    return {"version": document.string(document.values[key], key)}


def _from(document: Document, key: str) -> dict[str, Any]:
    return {"holds_from": document.day(document.values[key], key)}


def _zone(document: Document, key: str) -> dict[str, Any]:
    zone = document.string(document.values[key], key)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise document.error("unknown-zone", key) from None
    return {"zone": zone}


def _country(document: Document, key: str) -> dict[str, Any]:
    country = document.string(document.values[key], key)
    if len(country) != len("SE") or not (country.isascii() and country.isupper()):
        raise document.error("not-country", key)
    return {"country": country}


def _names(document: Document, key: str) -> dict[str, Any]:
    names = document.strings(document.values[key], key)
    if not names:
        raise document.error("empty", key)
    _once(document, ((name, (key,)) for name in names))
    return {key: names}


def _departments(document: Document, key: str) -> dict[str, Any]:
    table = document.table(document.values[key], key)
    if not table:
        raise document.error("empty", key)
    _once(document, ((name, (key, name)) for name in table))
    return {
        key: tuple(
            Department(
                document.string(name.strip(), key, name),
                document.whole(days, 0, LONGEST_WAIT, key, name),
            )
            for name, days in table.items()
        )
    }


def _extra_days(document: Document, key: str) -> dict[str, Any]:
    return {key: _numbers(document, key, LONGEST_WAIT)}


def _limits(document: Document, key: str) -> dict[str, Any]:
    return {key: _numbers(document, key, HIGHEST_LIMIT)}


def _retention(document: Document, key: str) -> dict[str, Any]:
    table = document.table(document.values[key], key)
    _shape(document, table, ("days",), key)
    days = table["days"]
    if days == 0:
        return {key: 0}
    return {key: document.whole(days, SHORTEST_RETENTION, LONGEST_RETENTION, key, "days")}


def _numbers(document: Document, key: str, high: int) -> Mapping[str, int]:
    table = document.table(document.values[key], key)
    return MappingProxyType(
        {name: document.whole(number, 0, high, key, name) for name, number in table.items()}
    )


def _classes(document: Document, key: str) -> dict[str, Any]:
    tables = document.tables(document.values[key], key)
    classes = tuple(_class(document, table, key, at) for at, table in enumerate(tables))
    _once(document, ((one.kind, (key, at, "kind")) for at, one in enumerate(classes)))
    _once(
        document,
        ((stem, (key, at, "stems")) for at, one in enumerate(classes) for stem in one.stems),
    )
    return {key: classes}


def _class(document: Document, table: dict[str, Any], key: str, at: int) -> TitleClass:
    _shape(document, table, ("kind", "rank", "stems"), key, at)
    stems = document.strings(table["stems"], key, at, "stems")
    folded = tuple(bare(stem) for stem in stems)
    if not folded or not all(folded):
        raise document.error("empty", key, at, "stems")
    return TitleClass(
        document.string(table["kind"], key, at, "kind"),
        document.whole(table["rank"], 0, HIGHEST_RANK, key, at, "rank"),
        folded,
    )


def _other(document: Document, key: str) -> dict[str, Any]:
    table = document.table(document.values[key], key)
    _shape(document, table, ("kind", "rank"), key)
    return {
        "other_kind": document.string(table["kind"], key, "kind"),
        "other_rank": document.whole(table["rank"], 0, HIGHEST_RANK, key, "rank"),
    }


def _shape(
    document: Document, table: dict[str, Any], keys: tuple[str, ...], *where: str | int
) -> None:
    document.known(table, keys, *where)
    for key in keys:
        if key not in table:
            raise document.error("missing-in-table", *where, missing=key)


def _spellings(document: Document, key: str) -> dict[str, Any]:
    return {key: _words(document, key)}


def _words(document: Document, *where: str) -> Mapping[str, tuple[str, ...]]:
    values: Any = document.values
    for key in where:
        values = values[key]
    table = document.table(values, *where)
    spelled = {name: document.strings(words, *where, name) for name, words in table.items()}
    for name, words in spelled.items():
        if not words:
            raise document.error("empty", *where, name)
    _once(document, ((word, (*where, name)) for name, words in spelled.items() for word in words))
    return MappingProxyType(spelled)


def _choices(document: Document, key: str) -> dict[str, Any]:
    table = document.table(document.values[key], key)
    return {key: MappingProxyType({name: _words(document, key, name) for name in table})}


def _once(document: Document, names: Iterable[tuple[str, tuple[str | int, ...]]]) -> None:
    """Refuses what would be the same to someone who types without looking at case, accents or blanks."""
    seen: set[str] = set()
    for name, where in names:
        if bare(name) in seen:
            raise document.error("twice", *where, name=name)
        seen.add(bare(name))


TABLES: Final[dict[str, Callable[[Document, str], dict[str, Any]]]] = {
    "version": _version,
    "from": _from,
    "zone": _zone,
    "country": _country,
    "groups": _names,
    "boxes": _names,
    "departments": _departments,
    "extra_days": _extra_days,
    "classes": _classes,
    "other": _other,
    "states": _spellings,
    "headings": _spellings,
    "limits": _limits,
    "types": read_types,
    "linked": read_linked,
    "messages": read_messages,
    "choices": _choices,
    "retention": _retention,
}
