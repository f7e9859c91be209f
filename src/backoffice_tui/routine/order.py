"""The place of a case in its queue's order, as columns that an index can hold."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from backoffice_tui.model.states import State
from backoffice_tui.routine.listing import WAITING_LATER, bucket_of
from backoffice_tui.routine.text import fold, natural
from backoffice_tui.settings.routine_data import RoutineData


class Placed(Protocol):
    """What the kind and the place of a case can depend on: a case to edit, or a row of a list."""

    number: str
    code: str
    title: str
    kind: str
    klass: str
    type: str
    state: State
    team: str
    team_key: str
    received: date
    received_time: str
    due: date | None
    wished: date | None
    customer: str
    customer_name: str
    facility: str
    subject: str
    note: str
    registered_by: str
    origin: str
    handled: date | None
    counted_as: str
    rank: int
    bucket: int
    due_key: str
    place: str

    @property
    def facts(self) -> Mapping[str, str]:
        """What is known of the customer and the errand now, by the name of the fact."""


START_OF_DAY = "00:00"
"""Where a case stands whose list gives a day and no hour."""


def put_in_place(case: Placed, rank: int, data: RoutineData) -> None:
    """Set the order columns: class, bucket, date it waits for, then indatum and number."""
    case.team, case.team_key = team_of(case.team, data)
    case.rank = rank
    case.bucket = bucket_of(case.state, case.due)
    case.due_key = case.due.isoformat() if case.bucket == WAITING_LATER and case.due else ""
    hour = case.received_time or START_OF_DAY
    case.place = f"{case.received.isoformat()}T{hour}~{natural(case.number)}"


def team_of(team: str, data: RoutineData) -> tuple[str, str]:
    """A group as the routine spells it, and the key that its spellings share."""
    key = fold(team)
    return next((known for known in data.groups if fold(known) == key), team.strip()), key
