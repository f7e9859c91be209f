"""Stora ärenden: changes on many facilities, worked off with a tracker and erased when they are done."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.stora.ending import CANCEL, FINISH
from backoffice_tui.queues.stora.letter import LETTER, WRITE
from backoffice_tui.queues.stora.order import (
    KINDS,
    LISTED,
    STATES,
    facilities_of,
    ranks,
    settle,
    sourced,
    why,
    worded,
)
from backoffice_tui.queues.stora.registering import FORM
from backoffice_tui.queues.stora.routing import CUSTOMERS, INVOICE, route
from backoffice_tui.queues.stora.routing import KINDS as CHANGED
from backoffice_tui.queues.stora.ticking import ADD, MEND, TICK, UNTICK
from backoffice_tui.queues.stora.work import EDIT, NOTE, REGISTER, START, TAKE_OVER
from backoffice_tui.routine.forwarding import forwarding
from backoffice_tui.routine.grammar import Column, Context, Queue, Step
from backoffice_tui.routine.reading import ListRow
from backoffice_tui.settings.routine_data import RoutineData, load_routine

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

KEY: Final = "stora"


def read(row: ListRow, _context: Context) -> None:
    """A list gives code and status; a row without a code is taken for a change of invoices."""
    row.columns.setdefault("code", INVOICE)


def ways(count: int, kind: str, customer: str, data: RoutineData) -> tuple[str, str, str]:
    """Where a request goes, by which rule, and why."""
    found = route(count, kind, customer, data)
    return found.route, found.rule, found.reason


def belongs_in_tracker(case: "Case") -> bool:
    """Whether the case has more facilities than are handled as usual."""
    usual = load_routine(KEY).limits["backoffice"]
    return bool(case.registered_by) or facilities_of(case) > usual


def all_ticked(case: "Case") -> bool:
    """Whether nothing is left to do on any facility."""
    return 0 < case.ticks_total == case.ticks_done


STORA: Final = Queue(
    key=KEY,
    title="Stora ärenden",
    codes=frozenset(KINDS),
    states=STATES,
    named={"ny": (State.NEW, True), "upprättat": (State.NEW, False)},
    listed=LISTED,
    worded=worded,
    sourced=sourced,
    settle=settle,
    ranks=ranks,
    kinds=lambda _data: tuple(KINDS.values()),
    why=why,
    read=read,
    form=FORM,
    route=ways,
    asked_by=(CHANGED, CUSTOMERS),
    start=START.name,
    hand_over=NOTE.name,
    face="grid",
    workbook="tracker",
    extras=("import", "route", "ids"),
    moves=(
        START,
        TICK,
        NOTE,
        WRITE,
        FINISH,
        forwarding("STORA-15"),
        REGISTER,
        TAKE_OVER,
        UNTICK,
        MEND,
        ADD,
        EDIT,
        CANCEL,
    ),
    columns=(
        Column(name="mark", width=1),
        Column(name="number", width=9),
        Column(name="customer", width=9, least=100),
        Column(name="subject", width=14, flexible=True),
        Column(name="registered_by", width=8, least=112),
        Column(name="state", width=11),
        Column(name="handler", width=8),
        Column(name="progress", width=7),
        Column(name="age", width=4, least=92),
        Column(name="note", width=12, least=88, flexible=True),
        Column(name="title", width=11, least=130),
        Column(name="customer_name", width=16, least=140, flexible=True),
        Column(name="due", width=10, least=150),
        Column(name="team", width=10, least=165),
    ),
    steps=(
        Step(
            name="register",
            rule="STORA-06",
            applies=belongs_in_tracker,
            done=lambda case, _made, _today: bool(case.registered_by),
        ),
        Step(
            name="start",
            rule="STORA-07",
            done=lambda case, _made, _today: case.state in (State.ACTIVE, State.DONE),
        ),
        Step(name="tick", rule="STORA-05", done=lambda case, _made, _today: all_ticked(case)),
        Step(
            name="mail",
            rule="STORA-11",
            done=lambda case, _made, _today: case.state is State.DONE or LETTER in case.facts,
        ),
        Step(
            name="done", rule="STORA-10", done=lambda case, _made, _today: case.state is State.DONE
        ),
    ),
    rules={
        "STORA-01": "route",
        "STORA-05": "ids",
        "STORA-08": "shift end",
        "STORA-13": "import",
        "STORA-14": "list",
        "STORA-15": "list",
    },
)
