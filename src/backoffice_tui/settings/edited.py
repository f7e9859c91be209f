"""A routine's data as single values, and a text of it with one of them changed, comments and all."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.settings.errors import SettingsError
from backoffice_tui.settings.folding import bare
from backoffice_tui.settings.routine_data import RoutineData

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

NUMBERS: Final = ("departments", "extra_days", "limits")
"""Tables of a whole number by name."""

LISTS: Final = ("groups", "boxes")
SPELLINGS: Final = ("states", "headings")
OPEN: Final = ("departments", "extra_days")
"""Tables to which a name can be added, and from which one can be taken."""

BETWEEN: Final = ", "


def values_of(data: RoutineData) -> dict[str, str]:
    """Every value that can be changed, by a key such as `departments.Mätning`, as it is typed."""
    return dict(_values(data))


def _values(data: RoutineData) -> Iterator[tuple[str, str]]:
    for each in data.departments:
        yield f"departments.{each.name}", str(each.days)
    for table in ("extra_days", "limits"):
        numbers: Mapping[str, int] = getattr(data, table)
        yield from ((f"{table}.{name}", str(number)) for name, number in numbers.items())
    for name in LISTS:
        yield name, BETWEEN.join(getattr(data, name))
    for kind in data.classes:
        yield f"classes.{kind.kind}.rank", str(kind.rank)
        yield f"classes.{kind.kind}.stems", BETWEEN.join(kind.stems)
    if data.other_kind:
        yield "other.rank", str(data.other_rank)
    yield "retention.days", str(data.retention)
    for table in SPELLINGS:
        spelled: Mapping[str, tuple[str, ...]] = getattr(data, table)
        yield from ((f"{table}.{name}", BETWEEN.join(words)) for name, words in spelled.items())


def key_meant(data: RoutineData, key: str) -> str:
    """The key as it is written, whatever case and accents were typed; SettingsError where there is no such value."""
    known = {bare(each): each for each in values_of(data)}
    table, _, name = key.strip().partition(".")
    if found := known.get(bare(key)):
        return found
    if table in OPEN and name.strip():
        return f"{table}.{name.strip()}"
    raise SettingsError("no-such-value", key=key, known=BETWEEN.join(sorted(known.values())[:12]))


def with_value(queue_key: str, base: str, key: str, value: str | None) -> str:
    """The text with a value changed, taken away where it is None; SettingsError for what is no such value.

    A table that the text does not have yet is taken over whole from the shipped data: one replaces the other.
    """
    import tomlkit

    document = tomlkit.parse(base)
    table, *names = key.split(".") if key.startswith("classes.") else key.split(".", 1)
    if value is None and not names:
        document.pop(table, None)
        return tomlkit.dumps(document)
    if table not in document:
        shipped = tomlkit.parse(shipped_text(queue_key))
        document[table] = shipped[table] if table in shipped else tomlkit.table()
    if value is None:
        _remove(document, table, names)
    elif table in LISTS:
        document[table] = _list(value)
    elif table == "classes":
        _class(document, names[0])[names[-1]] = _typed(names[-1] == "stems", key, value)
    else:
        document[table][names[0]] = _typed(table in SPELLINGS, key, value)
    return tomlkit.dumps(document)


def _remove(document: "TOMLDocument", table: str, names: list[str]) -> None:
    inside: Any = document[table]
    if table not in OPEN or names[0] not in inside:
        raise SettingsError("not-removable", key=".".join([table, *names]))
    del inside[names[0]]


def _class(document: "TOMLDocument", kind: str) -> Any:
    every: Any = document["classes"]
    return next(each for each in every if each["kind"] == kind)


def _typed(several: bool, key: str, value: str) -> Any:
    if several:
        return _list(value)
    text = value.strip().removeprefix("+")
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12):
        raise SettingsError("no-whole-number", key=key)
    return int(text)


def _list(value: str) -> list[str]:
    return [each.strip() for each in value.replace("\n", ",").split(",") if each.strip()]


def stamped(base: str, version: str, holds_from: date) -> str:
    """The text with its version and the day it holds from, at its head."""
    import tomlkit

    document = tomlkit.parse(base)
    rest = {name: value for name, value in document.items() if name not in ("version", "from")}
    if set(rest) != set(document):
        document["version"], document["from"] = version, holds_from
        return tomlkit.dumps(document)
    head = tomlkit.document()
    head["version"], head["from"] = version, holds_from
    return tomlkit.dumps(head) + "\n" + tomlkit.dumps(document)


def shipped_text(queue_key: str) -> str:
    """The routine's data as shipped."""
    shipped = files("backoffice_tui.texts") / "routines" / f"{queue_key}.toml"
    return shipped.read_text(encoding="utf-8")
