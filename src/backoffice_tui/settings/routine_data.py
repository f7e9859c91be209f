"""What a shift lead may change of a routine: read from TOML, checked on load, frozen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from backoffice_tui.settings.folding import bare
from backoffice_tui.settings.task_data import (
    LinkedTask,
    Template,
    read_linked,
    read_messages,
    read_types,
    refuse_lost,
)
from backoffice_tui.settings.toml import Document, parse, read

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


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RoutineData:
    """The data of one routine; `version` and `holds_from` say which edition it is."""

    version: str
    holds_from: date
    zone: str
    country: str
    groups: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    """The boxes of the follow-up."""
    departments: tuple[Department, ...] = ()
    extra_days: Mapping[str, int] = field(default_factory=_nothing)
    """Working days more to wait, by kind."""
    classes: tuple[TitleClass, ...] = ()
    other_kind: str = ""
    other_rank: int = 0
    states: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """Stored state → its spellings in lists, the routine's own first."""
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """Field → the headings it goes by in lists, the usual one first."""
    limits: Mapping[str, int] = field(default_factory=_nothing)
    types: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """Class → its types."""
    linked: tuple[LinkedTask, ...] = ()
    messages: tuple[Template, ...] = ()
    choices: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=_nothing)
    """Field → what it can be → the spellings of that in lists, the usual one first."""
    retention: int = 0
    """Days after its closing that a case keeps its customer's data; 0 for no end."""


def read_routine(text: str, name: str) -> RoutineData:
    """The data in this text, whole; `name` is how messages call it; raises SettingsError."""
    return _whole(parse(text, name))


@cache
def load_routine(queue_key: str, override: Path | None = None) -> RoutineData:
    """The queue's data as shipped, a lead's file replacing whole tables; raises SettingsError."""
    name = f"{queue_key}.toml"
    shipped = files("backoffice_tui.texts") / "routines" / name
    data = read_routine(shipped.read_text(encoding="utf-8"), name)
    return data if override is None else changed(data, read(override))


def _whole(document: Document) -> RoutineData:
    _require(document, ("version", "from", "zone", "country"))
    return _consistent(document, RoutineData(**_read(document)))


def changed(shipped: RoutineData, document: Document) -> RoutineData:
    """The data with the tables of a document in place of its own; raises SettingsError."""
    _require(document, ("version", "from"))
    values = _read(document)
    for table in ("states", "headings", "limits", "choices"):
        if table in values:
            _same_keys(document, values[table], getattr(shipped, table), table)
    for name, words in values.get("choices", {}).items():
        _same_keys(document, words, shipped.choices[name], "choices", name)
    if "types" in values:
        refuse_lost(document, "types", shipped.types)
    for lost in {each.kind for each in shipped.classes} - {
        each.kind for each in values.get("classes", shipped.classes)
    }:
        # The routine asks for its kinds by name: without one, its rules would silently not hold.
        raise document.error("missing-kind", "classes", kind=lost)
    if len(values.get("groups", shipped.groups)) < len(shipped.groups):
        raise document.error("too-few", "groups", least=len(shipped.groups))
    return _consistent(document, replace(shipped, **values))


def _require(document: Document, keys: Iterable[str]) -> None:
    # A key that is misspelt is better named as such than as missing.
    document.known(document.values, _TABLES)
    for key in keys:
        if key not in document.values:
            raise document.error("missing-key", missing=key)


def _same_keys(
    document: Document, table: Mapping[str, object], shipped: Mapping[str, object], *where: str
) -> None:
    """A field that nobody reads, or one that is gone, would only be noticed in the middle of an import."""
    document.known(dict(table), tuple(shipped), *where)
    for key in shipped:
        if key not in table:
            raise document.error("missing-in-table", *where, missing=key)


def _read(document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for table in document.values:
        values |= _TABLES[table](document, table)
    return values


def _consistent(document: Document, data: RoutineData) -> RoutineData:
    """What one table says of another."""
    kinds = {known.kind for known in data.classes} | {data.other_kind}
    for kind in data.extra_days:
        if kind not in kinds:
            raise document.error("unknown-kind", "extra_days", kind, kinds=", ".join(sorted(kinds)))
    if data.classes and not data.other_kind:
        raise document.error("missing-key", missing="other")
    return data


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


_TABLES: Final[dict[str, Callable[[Document, str], dict[str, Any]]]] = {
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
