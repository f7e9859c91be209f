"""The work list written to a file, in the shape in which the customer system's list is read."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS, dots, masked_line
from backoffice_tui.desk.spool import Progress, Stopped
from backoffice_tui.desk.worklist import Worklist, listed
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.routine.taking import LIST_LOG
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.store import known
from backoffice_tui.store.reader import Reader

PORTION: Final = 500
_FACTS: Final = {"identity": "identity", "phone": "phone", "log": LIST_LOG}
"""Fields of a list that are no columns of a case, and the facts that hold them."""


def put_out(
    desk: Desk, queue: Queue, wanted: Filter, path: Path, progress: Progress | None = None
) -> int:
    """Write the list in the routine's order to .xlsx or .csv, whole or not at all; how many cases.

    A protected person is dots. Usage, Conflict or StoreTrouble say why the file cannot be written.
    """
    if path.exists() and desk.store.location.path.samefile(path):
        raise Usage("taking.export-over-store", field="file", name=clean(path.name, one_line=True))
    data = desk.data(queue)
    written = 0

    def rows() -> Iterator[list[object]]:
        nonlocal written
        reader = Reader(desk.store.location)
        try:
            with reader.snapshot():
                worklist = listed(desk, queue, wanted, reader)
                total = worklist.total()
                for portion in _portions(worklist):
                    facts = known.facts_of(reader.rows, [line.id for line in portion])
                    for line in portion:
                        yield _row(line, facts.get(line.id, {}), queue, data)
                    written += len(portion)
                    if progress and not progress(written, max(total, written)):
                        raise Stopped("taking.export-stopped")
        finally:
            reader.close()

    headings = [names[0] for names in data.headings.values()]
    write_table(path, headings, rows(), title=queue.title)
    return written


def _portions(worklist: Worklist) -> Iterator[list[CaseLine]]:
    cursor = ""
    while portion := worklist.after(cursor, PORTION):
        yield portion
        if len(portion) < PORTION:
            return
        cursor = portion[-1].cursor


def _row(line: CaseLine, facts: Mapping[str, str], queue: Queue, data: RoutineData) -> list[object]:
    shown = masked_line(line)
    # Dots even where there is no name, so that the import knows the row for a masked one.
    name = DOTS if line.protected else line.customer_name
    spellings = data.states.get(line.state.value) or (queue.state_word(line),)
    values: dict[str, object] = {
        **{field: getattr(shown, field) for field in data.headings if hasattr(shown, field)},
        **{field: facts.get(fact, "") for field, fact in _FACTS.items()},
        **_chosen(facts, data),
        "received": _moment(line.received, line.received_time),
        "state": spellings[0],
        "customer_name": name,
    }
    if line.protected:
        values |= {field: dots(str(values[field])) for field in _FACTS}
    return [values.get(field, "") for field in data.headings]


def _chosen(facts: Mapping[str, str], data: RoutineData) -> Mapping[str, object]:
    """What is one of a few things, in the usual spelling of lists."""
    return {
        field: words.get(facts.get(field, ""), ("",))[0] for field, words in data.choices.items()
    }


def _moment(day: date, at: str) -> date:
    return datetime.combine(day, time.fromisoformat(at)) if at else day
