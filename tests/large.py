"""Large requests for tests of the grid and of the screen of a case."""

from textual import events
from textual.pilot import Pilot

from backoffice_tui.desk import card, intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.tui.app import Console
from tests.console import at_rest

CUSTOMER = "2000417"
NAME = "Ängla Provbolaget AB"


def ids(count: int, start: int = 0) -> list[str]:
    """Invented facilities."""
    return [made_up(start + at) for at in range(count)]


def requested(desk: Desk, count: int = 16, start: int = 0, **changes: object) -> str:
    """The number of a case about so many facilities."""
    given: dict[str, object] = {
        "customer": CUSTOMER,
        "customer_name": NAME,
        "customer_kind": "company",
        "change": "invoice-address",
        "channel": "phone",
        "email": "angla@example.com",
        "comment": "Ny fakturaadress från nyår",
        "new_value": "Box 7, 221 00 Lund",
        "facilities": ids(count, start),
    }
    made = intake.register(desk, STORA, given | changes)
    assert made is not None
    return made.line.number


def moves_of(desk: Desk, number: str) -> list[str]:
    """The moves in a case's history that still stand, oldest first."""
    return [entry.move for entry in card.show(desk, STORA, number).log if not entry.undone]


async def pasted(app: Console, pilot: Pilot[None], text: str) -> None:
    """Paste as a terminal does."""
    app.post_message(events.Paste(text))
    await at_rest(app, pilot)
