"""All agreements of a seller that ceased ended from a day: looked at first, then batch by batch, each once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.spool import Progress
from backoffice_tui.exchange.files import shown
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.queues.datahub.agreement import ENDS, OUTCOMES, Agreement, mass_ended
from backoffice_tui.queues.datahub.cancelling import Changed
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import NotFound, Refused, StoreTrouble, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.store import agreements, customers, known
from backoffice_tui.store.agreements import Dealt, Mass
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.agreement_book import AgreementBook

BATCH: Final = 500
NAMED: Final = 5
"""So many agreements are named for each outcome; the report has them all."""
LONGEST_SELLER: Final = 120
REPORTS: Final = (".xlsx", ".csv")
COLUMNS: Final = ("number", "facility", "kind", "seller", "start", "outcome", "was_last", "last")


@dataclass(frozen=True, kw_only=True, slots=True)
class MassReport:
    """How many agreements of a seller a mass termination ends, or ended, and what became of the others."""

    seller: str
    day: date
    outcomes: Mapping[str, int]
    total: int
    finished: bool
    begun: bool
    """Whether something has been written; false for a preview of one that was not begun."""
    others: tuple[Dealt, ...] = ()
    """Those from which no days are taken away, where each was looked at."""

    @property
    def ended(self) -> int:
        """The agreements from which days are taken away."""
        return sum(self.outcomes.get(name, 0) for name in ENDS)

    @property
    def done(self) -> int:
        """The agreements that were dealt with."""
        return sum(self.outcomes.values())

    @property
    def lines(self) -> tuple[str, ...]:
        """What becomes of how many, in words."""
        return tuple(
            "  ".join(
                (str(self.outcomes[name]), say(f"agreements.outcome.{name}"), *self._some(name))
            )
            for name in OUTCOMES
            if self.outcomes.get(name)
        )

    def _some(self, outcome: str) -> tuple[str, ...]:
        found = [each.number for each in self.others if each.outcome == outcome]
        shown = ", ".join(found[:NAMED]) + (" …" if len(found) > NAMED else "")
        return (f"({shown})",) if found else ()


def read_asked(desk: Desk, queue: Queue, seller: str, since: str) -> tuple[str, date]:
    """The seller and the day that were typed; Refused or Usage names the one that will not do."""
    name = clean(seller, limit=LONGEST_SELLER, one_line=True).strip()
    if not agreements.seller_key(name):
        raise Usage("routine.field-missing", rule="DH-10", field="seller")
    return name, read_date(since, desk.today(queue), field="from")


def preview(desk: Desk, seller: str, day: date) -> MassReport:
    """What ending all agreements of a seller would do; NotFound where it has none."""
    key = agreements.seller_key(seller)
    with known.looking(desk.store) as ask:
        mass = agreements.mass_of(ask, key, day)
        dealt = sum(agreements.outcomes(ask, mass.id).values()) if mass else 0
        counts: Counter[str] = Counter()
        others: list[Dealt] = []
        for line in _lines(ask, key, day, mass):
            counts[line.outcome] += 1
            seller = line.seller
            if line.outcome not in ENDS:
                others.append(line)
    if not counts:
        raise _unknown(desk, seller)
    return MassReport(
        seller=seller,
        day=day,
        outcomes=counts,
        total=counts.total(),
        finished=mass is not None and mass.finished and dealt == counts.total(),
        begun=mass is not None,
        others=tuple(others),
    )


def _unknown(desk: Desk, seller: str) -> NotFound:
    names = ", ".join(sellers(desk)[:5])
    return NotFound(
        "agreements.no-seller", rule="DH-10", field="seller", seller=seller, known=names
    )


def sellers(desk: Desk) -> Sequence[str]:
    """The sellers that have agreements, by name."""
    return agreements.sellers(desk.store.reader.rows)


def _lines(ask: known.Ask, key: str, day: date, mass: Mass | None) -> Iterator[Dealt]:
    """What has become, or would become, of each agreement of a seller."""
    after = 0
    while some := agreements.of_seller(ask, key, after, BATCH):
        after = some[-1].id
        dealt = agreements.dealt_with(ask, mass.id, some[0].id, after) if mass else {}
        for each in some:
            # One that was dealt with stays in the report as it was then.
            yield dealt[each.id] if each.id in dealt else _line(each, *mass_ended(each, day))


def end_all(desk: Desk, seller: str, day: date, progress: Progress | None = None) -> MassReport:
    """End all agreements of a seller from a day, batch by batch; a run that was cut off goes on where it was.

    Each agreement is dealt with once, however often or by how many at once it is run. Where `progress`
    says no, the report is of what was done until then.
    """
    key = agreements.seller_key(seller)
    first = agreements.of_seller(desk.store.reader.rows, key, 0, 1)
    if not first:
        raise _unknown(desk, seller)
    seller = first[0].seller
    done = _begin(desk, seller, key, day)
    ask = desk.store.reader.rows
    total, finished = agreements.how_many(ask, key), False
    while not finished:
        batch, finished = _batch(desk, key, day)
        # Counted here, and not in the store after each batch, so that the last is as quick as the first.
        done += batch
        if progress and not progress(min(done, total), total):
            break
    mass = agreements.mass_of(ask, key, day)
    return MassReport(
        seller=seller,
        day=day,
        outcomes=agreements.outcomes(ask, mass.id) if mass else {},
        total=agreements.how_many(ask, key),
        finished=finished,
        begun=True,
    )


def _begin(desk: Desk, seller: str, key: str, day: date) -> int:
    """Begin, or go on; how many agreements were dealt with before."""
    from backoffice_tui.store.agreement_book import AgreementBook

    def work(session: "Session") -> int:
        book = AgreementBook(session)
        mass = agreements.mass_of(book.ask, key, day)
        if mass is None:
            book.begin_mass(seller, day, desk.now(), desk.agent)
            return 0
        if mass.finished:
            # Agreements may have come since; those that were dealt with are passed over.
            book.mass_came(mass, 0, None)
        return sum(agreements.outcomes(book.ask, mass.id).values())

    return desk.store.write(work)


def _batch(desk: Desk, key: str, day: date) -> tuple[int, bool]:
    """Deal with the next agreements; how many were new to it, and whether they were the last."""
    from backoffice_tui.store.agreement_book import AgreementBook

    def work(session: "Session") -> tuple[int, bool]:
        book = AgreementBook(session)
        mass = agreements.mass_of(book.ask, key, day)
        if mass is None:
            raise Refused("agreements.mass-gone", rule="DH-10")
        if mass.finished:
            return 0, True
        some = agreements.of_seller(book.ask, key, mass.cursor, BATCH)
        over = len(some) < BATCH
        fresh = _deal_with(book, mass, some) if some else 0
        cursor = some[-1].id if some else mass.cursor
        book.mass_came(mass, cursor, desk.now() if over else None)
        return fresh, over

    return desk.store.write(work)


def _deal_with(book: "AgreementBook", mass: Mass, some: Sequence[Agreement]) -> int:
    dealt = agreements.dealt_with(book.ask, mass.id, some[0].id, some[-1].id)
    fresh = [each for each in some if each.id not in dealt]
    became = [(each, *mass_ended(each, mass.day)) for each in fresh]
    book.change(mass.act_id, [Changed(was, now_is) for was, _, now_is in became if was != now_is])
    book.mass_lines(
        mass,
        [
            {
                "agreement_id": was.id,
                "outcome": outcome,
                "was_last": _last(was),
                "last": _last(now_is),
            }
            for was, outcome, now_is in became
        ],
    )
    return len(fresh)


def _last(each: Agreement) -> date | None:
    return each.last.last if each.last else None


def _line(was: Agreement, outcome: str, became: Agreement) -> Dealt:
    return Dealt(
        was.number,
        was.facility,
        was.kind,
        was.seller,
        was.start,
        outcome,
        _last(was),
        _last(became),
    )


def check_report(desk: Desk, path: Path) -> None:
    """Refuse a file that no report can be written to, before anything is done; Usage or StoreTrouble."""
    if path.suffix.lower() not in REPORTS:
        raise Usage("exchange.ending-out", field="out", name=shown(path))
    if not path.parent.is_dir():
        folder = clean(str(path.parent), one_line=True)
        raise StoreTrouble("exchange.no-folder", field="out", name=shown(path), folder=folder)
    if path.exists() and desk.store.location.path.samefile(path):
        raise Usage("taking.export-over-store", field="out", name=shown(path))


def write_report(desk: Desk, seller: str, day: date, path: Path) -> int:
    """Write every agreement of the seller with what became, or would become, of it to .xlsx or .csv; how many.

    The metering point of a protected person is dots. Usage, Conflict or StoreTrouble say why it cannot be.
    """
    check_report(desk, path)
    key = agreements.seller_key(seller)
    written = 0

    def rows() -> Iterator[list[object]]:
        nonlocal written
        with known.looking(desk.store) as ask:
            mass = agreements.mass_of(ask, key, day)
            hidden = customers.protected_facilities(ask)
            for line in _lines(ask, key, day, mass):
                written += 1
                yield _cells(line, hidden=line.facility in hidden)

    headings = [say(f"agreements.column.{name}") for name in COLUMNS]
    write_table(path, headings, rows(), title=say("agreements.mass.title"))
    return written


def _cells(line: Dealt, *, hidden: bool) -> list[object]:
    return [
        line.number,
        dots(line.facility) if hidden else line.facility,
        say(f"agreements.kind.{line.kind}"),
        line.seller,
        line.start,
        say(f"agreements.outcome.{line.outcome}"),
        line.was_last or "",
        line.last or "",
    ]
