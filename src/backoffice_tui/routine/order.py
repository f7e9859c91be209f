"""The place of a case in its queue's order, as columns that an index can hold."""

from typing import TYPE_CHECKING

from backoffice_tui.routine.listing import WAITING_LATER, bucket_of
from backoffice_tui.routine.text import fold, natural
from backoffice_tui.settings.routine_data import RoutineData

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case


def put_in_place(case: "Case", rank: int, data: RoutineData) -> None:
    """Set the order columns: class, bucket, date it waits for, then indatum and number."""
    case.team, case.team_key = team_of(case.team, data)
    case.rank = rank
    case.bucket = bucket_of(case.state, case.due)
    case.due_key = case.due.isoformat() if case.bucket == WAITING_LATER and case.due else ""
    case.place = f"{case.received.isoformat()}T{case.received_time}~{natural(case.number)}"


def team_of(team: str, data: RoutineData) -> tuple[str, str]:
    """A group as the routine spells it, and the key that its spellings share."""
    key = fold(team)
    return next((known for known in data.groups if fold(known) == key), team.strip()), key
