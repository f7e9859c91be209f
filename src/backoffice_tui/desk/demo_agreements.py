"""Invented agreements for the metering points of invented tickets."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.agreement_file import IMPORT
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import AGREEMENTS
from backoffice_tui.queues import QUEUES
from backoffice_tui.queues.datahub.invented import life

if TYPE_CHECKING:
    from sqlmodel import Session

MOST: Final = 500
"""So many metering points have agreements, those of the newest tickets."""


def add_agreements(desk: Desk) -> int:
    """Give the metering points of the tickets agreements in every situation of AR01; how many points."""
    queue = next(queue for queue in QUEUES.values() if AGREEMENTS in queue.extras)
    rows = desk.store.reader.rows(
        # Only where no agreement is known yet, for a practice store may be filled again.
        "SELECT facility FROM cases WHERE queue = :queue AND facility != '' AND NOT EXISTS"
        " (SELECT 1 FROM agreements WHERE agreements.facility = cases.facility) GROUP BY facility"
        " ORDER BY max(id) DESC LIMIT :most",
        {"queue": queue.key, "most": MOST},
    )
    today = desk.today(queue)
    every = [each for row in rows for each in life(str(row[0]), today)]

    def work(session: "Session") -> None:
        from backoffice_tui.store.agreement_book import AgreementBook

        book = AgreementBook(session)
        book.add(book.act(IMPORT, desk.now(), desk.agent), every)

    desk.store.write(work)
    return len(rows)
