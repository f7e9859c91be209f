"""A file of agreements: a record read, and what all that is told of one metering point makes of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice_tui.queues.datahub.agreement import (
    BY_NEWER,
    END_REASONS,
    GRID,
    KINDS,
    SALES,
    Agreement,
    as_told,
    of_kind,
    retold,
    settle,
)
from backoffice_tui.queues.datahub.cancelling import Changed
from backoffice_tui.routine import facilities
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.reading import number_text
from backoffice_tui.routine.text import clean, fold

FIELDS: Final = ("agreement", "facility", "kind", "seller", "start", "end", "end_reason")
REQUIRED: Final = ("agreement", "facility", "kind", "seller", "start")
LONGEST_SELLER: Final = 120

_KINDS: Final[Mapping[str, str]] = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("myynti", "myyntisopimus", "supply", "forsaljning", "el"), SALES),
    **dict.fromkeys(("verkko", "verkkosopimus", "nat", "network"), GRID),
}
_REASONS: Final[Mapping[str, str]] = {
    **{fold(reason): reason for reason in END_REASONS},
    "by newer": BY_NEWER,
    "null": "",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An agreement as a row of a file tells of it."""

    row: int
    agreement: Agreement
    warning: str = ""


def read_record(row: int, record: Mapping[str, object], today: date, zone: str) -> Told:
    """The agreement of a record, its days those of the zone; Refused names the field that will not do."""

    def day(cell: object) -> date:
        return read_date(cell, today, serials=True, zone=zone)

    facility, warning = _read(record, "facility", facilities.check)
    start, end = _read(record, "start", day), _maybe(record, "end", day)
    reason = _maybe(record, "end_reason", _one_of(_REASONS)) or ""
    if end is not None and end < start:
        raise Refused("agreements.ends-before", field="end", start=start, end=end)
    if reason and end is None:
        raise Refused("agreements.no-end", field="end")
    told = as_told(
        _read(record, "agreement", _number),
        facility,
        _read(record, "kind", _one_of(_KINDS)),
        _read(record, "seller", _seller),
        start,
        end,
        reason,
    )
    return Told(row, told, warning)


def _read(record: Mapping[str, object], name: str, read: Callable[[object], Any]) -> Any:
    value = record.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Refused("routine.cell-empty", field=name, heading=name)
    if isinstance(value, bool | list | dict):
        raise Refused("routine.not-text", field=name)
    try:
        return read(value)
    except Problem as why:
        raise Refused(why.key, rule=why.rule, field=name, **why.values) from None


def _maybe(record: Mapping[str, object], name: str, read: Callable[[object], Any]) -> Any:
    value = record.get(name)
    empty = value is None or (isinstance(value, str) and value.strip().lower() in ("", "null"))
    return None if empty else _read(record, name, read)


def _number(cell: object) -> str:
    return number_text(cell)


def _seller(cell: object) -> str:
    text = number_text(cell) if isinstance(cell, float) else clean(cell, one_line=True).strip()
    if len(text) > LONGEST_SELLER:
        raise Refused("routine.too-long", limit=LONGEST_SELLER)
    return text


def _one_of(words: Mapping[str, str]) -> Callable[[object], str]:
    def read(cell: object) -> str:
        known = words.get(fold(clean(cell, one_line=True)))
        if known is None:
            shown = clean(cell, limit=40, one_line=True)
            choices = ", ".join(dict.fromkeys(each for each in words.values() if each))
            raise Refused("routine.not-one-of", text=shown, choices=choices)
        return known

    return read


@dataclass(slots=True)
class Merged:
    """What the rows of one metering point bring."""

    new: list[Agreement] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, Problem]] = field(default_factory=list)
    ended: list[tuple[int, Agreement]] = field(default_factory=list)
    """Agreements that no row speaks of, ended by the newer one of a row."""


def merge(known: Sequence[Agreement], told: Iterable[Told]) -> Merged:
    """The rows of a metering point taken in; of two that contradict each other the later row is refused."""
    found = Merged()
    rows: dict[str, Told] = {}
    here = {each.number: each for each in known}
    for each in told:
        before = here.get(each.agreement.number)
        if before is not None and before.told == each.agreement.told:
            found.unchanged += 1
        elif before is not None and (before.kind != each.agreement.kind):
            found.refused.append((each.row, _other(each)))
        else:
            rows[each.agreement.number] = each
    for kind in KINDS:
        _merge_kind(found, of_kind(known, kind), rows, kind)
    return found


def _other(told: Told) -> Refused:
    return Refused("agreements.another-kind", field="kind", number=told.agreement.number)


def _merge_kind(
    found: Merged, known: Sequence[Agreement], every: Mapping[str, Told], kind: str
) -> None:
    here = {each.number: each for each in known}
    rows = {number: each for number, each in every.items() if each.agreement.kind == kind}
    while rows:
        wanted, problem = _wanted(here, rows)
        if problem is None:
            settled = settle(wanted.values())
            if settled.clash is None:
                _sort_out(found, here, rows, settled.agreements)
                return
            problem = _clash(settled.clash, rows)
        row, why = problem
        rows = {number: each for number, each in rows.items() if each.row != row}
        found.refused.append((row, why))


def _wanted(
    here: Mapping[str, Agreement], rows: Mapping[str, Told]
) -> tuple[dict[str, Agreement], tuple[int, Problem] | None]:
    wanted = dict(here)
    for number, told in rows.items():
        before = here.get(number)
        becomes = told.agreement if before is None else retold(before, told.agreement)
        if becomes is None:
            why = Refused("agreements.not-brought-back", rule="DH-11", field="end", number=number)
            return wanted, (told.row, why)
        wanted[number] = becomes
    return wanted, None


def _clash(pair: tuple[str, str], rows: Mapping[str, Told]) -> tuple[int, Problem]:
    row, number = max((rows[each].row, each) for each in pair if each in rows)
    other = next(each for each in pair if each != number)
    return row, Refused("agreements.overlap", field="start", number=number, other=other)


def _sort_out(
    found: Merged,
    here: Mapping[str, Agreement],
    rows: Mapping[str, Told],
    settled: Mapping[str, Agreement],
) -> None:
    for number, became in settled.items():
        was = here.get(number)
        if was is None:
            found.new.append(became)
            continue
        if was != became:
            found.changed.append(Changed(was, became))
        if number in rows:
            found.updated += 1
        elif was != became:
            newest = max(rows.values(), key=lambda each: each.row)
            found.ended.append((newest.row, became))
