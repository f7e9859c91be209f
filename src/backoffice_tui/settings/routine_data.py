"""What a shift lead may change of a routine: read from TOML, checked on load, frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backoffice_tui.settings.routine_tables import TABLES, Department, TitleClass
from backoffice_tui.settings.task_data import (
    LinkedTask,
    Template,
    refuse_lost,
)
from backoffice_tui.settings.toml import Document, parse, read


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
    document.known(document.values, TABLES)
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
        values |= TABLES[table](document, table)
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
