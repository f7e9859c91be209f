"""A new store filled with invented cases: for practice, for trying things out, and for measuring."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk import metering_demo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.model.states import State
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.invented import InventedMove, invented_moves
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.store.outages import stored

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.desk import Customer, Facility
    from backoffice_tui.store.seeding import Event, Seed

MOST: Final = 1_000_000
AT_ONCE: Final = 10_000

_REGISTERED: Final = 6
_PROTECTED: Final = 2
"""Which of the registered customers has a protected identity."""
_TEXTS: Final = 3
_CLOSED_HERE: Final = 640
"""Among so many last cases, the closed ones were closed here and not in the list."""


@dataclass
class _Scene:
    """What the invented cases play in, and what is met on the way through them."""

    queue: Queue
    data: RoutineData
    agent: str
    now: datetime
    count: int
    zone: ZoneInfo
    up_at: datetime
    customers: dict[str, InventedMove] = field(default_factory=dict)
    to_text: list[str] = field(default_factory=list)
    shifts: set[str] = field(default_factory=set)
    first: datetime | None = None

    def protects(self, customer: str) -> bool:
        """Whether the customer is the one with a protected identity."""
        return (
            list(self.customers).index(customer) == _PROTECTED
            if customer in self.customers
            else False
        )

    def at(self, day: date, clock: time) -> datetime:
        """A time on the queue's own clock."""
        return datetime.combine(day, clock, self.zone)


def fill(
    desk: Desk,
    count: int,
    *,
    seed: int = 1,
    progress: Callable[[int, int], bool] | None = None,
) -> None:
    """Fill a new store with that many invented cases and what stands beside them; Refused where it has any already.

    `progress` hears how many are done of how many, and stops the filling by saying no.
    """
    from backoffice_tui.store import seeding

    if not 1 <= count <= MOST:
        raise Usage("beside.count", field="size", most=MOST)
    if not seeding.is_new(desk.store.reader):
        raise Refused("beside.not-empty", path=desk.store.location.shown)
    scene = _scene(desk, count)
    seeds = _seeds(scene, seed, desk.today(scene.queue))
    done = 0
    while batch := list(islice(seeds, AT_ONCE)):
        _sow(desk, batch, scene)
        done += len(batch)
        if progress and not progress(done, count):
            break
    desk.store.write(lambda session: _add_beside(session, scene))
    metering_demo.fill(desk, [move.facility for move in scene.customers.values()])
    for number in scene.to_text:
        perform(desk, scene.queue, number, "text", {}, in_turn=True)
        perform(desk, scene.queue, number, "release", {})


def _sow(desk: Desk, seeds: "Sequence[Seed]", scene: _Scene) -> None:
    from backoffice_tui.store import seeding

    desk.store.write(lambda session: seeding.sow(session, seeds, scene.data.version))


def _scene(desk: Desk, count: int) -> _Scene:
    # The invented cases are those of the queue that has an outage to live with.
    queue = next(queue for queue in QUEUES.values() if "wms" in queue.extras)
    data = desk.data(queue)
    zone = ZoneInfo(data.zone)
    now = desk.now().astimezone(zone)
    midnight = datetime.combine(now.date(), time(), zone)
    up_at = min(midnight.replace(hour=7, minute=30), _between(midnight, now, 0.5))
    return _Scene(queue, data, desk.agent, now, count, zone, up_at)


def _seeds(scene: _Scene, seed: int, today: date) -> "Iterator[Seed]":
    from backoffice_tui.store.seeding import Seed

    moves = invented_moves(scene.count, seed, today)
    for at, move in enumerate(moves):
        if len(scene.customers) < _REGISTERED:
            scene.customers.setdefault(move.customer, move)
        case = _case(scene, move)
        case.id = at + 1
        yield Seed(case, _events(scene, case, move, recent=scene.count - at <= _CLOSED_HERE))
        _remember(scene, case, move)


def _remember(scene: _Scene, case: PlainCase, move: InventedMove) -> None:
    """Note what is needed when the cases stand."""
    open_and_free = case.state is State.NEW and not case.handler and not case.protected
    if move.disconnected and open_and_free and len(scene.to_text) < _TEXTS:
        scene.to_text.append(case.number)


def _case(scene: _Scene, move: InventedMove) -> PlainCase:
    facts = _facts(move)
    state = scene.queue.state_named(move.state) or State.NEW
    if state is State.DONE and move.disconnected:
        facts |= {
            "answer_verdict": "counts",
            "answer_who": "contact" if move.organisation else "customer",
            "answer_last4": move.identity[-4:],
        }
    case = PlainCase(
        queue=scene.queue.key,
        number=move.number,
        code=min(scene.queue.codes),
        title=move.title,
        state=state,
        team=move.team,
        received=move.received,
        received_time=move.received_time,
        due=move.due,
        wished=move.wished,
        customer=move.customer,
        customer_name=move.customer_name,
        facility=move.facility,
        handler=move.handler,
        waits_for=move.waits_for,
        waits_since=move.waits_since,
        protected=scene.protects(move.customer),
        facts=facts,
    )
    scene.queue.settle(case, scene.data)
    return case


