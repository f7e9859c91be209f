"""Moves registered as they are taken in a call, for tests that need cases to work on."""

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.intake import register
from backoffice_tui.routine import nobody
from backoffice_tui.routine.grammar import Queue


def taken(desk: Desk, queue: Queue, which: int = 0, **changes: object) -> str:
    """The number of a new case: a move out of a private customer, another for each `which`."""
    given: dict[str, object] = {
        "direction": "out",
        "customer_kind": "private",
        "customer_name": f"Åsa Provsson {which}",
        "customer": str(2_000_000 + which),
        "identity": nobody.personnummer(which, man=False),
        "caller": "kunden själv",
        "phone": nobody.MOBILES[which % len(nobody.MOBILES)],
        "power_of_attorney": False,
        "facility": nobody.facility(which),
        "address": f"Provgatan {which}, 994 33 Kvarnby",
        "move_date": "2026-12-01",
        "confirmation_address": "Nya gatan 2, 994 33 Kvarnby",
    }
    made = register(desk, queue, given | changes)
    assert made is not None
    return made.line.number


def reconnection(desk: Desk, queue: Queue, which: int = 0, **changes: object) -> str:
    """The number of a new case about a facility that has to be switched on."""
    asked: dict[str, object] = {
        "direction": "in",
        "disconnected": True,
        "contact_name": "Bo Provsson",
    }
    return taken(desk, queue, which, **asked | changes)
