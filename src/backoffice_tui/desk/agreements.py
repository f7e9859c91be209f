"""Agreements at the desk: shown by metering point, one cancelled with all that follows, and that taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.ar01 import KEPT_BY, Answered
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.perform import carried_out, loaded
from backoffice_tui.queues.datahub.agreement import MASS, Agreement, Period
from backoffice_tui.queues.datahub.asking import window_on
from backoffice_tui.queues.datahub.cancelling import Changed, Plan, plan
from backoffice_tui.queues.datahub.explained import why_not
from backoffice_tui.routine.dates import local, read_date
from backoffice_tui.routine.errors import Conflict, NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.store import agreements, customers, known
from backoffice_tui.store.agreements import Act
from backoffice_tui.texts import say, say_in

if TYPE_CHECKING:
    from sqlmodel import Session

CANCEL, UNDO = "cancel", "undo"
MOST: Final = 200
"""So many acts of an agreement are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Point:
    """A metering point's agreements, the oldest first, and what was done to each."""

    facility: str
    agreements: tuple[Agreement, ...]
    history: Mapping[str, tuple[Act, ...]]
    protected: bool
    """Whether one of its customers is a protected person, so that the id is dots wherever it is shown."""

    @property
    def shown(self) -> str:
        """The id as it may be shown to anyone."""
        return dots(self.facility) if self.protected else self.facility


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancellation as it would be, or was, applied."""

    plan: Plan
    answered: Answered
    applied: bool = False
    act: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """Each agreement that changes, and each that does not come back, in words."""
        return (
            *(said_of(each) for each in self.plan.changes),
            *(say(f"agreements.note.{each.why}", number=each.number) for each in self.plan.notes),
        )


def show_point(desk: Desk, text: str, *, hidden: bool = False) -> Point:
    """The agreements of a metering point, or of the one that an agreement's number names; NotFound where none.

    `hidden` says that the id was taken from the case of a protected person.
    """
    wanted = clean(text, limit=60, one_line=True).strip()
    reader = desk.store.reader
    with reader.snapshot():
        facility = _facility(reader.rows, wanted)
        every = agreements.of_facilities(reader.rows, [facility]).get(facility, [])
        history = {
            each.number: tuple(agreements.history(reader.rows, each.id, MOST)) for each in every
        }
        owners = customers.of_facility(reader, facility, MOST)
        registered = customers.registered(reader.rows, owners)
    protected = hidden or any(each.protected for each in registered.values())
    if not every:
        shown = dots(wanted) if protected else wanted
        raise NotFound("agreements.none-here", field="facility", facility=shown)
    return Point(facility, tuple(every), history, protected)


def _facility(ask: known.Ask, wanted: str) -> str:
    found = agreements.numbered(ask, [wanted]).get(wanted)
    return found.facility if found else "".join(wanted.split())


def preview(
    desk: Desk, queue: Queue, number: str, on: str, reason: str, continues_from: str = ""
) -> Cancelled:
    """What a cancellation would change, saved nowhere; Refused, Conflict or NotFound where it cannot be."""
    with known.looking(desk.store) as ask:
        return _planned(desk, queue, ask, number, _days(desk, queue, on, continues_from), reason)


def cancel(
    desk: Desk,
    queue: Queue,
    number: str,
    on: str,
    reason: str,
    continues_from: str = "",
    *,
    case: str = "",
    seen: Cancelled | None = None,
) -> Cancelled:
    """Apply a cancellation, with its answer in the log of a case where one is given; all or nothing.

    Refused with DH-08 where no rule covers it; Conflict where it is no longer what was `seen`.
    """
    from backoffice_tui.store.agreement_book import AgreementBook

    days = _days(desk, queue, on, continues_from)

    def work(session: "Session") -> Cancelled:
        book = AgreementBook(session)
        found = _planned(desk, queue, book.ask, number, days, reason)
        ruling = found.plan.ruling
        if not ruling.ruled:
            raise Refused("agreements.not-ruled", rule="DH-08", why=why_not(ruling))
        if seen is not None and seen.plan != found.plan:
            raise Conflict("agreements.changed", rule="ALL-03", number=found.plan.number)
        act = book.act(
            CANCEL,
            desk.now(),
            desk.agent,
            agreement=found.plan.number,
            day=days[0],
            rule=ruling.rule,
        )
        book.change(act, found.plan.changes)
        if case:
            its = loaded(session, queue, case, None)
            carried_out(desk, session, queue, its, KEPT_BY, {"log": _log(found)})
        return replace(found, applied=True, act=act)

    return desk.store.write(work)


def _log(found: Cancelled) -> str:
    told = say_in("fi", "agreements.log", number=found.plan.number)
    return f"{told}\n{found.answered.ticket}"


def _days(desk: Desk, queue: Queue, on: str, continues_from: str) -> tuple[date, date | None]:
    today = desk.today(queue)
    given = continues_from.strip()
    return (
        read_date(on, today, field="on"),
        read_date(given, today, field="continues_from") if given else None,
    )


def _planned(
    desk: Desk,
    queue: Queue,
    ask: known.Ask,
    number: str,
    days: tuple[date, date | None],
    reason: str,
) -> Cancelled:
    wanted = clean(number, limit=60, one_line=True).strip()
    own = agreements.numbered(ask, [wanted]).get(wanted)
    every = agreements.of_facilities(ask, [own.facility])[own.facility] if own else []
    data = desk.data(queue)
    found = plan(every, wanted, days[0], reason, lambda day: window_on(data, day)[0], days[1])
    return Cancelled(found, Answered(found.ruling, window_on(data, days[0])[1]))


def undo_cancelling(desk: Desk, number: str) -> Sequence[Agreement]:
    """Take back the cancelling of an agreement, if nothing has happened to what it changed since.

    Conflict names the agreement that has changed, or the colleague who cancelled it; Refused where it is
    not cancelled.
    """
    from backoffice_tui.store.agreement_book import AgreementBook

    def work(session: "Session") -> Sequence[Agreement]:
        book = AgreementBook(session)
        wanted = clean(number, limit=60, one_line=True).strip()
        own = agreements.numbered(book.ask, [wanted]).get(wanted)
        if own is None:
            raise NotFound("agreements.none", field="agreement", number=wanted)
        last = _cancelling(book.ask, own)
        if last.agent != desk.agent and not desk.lead:
            raise Conflict("agreements.undo-not-yours", rule="ALL-06", number=wanted, by=last.agent)
        back = [_put_back(*each) for each in agreements.changed_by(book.ask, last.id)]
        act = book.act(UNDO, desk.now(), desk.agent, agreement=wanted, undoes=last.id)
        book.change(act, back)
        return [each.became for each in back]

    return desk.store.write(work)


def _cancelling(ask: known.Ask, own: Agreement) -> Act:
    acts = agreements.history(ask, own.id, MOST)
    standing = next((e for e in acts if e.what == CANCEL and e.agreement == own.number), None)
    if own.cancelled_on is None or standing is None or standing.undone:
        raise Refused("agreements.not-cancelled", rule="ALL-06", number=own.number)
    return standing


def _put_back(now: Agreement, was: agreements.Picture, version: int) -> Changed:
    if now.version != version:
        raise Conflict("agreements.changed-since", rule="ALL-06", number=now.number)
    return Changed(now, agreements.as_pictured(now, was))


def said_of(change: Changed) -> str:
    """An agreement that changes, in words: its days before and after."""
    key = "cancelled" if change.became.cancelled_on != change.was.cancelled_on else "changed"
    return say(
        f"agreements.{key}-said",
        number=change.was.number,
        kind=say(f"agreements.kind.{change.was.kind}"),
        seller=clean(change.was.seller, one_line=True),
        was=said_periods(change.was.periods),
        became=said_periods(change.became.periods),
    )


def said_act(act: Act, zone: str) -> str:
    """What was done to an agreement, on which local day, by whom, and the days that it left."""
    parts = [f"{local(act.at, zone):%Y-%m-%d}", act.agent, say(f"agreements.act.{act.what}")]
    parts += [act.rule] if act.rule else []
    parts.append(said_periods(agreements.periods_of(act.became["periods"])))
    return "  ".join(parts)


def said_days(agreement: Agreement) -> str:
    """The days of an agreement in words, and whether it can never get more."""
    days, last = said_periods(agreement.periods), agreement.last
    if agreement.mass_from is None or (last and last.ended == MASS):
        return days
    return f"{days} · {say('agreements.closed')}"


def said_periods(periods: Sequence[Period]) -> str:
    """The days of an agreement in words."""
    if not periods:
        return say("agreements.no-days")
    return ", ".join(map(_said, periods))


def _said(period: Period) -> str:
    days = f"{period.first}–{period.last or ''}"
    words = [say(f"agreements.ended.{period.ended}")] if period.ended else []
    words += [say("agreements.may")] if period.may else []
    return f"{days} ({', '.join(words)})" if words else days
