"""Datahub: the support desk of a datahub, its tickets and calls."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import OPEN, State
from backoffice_tui.queues.datahub.contact import (
    CERTIFICATION,
    FORM,
    KINDS,
    RULE,
    ranks,
    read,
    settle,
    why,
)
from backoffice_tui.routine.forwarding import departments, forwarding
from backoffice_tui.routine.grammar import (
    LOG,
    Answer,
    Column,
    Context,
    Move,
    Place,
    Queue,
    Step,
)

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case


def close(case: "Case", _answer: Answer, context: Context) -> None:
    """The contact is handled today."""
    case.handled = context.today


def operator_or_testing(case: "Case", _answer: Answer, context: Context) -> str | None:
    """To the department that stands first, a question about testing to the second."""
    names = departments(context)[: 2 if case.kind == KINDS[CERTIFICATION] else 1]
    return names[-1] if names else None


DATAHUB: Final = Queue(
    key="datahub",
    title="Datahub",
    states={
        State.NEW: "Saapunut",
        State.WAITING: "Siirretty",
        State.DONE: "Käsitelty",
        State.REJECTED: "Mitätöity",
    },
    settle=settle,
    ranks=ranks,
    kinds=lambda _data: tuple(KINDS.values()),
    why=why,
    read=read,
    form=FORM,
    whole_lists=False,
    extras=("import", "weeks", "guidance", "ar01", "agreements"),
    places=(
        Place(name="weeks", key="w"),
        Place(name="guidance", key="h"),
        Place(name="ar01", key="p"),
        Place(name="agreements", key="s"),
        Place(name="mass-end", key="M"),
    ),
    moves=(
        Move(
            name="close",
            key="a",
            after=State.DONE,
            asks=(LOG,),
            then=close,
            rules=(RULE, "ALL-02"),
            errand=True,
        ),
        forwarding(RULE, "ALL-02", name="pass-on", propose=operator_or_testing),
    ),
    columns=(
        Column(name="mark", width=2),
        Column(name="kind", width=13, least=62),
        Column(name="number", width=10),
        Column(name="title", width=14, flexible=True),
        Column(name="received", width=10),
        Column(name="state", width=11),
        Column(name="handler", width=11, least=88),
        Column(name="due", width=10, least=94),
        Column(name="team", width=13, least=108),
        Column(name="handled", width=10, least=120),
        Column(name="customer_name", width=12, least=140, flexible=True),
        Column(name="facility", width=23, least=150),
        Column(name="waits_for", width=14, least=165),
    ),
    steps=(
        Step(name="take", rule=RULE, done=lambda case, _made, _today: bool(case.handler)),
        Step(
            name="handle",
            rule=RULE,
            done=lambda case, _made, today: (
                case.state not in OPEN
                or (case.state is State.WAITING and (case.due is None or case.due > today))
            ),
        ),
        Step(name="end", rule=RULE, done=lambda case, _made, _today: case.state is State.DONE),
    ),
    rules={
        "DH-02": "weeks",
        "DH-03": "weeks",
        "DH-04": "guidance",
        "DH-05": "ar01",
        "DH-06": "ar01",
        "DH-07": "ar01",
        "DH-08": "ar01",
        "DH-09": "ar01",
        "DH-10": "mass-end",
        "DH-11": "cancel",
    },
)
