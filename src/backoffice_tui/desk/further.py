"""Cases that a move makes beside its own: written with it, and taken back with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk, queue_of
from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Context, Further, Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.text import clean
from backoffice_tui.store.erasure import Receipt
from backoffice_tui.store.known import beside

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case, Change, Entry

FURTHER: Final = "further"
"""The field of the change that names a case made beside, as `case:12`."""


def linked(desk: Desk, line: CaseLine) -> tuple[CaseLine, ...]:
    """The cases made beside one, and the one that it was made beside itself."""
    return beside(desk.store.reader.rows, line.id)


def make_further(
    desk: Desk, session: "Session", queue: Queue, case: "Case", record: Record, entry: "Entry"
) -> None:
    """Write the cases that a record makes, each with its log and what the entry says of it."""
    from backoffice_tui.model.cases import Change
    from backoffice_tui.store import cases

    assert entry.id is not None  # noqa: S101 (written a moment ago)
    context = desk.context(queue)
    for each in record.further:
        made = _made(queue, case, each, context)
        made.number = cases.next_local_number(session, queue.key)
        queue.settle(made, context.data)
        cases.write(session, made, _record(made, each, context))
        session.add(Change(entry_id=entry.id, field=FURTHER, became=f"case:{made.id}"))
        session.flush()


def _made(queue: Queue, case: "Case", each: Further, context: Context) -> "Case":
    from backoffice_tui.model.cases import Case

    received = local(context.at, context.data.zone)
    made = Case(
        queue=queue.key,
        number="",
        code=each.code,
        klass=each.klass,
        type=each.type,
        state=each.state,
        due=each.due,
        team=case.team,
        received=received.date(),
        received_time=received.strftime("%H:%M"),
        registered_by=context.by,
        protected=case.protected,
        parent_id=case.id,
    )
    made.tell(**each.facts)
    return made


def _record(made: "Case", each: Further, context: Context) -> Record:
    return Record(
        by=context.by,
        at=context.at,
        move=each.move,
        text=each.text,
        was=each.state,
        became=State(made.state),
        facts=tuple(sorted(made.facts)),
        # What is yet to be done is entered when it has been.
        errand=not made.open,
        routine=context.data.version,
    )


def take_back_further(desk: Desk, session: "Session", changes: "Iterable[Change]") -> None:
    """What an entry made beside its case is rejected with it."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.store import cases

    for change in changes:
        made = None
        if change.field == FURTHER:
            made = session.get(Case, int(change.became.removeprefix("case:")))
        if made is not None:
            _refuse_worked(session, made)
            record = _rejected(desk, session, made)
            cases.write(session, made, record)


def _refuse_worked(session: "Session", made: "Case") -> None:
    """A task that somebody has begun is not taken back with what it was made beside."""
    from backoffice_tui.store import cases

    worked = [entry for entry in cases.standing(session, made) if entry.was]
    if made.open and worked:
        number, by = clean(made.number), worked[0].agent
        raise Refused("desk.undo-worked", rule="ALL-06", number=number, by=by)


def _rejected(desk: Desk, session: "Session", made: "Case") -> Record:
    from backoffice_tui.store import cases

    was, first = State(made.state), cases.newest(session, made)
    made.state = State.REJECTED
    data = desk.data(queue_of(made))
    queue_of(made).settle(made, data)
    return Record(
        by=desk.agent,
        at=desk.now(),
        move="undo",
        was=was,
        became=made.state,
        errand=first is not None and cases.drop_errand(session, first),
        routine=data.version,
        undoes=first.id if first else None,
    )


def erase_again(desk: Desk, session: "Session", receipt: Receipt) -> None:
    """Close and erase a case of an older copy that had been erased since the copy was made."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.store import cases

    case = session.get(Case, receipt.case_id)
    if case is None or case.queue != receipt.queue or case.erased:
        return
    was, data = State(case.state), desk.data(queue_of(case))
    case.state = State.DONE
    queue_of(case).settle(case, data)
    record = Record(
        by=receipt.agent,
        at=receipt.at,
        move="erase",
        was=was,
        became=State(case.state),
        erase=True,
        routine=data.version,
    )
    cases.write(session, case, record)
