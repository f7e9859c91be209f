"""What is to become of each row of the team's sheet, and what must not be found in the workbook any more."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from backoffice_tui.desk.side_by_side import (
    Differs,
    SideBySide,
    differences,
    ended_there,
    here_of,
)
from backoffice_tui.exchange.tracker import Edits, Traces
from backoffice_tui.model.states import OPEN
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.routine.text import clean
from backoffice_tui.routine.tracker import FIELDS, PERSONAL, SIGNED, SheetRow
from backoffice_tui.routine.weighing import Side
from backoffice_tui.store import known
from backoffice_tui.store import tracker as kept
from backoffice_tui.texts import say

Said: TypeAlias = tuple[str | int, str]
"""A text by its field, or by its column where it is no field."""

_A_SENTENCE = 4
"""Words from which a text is somebody's own, and not what everybody writes."""


@dataclass(slots=True)
class Plan:
    """The edits of a sheet, by whose numbers they are."""

    edits: Edits = field(default_factory=Edits)
    traces: Traces = field(default_factory=Traces)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    """Those that still told something."""
    left: list[Differs] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    behind: dict[str, int | None] = field(default_factory=dict)


def plan(queue: Queue, laid: SideBySide, ask: known.Ask) -> Plan:
    """Work out the edits that bring a sheet up to date with the cases here."""
    planned = Plan()
    gone = {number for number, case in laid.cases.items() if case.erased}
    usual: Counter[Said] = Counter(
        text
        for row in (*laid.sheet.rows.values(), *laid.sheet.again)
        if row.number not in gone
        for text in _said(row)
    )
    for number, case in laid.cases.items():
        if case.erased:
            _erase(planned, queue, laid, case, usual)
        elif laid.sheet.rows[number].refused:
            planned.behind[number] = laid.mark_of(number)
        else:
            _write_over(planned, queue, laid, number)
    _add(planned, queue, laid, ask)
    _guard(planned, laid)
    return planned


def _said(row: SheetRow) -> Iterator[Said]:
    yield from row.values.items()
    yield from row.aside.items()


def _erase(
    planned: Plan, queue: Queue, laid: SideBySide, case: PlainCase, usual: Counter[Said]
) -> None:
    """Every row of the case, those too that were refused for saying something else of it."""
    fields = laid.sheet.columns.fields
    stays = {fields[name] for name in ("number", "state", *SIGNED, "received") if name in fields}
    rows = [laid.sheet.rows[case.number]]
    rows += (row for row in laid.sheet.again if row.number == case.number)
    for row in rows:
        line = _last_words(row, case, queue, fields)
        if line:
            planned.edits.changed[row.row] = line
        if laid.sheet.tells(row) or row.refused or row.was:
            planned.edits.erased[row.row] = frozenset(stays | row.days)
            _trace(planned.traces, row, usual, laid.sheet.shared)
    planned.edits.bare |= {row.row for row in rows}
    if any(map(laid.sheet.tells, rows)):
        planned.erased.append(case.number)


def _last_words(
    row: SheetRow, case: PlainCase, queue: Queue, fields: Mapping[str, int]
) -> dict[int, object]:
    """State and signatures, where the sheet does not have them; what is no signature goes."""
    line: dict[int, object] = {fields["number"]: case.number} if row.was else {}
    if "state" in fields and (row.state is not case.state or row.refused):
        line[fields["state"]] = here_of(case, queue, "state")
    for name in SIGNED:
        here = here_of(case, queue, name)
        if name in fields and here != row.values.get(name) and (here or name not in row.values):
            line[fields[name]] = here
    return line


def _trace(traces: Traces, row: SheetRow, usual: Counter[Said], shared: frozenset[int]) -> None:
    """Note what the row tells; a text that other rows have in the same column is nobody's own."""
    if customer := row.values.get("customer", ""):
        traces.number(customer)
    for name in PERSONAL[1:]:
        text = row.values.get(name, "")
        traces.said(text)
        if not usual[name, text]:
            traces.whole(text)
            if len(text.split()) >= _A_SENTENCE:
                traces.phrase(text)
    for at, text in row.aside.items():
        if usual[at, text] or at in shared:
            traces.said(text)
        else:
            traces.phrase(text)


