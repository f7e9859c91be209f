"""A large request that can be closed, with everything written in it that can be, and where that still stands."""

from pathlib import Path

from backoffice_tui.desk import database, outbox, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.drafts import keep
from backoffice_tui.desk.perform import perform
from backoffice_tui.queues.stora import STORA
from tests.large import ids, requested

NAME = "Bostadsrättsföreningen Älgkalven"
NUMBER = "80064213"
MAIL = "styrelsen@algkalven.example.com"
ADDRESS = "Spindelvägen 14, 994 33 Kvarnby"
NOTE = "ring Torbjörn om trapphuset"
WRONG = "735999000000999991"
GONE = (NAME, "Älgkalven", NUMBER, MAIL, ADDRESS, NOTE, "Torbjörn", WRONG, *ids(3, 700))


def closable(desk: Desk, folder: Path, count: int = 23) -> str:
    """A case of the customer in which everything that can be written was written."""
    number = requested(
        desk,
        facilities=f"Hej, {', '.join(ids(count, 700))} och {WRONG}. /{NAME}",
        customer=NUMBER,
        customer_name=NAME,
        email=MAIL,
        new_value=ADDRESS,
        comment=f"{NAME} flyttar till {ADDRESS}; {NOTE}",
        channel="mail",
    )
    for move, given in (
        ("note", {"text": NOTE}),
        ("mend", {"drop": True, "log": f"{NAME}: {WRONG} var fel"}),
        ("tick", {"all": True}),
        ("comment", {"log": f"{NOTE}, {MAIL}"}),
        ("mail", {}),
    ):
        perform(desk, STORA, number, move, given)
    line = worklist.line(desk, STORA, number)
    keep(desk, f"stora:comment:{number}", f"{NAME} {ADDRESS}", line.id)
    keep(desk, f"stora:comment:{number}", "", line.id)
    keep(desk, f"stora:note:{number}", f"{NAME} igen", line.id)
    outbox.export(desk, folder)
    return number


def found(desk: Desk) -> dict[str, list[str]]:
    """Where each of the customer's texts still stands."""
    hits = {
        text: [f"{each.place}: {each.where}" for each in database.erase_proof(desk, text)]
        for text in GONE
    }
    return {text: places for text, places in hits.items() if places}
