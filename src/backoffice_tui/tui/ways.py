"""Where a number of the lead's picture leads."""

from dataclasses import dataclass, field

from backoffice_tui.routine.listing import Filter


@dataclass(frozen=True, slots=True)
class ToList:
    """A queue's list under a filter, around a case where one is given."""

    queue: str
    wanted: Filter = field(default_factory=Filter)
    at: str = ""


@dataclass(frozen=True, slots=True)
class ToHolders:
    """Who has what, at an agent where one is given, of one queue where one is given."""

    agent: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class ToReport:
    """A report, of one queue where one is given."""

    name: str
    queue: str = ""


Way = ToList | ToHolders | ToReport
