"""Työjono: the landlord's tasks about contracts, deposits and prepayments, and the notices of the e-service."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono.arriving import arrive
from backoffice_tui.queues.tyojono.notice import CONFIRMING, ENDING, REJECTING
from backoffice_tui.queues.tyojono.order import KEY, NOTICE, STATES, ranks, settle, types, why
from backoffice_tui.queues.tyojono.robot import judge
from backoffice_tui.queues.tyojono.taking_over import CONSENTING, TAKING_OVER, TOLD
from backoffice_tui.queues.tyojono.task import FORM
from backoffice_tui.queues.tyojono.work import ACKNOWLEDGE, START, WAIT, is_money
from backoffice_tui.routine.grammar import Column, Queue, Step

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

CLOSED: Final = frozenset({State.DONE, State.REJECTED})


def is_notice(case: "Case") -> bool:
    """Whether somebody wants to leave."""
    return case.type == NOTICE


def tells_of_a_person(case: "Case") -> bool:
    """Whether the request brings data of the person."""
    return any(case.facts.get(f"new_{name}") for name in TOLD)


def is_closed(case: "Case") -> bool:
    """Whether nobody has to do anything more."""
    return case.state in CLOSED


TYOJONO: Final = Queue(
    key=KEY,
    title="Työjono",
    states=STATES,
    contracts=True,
    arrive=arrive,
    judge=judge,
    settle=settle,
    ranks=ranks,
    kinds=types,
    why=why,
    form=FORM,
    start=START.name,
    face="tasks",
    extras=("notice-end", "feed", "robot", "returns"),
    moves=(
        ACKNOWLEDGE,
        START,
        WAIT,
        CONFIRMING,
        REJECTING,
        ENDING,
        TAKING_OVER,
        CONSENTING,
    ),
    columns=(
        Column(name="mark", width=2),
        Column(name="number", width=8),
        Column(name="type", width=24, flexible=True),
        Column(name="contract", width=10, least=64),
        Column(name="received", width=10),
        Column(name="state", width=10),
        Column(name="due", width=10, least=76),
        Column(name="handler", width=8, least=92),
        Column(name="customer_name", width=16, least=104, flexible=True),
        Column(name="subject", width=18, least=124, flexible=True),
        Column(name="klass", width=11, least=150),
        Column(name="target_contract", width=10, least=165),
    ),
    steps=(
        Step(
            name="start",
            rule="TYO-01",
            done=lambda case, _made, _today: case.state is State.ACTIVE or is_closed(case),
        ),
        Step(
            name="parties",
            rule="TYO-07",
            applies=is_notice,
            done=lambda case, _made, _today: bool(case.handler) or is_closed(case),
        ),
        Step(
            name="take-over-data",
            rule="TYO-08",
            applies=tells_of_a_person,
            done=lambda _case, made, _today: TAKING_OVER.name in made,
        ),
        Step(
            name="decide",
            rule="TYO-12",
            applies=is_notice,
            done=lambda case, _made, _today: is_closed(case),
        ),
        Step(
            name="money",
            rule="TYO-17",
            applies=is_money,
            done=lambda _case, made, _today: ACKNOWLEDGE.name in made,
        ),
        Step(
            name="acknowledge",
            rule="TYO-03",
            applies=lambda case: not is_notice(case) and not is_money(case),
            done=lambda case, _made, _today: is_closed(case),
        ),
    ),
    rules={
        "TYO-01": "list",
        "TYO-05": "contract show",
        "TYO-06": "feed",
        "TYO-07": "show",
        "TYO-13": "end-contract",
        "TYO-14": "robot",
        "TYO-15": "show",
        "TYO-16": "notice-end",
        "TYO-17": "acknowledge",
    },
)
