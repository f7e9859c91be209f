"""Who does a change on many facilities: decided by how many they are, what is changed and who asks."""

from dataclasses import dataclass
from typing import Final

from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

RULE: Final = "STORA-01"
KINDS: Final = ("invoice", "move")
CUSTOMERS: Final = ("private", "company", "owner", "association", "manager")

KUNDSERVICE: Final = "kundservice"
BACKOFFICE: Final = "backoffice"
STORA: Final = "stora"
KUNDAVTAL: Final = "kundavtal"

MOVE_CHANGE: Final = "move"
CHANGES: Final = ("invoice-address", "invoice-interval", "invoice-way", MOVE_CHANGE, "other")
INVOICE, MOVEINFO, MAICCDIS = "INVOICE", "MOVEINFO", "MAICCDIS"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes, and the sentence that says why."""

    route: str
    reason: str
    rule: str = RULE


def route(count: int, kind: str, customer: str, data: RoutineData) -> Route:
    """The way of a request for so many changes of a kind, `invoice` or `move`, by a kind of customer."""
    at_once, usual = data.limits["kundservice"], data.limits["backoffice"]
    if count <= at_once:
        way = KUNDSERVICE
    elif kind == "move" and customer == "owner":
        way = KUNDAVTAL
    else:
        way = BACKOFFICE if count <= usual else STORA
    return Route(way, say(f"stora.route.{way}", count=count, at_once=at_once, usual=usual))


def kind_of(change: str) -> str:
    """Whether a change is one of moves or one of invoices, as any other change is taken for."""
    return "move" if change == MOVE_CHANGE else "invoice"


def code_of(change: str) -> str:
    """The code that a change is registered with."""
    return MOVEINFO if kind_of(change) == "move" else INVOICE
