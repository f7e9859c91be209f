"""The work list as rows: what is asked of it, what a row holds, and a page of rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from backoffice_tui.model.states import OPEN, State
from backoffice_tui.routine.ticks import progress

WORKED_NOW, WAITING_LATER, CLOSED = range(3)
"""The buckets of the order: open, waiting for a date, and closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What a work list is narrowed to; empty means everything open."""

    team: str = ""
    code: str = ""
    handler: str = ""
    unassigned: bool = False
    state: State | None = None
    kind: str = ""
    klass: str = ""
    type: str = ""
    search: str = ""
    all: bool = False
    missing: bool = False
    registered: bool | None = None
    """Only cases that somebody registered by name, only the others, or both."""
    due_from: date | None = None
    due_until: date | None = None
    """Only cases that wait for a day within these, the last one too."""
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    """Only cases that were closed here from the one until just before the other."""
    closed_by: str = ""
    """Of those closed between the two, only the ones that this agent closed."""

    @property
    def waits(self) -> bool:
        """Whether only cases that wait for a day can match."""
        return self.due_from is not None or self.due_until is not None

    @property
    def closed_only(self) -> bool:
        """Whether only closed cases can match."""
        return self.closed_from is not None or (self.state is not None and self.state not in OPEN)


class CaseLine(NamedTuple):
    """A case as the work list shows it, its columns as they are stored."""

    id: int
    queue: str
    number: str
    code: str
    title: str
    kind: str
    klass: str
    type: str
    state: State
    team: str
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
    handler: str
    waits_for: str
    waits_since: date | None
    protected: bool
    missing_since: date | None
    rank: int
    bucket: int
    due_key: str
    place: str
    version: int
    ticks_total: int = 0
    ticks_done: int = 0
    erased: bool = False
    contract: str = ""
    target_contract: str = ""
    handled: date | None = None

    @property
    def progress(self) -> str:
        """How many of its facilities are done; empty where it has none."""
        return progress(self.ticks_done, self.ticks_total)

    @property
    def key(self) -> str:
        """What the row is known by on a screen."""
        return str(self.id)

    @property
    def cursor(self) -> str:
        """Where the row stands in the order, as an opaque text."""
        return "|".join((str(self.rank), str(self.bucket), self.due_key, self.place))


LINE_FIELDS: Final = CaseLine._fields
"""The columns of `cases` that a line is made of, in order."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the routine's order, and whether there are more on either side."""

    rows: tuple[CaseLine, ...]
    at_start: bool = True
    at_end: bool = True
    offset: int | None = None


def bucket_of(state: State, due: date | None) -> int:
    """The part of the order that a case in this state stands in."""
    if state not in OPEN:
        return CLOSED
    return WAITING_LATER if state is State.WAITING and due else WORKED_NOW