def _facts(move: InventedMove) -> dict[str, str]:
    company = bool(move.organisation)
    facts = {
        "title": move.title,
        "direction": move.direction,
        "disconnected": "yes" if move.disconnected else "no",
        "customer_kind": "company" if company else "private",
        "customer": move.customer,
        "customer_name": move.customer_name,
        "identity": move.organisation or move.identity,
        "caller": move.contact or move.customer_name,
        "phone": move.phone,
        "power_of_attorney": "no",
        "facility": move.facility,
        "address": move.address,
        "move_date": move.wished.isoformat(),
        "confirmation_address": move.address,
        "invoice_address": move.address,
        "promised": "text" if move.disconnected else "confirmation",
    }
    if move.disconnected:
        facts |= {"contact_name": move.contact or move.customer_name, "contact_phone": move.phone}
    if move.disconnected and company:
        facts["contact_identity"] = move.identity
    return facts


def _events(
    scene: _Scene, case: PlainCase, move: InventedMove, *, recent: bool
) -> "tuple[Event, ...]":
    """Read from the list when the call was taken; a few of the last were closed here since."""
    from backoffice_tui.store.seeding import Event

    taken = scene.at(move.received, time.fromisoformat(move.received_time))
    scene.first = scene.first or taken
    text = move.log
    if case.state is State.DONE and recent:
        listed = Event(stored(taken), scene.agent, "import", text, "", State.NEW.value)
        return listed, _closing(scene, case, move, taken)
    if move.outcome:
        text = f"{text}\n{move.outcome}"
    return (Event(stored(taken), scene.agent, "import", text, "", case.state.value),)


def _closing(scene: _Scene, case: PlainCase, move: InventedMove, taken: datetime) -> "Event":
    from backoffice_tui.store.seeding import Event

    case.worked, case.version = True, 2
    last_day = _working_day_before(scene.now.date())
    share = case.id % 97 / 97
    if move.received < last_day:
        at = scene.at(last_day, time(12, 30)) + share * timedelta(hours=4)
        scene.shifts.add(move.handler)
    else:
        at = max(taken, _between(scene.up_at, scene.now, share))
    ends = next(each for each in scene.queue.moves if each.after is State.DONE)
    return Event(
        at=stored(at),
        agent=move.handler,
        move=ends.name,
        text=move.outcome,
        was=State.NEW.value,
        became=State.DONE.value,
        changes=(("handler", "", move.handler),),
    )


def _between(start: datetime, end: datetime, share: float) -> datetime:
    """A moment on the way, also on a day that lacks an hour."""
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    return (first + share * (last - first)).astimezone(end.tzinfo)


def _working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day


def _add_beside(session: "Session", scene: _Scene) -> None:
    from backoffice_tui.model.desk import Outage, Shift

    for at, (number, move) in enumerate(scene.customers.items()):
        session.add(_customer(number, move, protected=at == _PROTECTED))
        session.flush()
        session.add_all(_facilities(number, move, at, scene.now.date()))
    began = min(scene.first or scene.up_at, scene.up_at)
    lead = min(scene.shifts, default=scene.agent)
    session.add(Outage(down_at=began, down_by=lead, up_at=scene.up_at, up_by=lead))
    last_day = _working_day_before(scene.now.date())
    for agent in sorted(scene.shifts or {scene.agent}):
        started = scene.at(last_day, time(8))
        session.add(Shift(agent=agent, started_at=started, ended_at=started + timedelta(hours=9)))


def _customer(number: str, move: InventedMove, *, protected: bool) -> "Customer":
    from backoffice_tui.model.desk import Customer

    return Customer(
        customer=number,
        name=move.customer_name,
        kind="company" if move.organisation else "private",
        identity=move.organisation or move.identity,
        phone=move.phone,
        language="sv",
        protected=protected,
    )


def _facilities(number: str, move: InventedMove, at: int, today: date) -> "list[Facility]":
    """The facility of the move and, for every other customer, more that nothing was asked about."""
    from backoffice_tui.model.desk import Facility

    since = today - timedelta(days=400 + 90 * at)
    others = [nobody.facility(MOST + 10 * at + each) for each in range(at % 3)]
    return [
        Facility(
            customer=number,
            facility=facility,
            address=move.address,
            contract_from=since,
            connected=not (move.disconnected and facility == move.facility),
        )
        for facility in (move.facility, *others)
    ]
