"""Contacts with the support desk for tests: registered by hand, or read from an export."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from backoffice_tui.desk import intake, take_in
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.invented_contacts import a_day
from backoffice_tui.routine.listing import CaseLine

HEADINGS: Final = "Tikettinumero;Luotu;Luokka;Otsikko;Kanava;Vastattu;Tila;Ratkaistu"


def contact(desk: Desk, /, **changes: object) -> CaseLine:
    """A ticket as it is registered by hand; a change to None leaves the field out."""
    given: dict[str, object] = {"channel": "ticket", "category": "service", "title": "AR01"}
    given |= changes
    made = intake.register(desk, DATAHUB, {k: v for k, v in given.items() if v is not None})
    assert made is not None
    return made.line


def made(desk: Desk, number: str, move: str, /, **given: object) -> CaseLine:
    """The case after a move on it."""
    return perform(desk, DATAHUB, number, move, given)


def exported(
    desk: Desk,
    folder: Path,
    rows: Sequence[str],
    headings: str = HEADINGS,
    *,
    dry_run: bool = False,
) -> Intake:
    """What an export with these rows brings."""
    path = folder / "export.csv"
    path.write_text("\n".join([headings, *rows]), encoding="utf-8")
    return take_in.take_in(desk, DATAHUB, path, dry_run=dry_run)


def invented(desk: Desk, folder: Path, days: Sequence[date]) -> None:
    """Twenty tickets and five calls on each of these days, as an export of the week after brings them."""
    exported(
        desk,
        folder,
        [
            f"{each.number}-{day};{day} {each.received_time};Muu;Otsikko;"
            f"{'Puhelin' if each.answered else ''};{each.answered};;{each.handled or ''}"
            for day in days
            for each in a_day(day, date(2026, 11, 20), 1, tickets=20, calls=5)
        ],
    )