def _write_over(planned: Plan, queue: Queue, laid: SideBySide, number: str) -> None:
    row, case = laid.sheet.rows[number], laid.cases[number]
    differing = differences(laid, queue, number)
    if case.registered_by == "" or ended_there(row, case):
        planned.left += differing
        if differing:
            planned.behind[number] = laid.mark_of(number)
        return
    fields = laid.sheet.columns.fields
    line = {
        fields[each.field]: here_of(case, queue, each.field)
        for each in differing
        if each.side is Side.HERE and each.field in fields
    }
    if row.was:
        line[fields["number"]] = case.number
    left = [each for each in differing if each.side is not Side.HERE]
    if left:
        planned.left += left
        planned.behind[number] = laid.mark_of(number)
    if line:
        # Rows that said the same go on doing so.
        twins = (each for each in laid.sheet.again if each.number == number)
        for each in (row, *(twin for twin in twins if twin.says_what(row))):
            planned.edits.changed[each.row] = line
        planned.changed.append(number)


def _add(planned: Plan, queue: Queue, laid: SideBySide, ask: known.Ask) -> None:
    """A row for each open case that the sheet has none for, where nothing stands yet."""
    there = laid.sheet.rows
    # What was done before it ever stood there need not come.
    wanted = [
        number
        for number, erased in kept.registered(ask, queue.key)
        if not erased and number not in there
    ]
    cases = known.cases(ask, queue.key, wanted)
    numbers = [number for number in wanted if cases[number].state in OPEN]
    fields = laid.sheet.columns.fields
    places = _free(laid)
    for number in numbers:
        case = cases[number]
        planned.edits.added[next(places)] = _line(queue, fields, case)
        planned.added.append(number)
    planned.edits.like = max((row.row for row in there.values()), default=0)


def _line(queue: Queue, columns: Mapping[str, int], case: PlainCase) -> dict[int, object]:
    """The values of a new row."""
    line: dict[int, object] = {
        columns[name]: case.number if name == "number" else here_of(case, queue, name)
        for name in FIELDS
        if name in columns
    }
    if "received" in columns:
        line[columns["received"]] = case.received
    return line


def _free(laid: SideBySide) -> Iterator[int]:
    """The rows below the last case in which nothing stands."""
    taken = {number for number, _ in laid.sheet.found.rows}
    row = max((each.row for each in laid.sheet.rows.values()), default=laid.sheet.found.heading_row)
    while True:
        row += 1
        if row not in taken:
            yield row


def _guard(planned: Plan, laid: SideBySide) -> None:
    """Rows that have a case or a customer keep what they say; where that is a trace, it is told."""
    rows: Sequence[SheetRow] = (*laid.sheet.rows.values(), *laid.sheet.again)
    numbers = {row.row for row in rows} | set(_nameless(laid))
    planned.edits.guarded = frozenset(numbers - planned.edits.bare)
    if not planned.traces:
        return
    spared = set()
    for row in rows:
        if row.row not in planned.edits.guarded:
            continue
        if planned.traces.stand_in(row.values.get("customer")):
            spared.add(row.row)
        texts = (*row.values.values(), *row.aside.values())
        if any(map(planned.traces.stand_in, texts)):
            planned.mentioned.append(say("tracker.mentioned", row=row.row, number=row.number))
    planned.edits.spared = frozenset(spared)


def _nameless(laid: SideBySide) -> Iterator[int]:
    """Rows without a case number that have a customer's; a remark between the rows is no such row."""
    refused = {each.row for each in laid.sheet.refused}
    at = laid.sheet.columns.fields.get("customer", 0)
    for number, cells in laid.sheet.found.rows:
        cell = cells[at - 1] if 0 < at <= len(cells) else None
        if number in refused and clean(cell).strip().removesuffix(".0").isdecimal():
            yield number
