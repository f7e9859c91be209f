"""SYST: moves taken by hand while the move system is down, worked off once it is up again."""

from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.syst.order import RECONNECTION, informed, ranks, settle, why
from backoffice_tui.queues.syst.phone_call import FORM
from backoffice_tui.queues.syst.reconnection import ANSWER, PERSON, TEXT, gate
from backoffice_tui.routine.forwarding import forwarding
from backoffice_tui.routine.grammar import (
    LOG,
    Answer,
    Ask,
    Column,
    Context,
    Move,
    Outcome,
    Queue,
    Step,
    Wants,
)
from backoffice_tui.routine.reading import ListRow
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

CODE: Final = "SYST"


def close(_case: "Case", answer: Answer, _context: Context) -> Outcome | None:
    """The case is handled; whether the promised confirmation went out is said in the log."""
    return Outcome(text=say("syst.confirmation-sent")) if answer.flag("confirmation") else None


def read(row: ListRow, _context: Context) -> None:
    """A list gives the status; the code of the queue where the list leaves it out."""
    row.columns.setdefault("code", CODE)


def was_promised(case: "Case") -> bool:
    """Whether the customer was told on the phone that a confirmation would come."""
    return case.facts.get("promised") == "confirmation"


def is_reconnection(case: "Case") -> bool:
    """Whether the power has to be switched on."""
    return case.kind == RECONNECTION


def is_dealt_with(case: "Case", _made: frozenset[str], today: date) -> bool:
    """Whether nobody has to do anything today; a case whose day has come is to be dealt with again."""
    waits = case.state is State.WAITING and (case.due is None or case.due > today)
    return case.state is State.DONE or (waits and not case.handler)


CONFIRMATION = Ask(name="confirmation", wants=Wants.FLAG, rule="SYST-10", offered=was_promised)

SYST: Final = Queue(
    key="syst",
    title="SYST",
    codes=frozenset({CODE}),
    states={
        State.NEW: "Upprättat",
        State.WAITING: "I arbete",
        State.DONE: "Avslutad",
        State.REJECTED: "Makulerat",
    },
    settle=settle,
    ranks=ranks,
    kinds=lambda data: (*(each.kind for each in data.classes), data.other_kind),
    why=why,
    informed=informed,
    read=read,
    form=FORM,
    extras=("wms", "import", "shift"),
    moves=(
        Move(
            name="close",
            key="a",
            after=State.DONE,
            when=gate,
            asks=(LOG, CONFIRMATION),
            then=close,
            rules=("SYST-10", "SYST-13"),
            errand=True,
        ),
        forwarding("SYST-11", "SYST-12"),
        TEXT,
        ANSWER,
        PERSON,
        Move(
            name="not-done",
            key="o",
            after=State.DONE,
            asks=(LOG,),
            rules=("SYST-13", "SYST-10"),
            errand=True,
        ),
    ),
    columns=(
        Column(name="mark", width=2),
        Column(name="kind", width=16, least=50),
        Column(name="number", width=8),
        Column(name="title", width=12, flexible=True),
        Column(name="received", width=10, least=64),
        Column(name="state", width=11, least=70),
        Column(name="due", width=10),
        Column(name="handler", width=8, least=88),
        Column(name="customer_name", width=12, least=98, flexible=True),
        Column(name="team", width=10, least=120),
        Column(name="facility", width=23, least=150),
        Column(name="waits_for", width=11, least=165),
    ),
    steps=(
        Step(name="read", rule="SYST-09", done=lambda case, _made, _today: bool(case.handler)),
        Step(
            name="text",
            rule="SYST-13",
            applies=is_reconnection,
            done=lambda _case, made, _today: "sent" in made,
        ),
        Step(
            name="answer",
            rule="SYST-13",
            applies=is_reconnection,
            done=lambda case, _made, _today: case.facts.get("answer_verdict") == "counts",
        ),
        Step(name="work", rule="SYST-10", done=is_dealt_with),
        Step(name="end", rule="SYST-11", done=is_dealt_with),
    ),
    rules={
        "SYST-05": "list",
        "SYST-06": "next",
        "SYST-07": "list",
        "SYST-08": "show",
        "SYST-09": "show",
        "SYST-14": "shift",
        "SYST-15": "wms",
    },
)
