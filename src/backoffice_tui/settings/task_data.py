"""What a shift lead may change of a routine of tasks: its types, the tasks an ending makes, messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from backoffice_tui.settings.folding import bare
from backoffice_tui.settings.toml import Document


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """A task that is made where a contract ends; its details are in the routine's own language."""

    klass: str
    type: str
    details: str


@dataclass(frozen=True, slots=True)
class Template:
    """A message that can go with a move: the letter of its name, with letters as attachments; `usual` goes unasked."""

    name: str
    moves: tuple[str, ...]
    usual: bool
    attachments: tuple[str, ...] = ()


def read_types(document: Document, key: str) -> dict[str, Any]:
    """Class → its types; a type belongs to one class."""
    table = document.table(document.values[key], key)
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for klass, types in table.items():
        found[klass.strip()] = document.strings(types, key, klass)
        if not found[klass.strip()]:
            raise document.error("empty", key, klass)
        for name in found[klass.strip()]:
            if bare(name) in seen:
                raise document.error("twice", key, klass, name=name)
            seen.add(bare(name))
    return {key: MappingProxyType(found)}


def refuse_lost(document: Document, key: str, shipped: Mapping[str, tuple[str, ...]]) -> None:
    """The routine asks for its types by name: a lead's table may add to them, not take them away."""
    kept = {bare(each) for types in read_types(document, key)[key].values() for each in types}
    for lost in (each for types in shipped.values() for each in types if bare(each) not in kept):
        raise document.error("missing-in-table", key, missing=lost)


def read_linked(document: Document, key: str) -> dict[str, Any]:
    """The tasks that an ending makes, in order."""
    found = []
    for at, table in enumerate(document.tables(document.values[key], key)):
        _shape(document, table, ("class", "type", "details"), key, at)
        words = (
            document.string(table[name], key, at, name) for name in ("class", "type", "details")
        )
        found.append(LinkedTask(*words))
    return {key: tuple(found)}


def read_messages(document: Document, key: str) -> dict[str, Any]:
    """The messages that can go with a move, in order."""
    found: list[Template] = []
    for at, table in enumerate(document.tables(document.values[key], key)):
        _shape(document, table, ("name", "moves", "usual", "attachments"), key, at)
        name = document.string(table["name"], key, at, "name")
        if any(bare(each.name) == bare(name) for each in found):
            raise document.error("twice", key, at, "name", name=name)
        if not isinstance(table["usual"], bool):
            raise document.error("not-flag", key, at, "usual")
        moves = document.strings(table["moves"], key, at, "moves")
        files = document.strings(table["attachments"], key, at, "attachments")
        found.append(Template(name, moves, table["usual"], files))
    return {key: tuple(found)}


def _shape(
    document: Document, table: Mapping[str, Any], keys: tuple[str, ...], *where: str | int
) -> None:
    document.known(dict(table), keys, *where)
    for key in keys:
        if key not in table:
            raise document.error("missing-in-table", *where, missing=key)
