"""The people of a contract as a list: parties and spouses, and what each has said of the ending."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from backoffice_tui.routine.contracts import GivenNotice, Lease, PersonCard
from backoffice_tui.routine.dates import local
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import Cell, Column
from backoffice_tui.tui.in_memory import Item
from backoffice_tui.tui.lines import Tone

CONSENT_SIGNS: dict[str, tuple[str, Tone]] = {
    "given": ("✓", "success"),
    "not-given": ("✗", "error"),
    "unknown": ("?", "warning"),
}
"""The sign of each state of a consent, and how it is meant."""


class Bound(NamedTuple):
    """A person of a contract: a party, or a spouse who is none."""

    party: bool
    person: PersonCard
    since: date | None = None
    until: date | None = None
    liable_until: date | None = None
    notice: GivenNotice | None = None
    consent: str = ""


Row = Item[Bound]


def people_of(lease: Lease) -> list[Row]:
    """The parties, those that are bound first, then the spouses."""
    parties = sorted(lease.parties, key=lambda each: (each.until is not None, each.since))
    found = [
        Bound(True, each.person, each.since, each.until, each.liable_until, each.notice)
        for each in parties
    ]
    found += [Bound(False, each.person, consent=each.consent) for each in lease.spouses]
    return [Item(f"{at}/{each.person.key}", each) for at, each in enumerate(found)]


def columns_of_people(zone: str) -> list[Column[Row]]:
    """Who it is, in what part, for which days, and what they have said of the ending."""
    cells: list[tuple[str, int, int, bool, Callable[[Bound], Cell]]] = [
        ("role", 13, 0, False, _role),
        ("name", 16, 0, True, lambda each: Cell(each.person.name or each.person.key, "strong")),
        ("said", 26, 0, True, lambda each: said(each, zone)),
        ("since", 10, 62, False, lambda each: _day(each.since)),
        ("until", 10, 74, False, lambda each: _day(each.until)),
        ("liable", 11, 100, False, lambda each: _day(each.liable_until)),
    ]
    return [
        Column(name, say(f"views.people.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in cells
    ]


def _of(cell: Callable[[Bound], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _role(each: Bound) -> Cell:
    if not each.party:
        return Cell(f"◇ {say('views.role.spouse')}")
    if each.until is None:
        return Cell(f"● {say('views.role.party')}", "accent")
    return Cell(f"○ {say('views.role.ended')}", "muted")


def _day(day: date | None) -> Cell:
    return Cell(day.isoformat() if day else "", "muted")


def said(each: Bound, zone: str) -> Cell:
    """The electronic notice of a party, or the consent of a spouse, in sign, word and colour."""
    if not each.party:
        sign, tone = CONSENT_SIGNS.get(each.consent, CONSENT_SIGNS["unknown"])
        return Cell(f"{sign} {say(f'views.consent.{each.consent}')}", tone)
    if each.notice is None:
        return Cell(f"– {say('views.no-notice')}", "muted")
    at = local(each.notice.submitted_at, zone)
    return Cell(f"✓ {say('views.notice', day=f'{at:%Y-%m-%d}')}", "success")
