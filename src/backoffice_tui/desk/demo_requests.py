"""Large requests for a practice store: made by the same verbs as real ones, at the times they would have come."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.intake import register
from backoffice_tui.desk.perform import perform
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine import nobody
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.invented import customer, read_stock

FIRST_FACILITY: Final = 5_000_000
"""Beyond every facility of the invented moves."""
APART: Final = 10_000
FIRST_CUSTOMER: Final = 900
UNTIL_BEGUN: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What came so many days ago, and how far the handler, a place among the invented ones, has come with it."""

    days: int
    count: int
    kind: str
    change: str
    comment: str
    new_value: str
    handler: int | None = None
    ticked: int = 0
    note: str = ""
    mailed: bool = False


def add_requests(desk: Desk) -> None:
    """Register the invented requests where a queue keeps a tracker, and carry each as far as it has come."""
    queue = next(queue for queue in QUEUES.values() if queue.workbook == "tracker")
    source = files("backoffice_tui.texts") / "demo" / "requests.toml"
    for at, each in enumerate(tomllib.loads(source.read_text(encoding="utf-8"))["request"]):
        _add(desk, queue, at, _Request(**each))


def _add(desk: Desk, queue: Queue, at: int, request: _Request) -> None:
    stock = read_stock()
    who = customer(stock, FIRST_CUSTOMER + at, company=True)
    came = desk.now() - timedelta(days=request.days)
    facilities = range(FIRST_FACILITY + at * APART, FIRST_FACILITY + at * APART + request.count)
    made = register(
        _seated(desk, came, stock.handlers[at % len(stock.handlers)]),
        queue,
        {
            "customer": who.number,
            "customer_name": who.name,
            "customer_kind": request.kind,
            "change": request.change,
            "channel": "mail",
            "email": f"kund{at + 1}@example.com",
            "language": "sv",
            "comment": request.comment,
            "new_value": request.new_value,
            "facilities": [nobody.facility(each) for each in facilities],
        },
    )
    if made is not None and request.handler is not None:
        handler = stock.handlers[request.handler]
        _work(_seated(desk, came + UNTIL_BEGUN, handler), queue, made.line.number, request)


def _work(desk: Desk, queue: Queue, number: str, request: _Request) -> None:
    perform(desk, queue, number, "start", {})
    if request.ticked:
        perform(desk, queue, number, "tick", {"from": "1", "until": str(request.ticked)})
    if request.note:
        perform(desk, queue, number, "note", {"text": request.note})
    if request.mailed:
        perform(desk, queue, number, "mail", {})


def _seated(desk: Desk, when: datetime, agent: str) -> Desk:
    """The same store, with another agent at another time."""
    other = Desk(replace(desk.settings, agent=agent, now=when.isoformat()))
    other.store = desk.store
    return other
