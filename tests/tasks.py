"""Tasks for tests: made by hand, or born of a notice as the e-service gives it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.desk import contracts, intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.worklist import line
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.queues.tyojono.order import NOTICE
from backoffice_tui.queues.tyojono.task import about
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record
from backoffice_tui.store.contracts import lease

if TYPE_CHECKING:
    from sqlmodel import Session

GIVEN: Final = datetime(2026, 11, 18, 20, 15, tzinfo=UTC)
RULED: Final = "2026-12-31"
"""The end that the rule gives for a notice of November."""


def task(desk: Desk, **given: object) -> CaseLine:
    """A task as the form saves it."""
    values = {"type": "Vakuuden palautus", "contract": "V-1", "details": "Palauta.", **given}
    made = intake.register(desk, TYOJONO, {k: v for k, v in values.items() if v is not None})
    assert made is not None
    return made.line


def notice(desk: Desk, person: str, number: str = "V-1", **facts: str) -> CaseLine:
    """A notice from the e-service, as a task."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.model.contracts import Notice
    from backoffice_tui.store import cases

    def work(session: "Session") -> str:
        from backoffice_tui.store.bulk import asking

        found = lease(asking(session), number)
        party = found.party(person) if found else None
        assert found
        assert party
        context = desk.context(TYOJONO)
        received = local(GIVEN, context.data.zone)
        case = Case(
            queue=TYOJONO.key,
            number=cases.next_local_number(session, TYOJONO.key),
            type=NOTICE,
            received=received.date(),
            received_time=received.strftime("%H:%M"),
        )
        about(
            case,
            found,
            **{"title": NOTICE, "person": person, "submitted_at": GIVEN.isoformat()} | facts,
        )
        TYOJONO.settle(case, context.data)
        record = Record(
            by="e-palvelu",
            at=context.at,
            move="feed",
            was=case.state,
            became=case.state,
            facts=tuple(sorted(case.facts)),
        )
        cases.write(session, case, record)
        assert case.id
        session.add(
            Notice(
                feed_id=f"N-{case.number}",
                case_id=case.id,
                contract_id=found.id,
                person_id=party.person.id,
                submitted_at=GIVEN,
            )
        )
        return case.number

    return line(desk, TYOJONO, desk.store.write(work))


def make(desk: Desk, number: str, move: str, **given: Any) -> CaseLine:
    """The task after a move on it."""
    return perform(desk, TYOJONO, number, move.replace("_", "-"), given)


def take_back(desk: Desk, number: str) -> CaseLine:
    """The task after its last move was undone."""
    return undo(desk, TYOJONO, number)


def tenancy(desk: Desk, number: str = "V-1") -> Lease:
    """The contract as it is now."""
    found = lease(desk.store.reader.rows, number)
    assert found is not None
    return found


def bound(desk: Desk, number: str = "V-1") -> list[str]:
    """The keys of those whose part in the contract has no end."""
    return [party.person.key for party in tenancy(desk, number).bound]


def open_tasks(desk: Desk, number: str = "V-1") -> list[str]:
    """The types of the tasks on a contract that still need someone."""
    return [each.type for each in contracts.show(desk, number).open_tasks]
