"""Invented agreements for the metering points of invented tickets."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.agreement_file import IMPORT
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import AGREEMENTS
from backoffice_tui.queues import QUEUES
from backoffice_tui.queues.datahub.invented import life
from backoffice_tui.store import agreements

if TYPE_CHECKING:
    from sqlmodel import Session

MOST: Final = 500
"""So many metering points have agreements, those of the newest tickets."""


def add_agreements(desk: Desk) -> int:
    """Give the metering points of the tickets agreements in every situation of AR01; how many points."""
    queue = next(queue for queue in QUEUES.values() if AGREEMENTS in queue.extras)
    points = agreements.points_without(desk.store.reader.rows, queue.key, MOST)
    today = desk.today(queue)
    every = [each for facility in points for each in life(facility, today)]

    def work(session: "Session") -> None:
        from backoffice_tui.store.agreement_book import AgreementBook

        book = AgreementBook(session)
        book.add(book.act(IMPORT, desk.now(), desk.agent), every)

    desk.store.write(work)
    return len(points)
