"""The landlord's contracts brought in: a mirror that follows its list, and keeps what was done here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backoffice_tui.desk.aside import retry_aside
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import fed_queue
from backoffice_tui.desk.spool import BATCH, Pace, Progress
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.desk.tenancy_file import Reading
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.mirroring import PersonNow, Plan, follow_lease, follow_person
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.taking import protect
from backoffice_tui.routine.tenancy import ToldLease
from backoffice_tui.store import known, tenancies
from backoffice_tui.store.tenancies import ApartmentNow
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.bulk import Ledger
    from backoffice_tui.store.tenancies_writing import Writer


def take_in_contracts(
    desk: Desk, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Intake:
    """Bring in contracts with their people and balances from .json, .xlsx or .csv, in one transaction.

    A contract with anything wrong is refused by itself; what a record does not say stays as it was, nobody
    is taken away, and an end, a value or a booking made here is not overruled by an older list. Notices that
    were set aside are tried again. StoreTrouble or Refused where the file cannot be read at all.
    """
    pace = Pace(progress)
    queue = fed_queue()
    reading = Reading(path, desk.today(queue) if queue else desk.now().date())
    pace.rows = len(reading.leases)
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Taking(desk, reading, pace, ask).all()

    from backoffice_tui.store import bulk
    from backoffice_tui.store.tenancies_writing import Writer

    def work(session: "Session") -> Intake:
        writers = Writer(session, desk.now(), desk.agent), bulk.Ledger(session)
        return _Taking(desk, reading, pace, bulk.asking(session), *writers).all()

    report = desk.store.write(work)
    _take_in_aside(desk, report)
    return report


def _take_in_aside(desk: Desk, report: Intake) -> None:
    """Notices that had to wait for their contract are taken in with it."""
    queue = fed_queue()
    taken = retry_aside(desk, queue).created if queue else 0
    if taken:
        report.notes.append(say("tenancy.aside", count=taken))


@dataclass(slots=True)
class _Batch:
    """Some contracts of the file with what is known of them, and what is to be written."""

    plans: list[Plan]
    people: Mapping[str, PersonNow]
    apartments: Mapping[str, ApartmentNow]
    new_people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    changed_people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    new_apartments: dict[str, str] = field(default_factory=dict)
    changed_apartments: dict[str, str] = field(default_factory=dict)


class _Taking:
    """One file of contracts on its way into the store."""

    def __init__(
        self,
        desk: Desk,
        reading: Reading,
        pace: Pace,
        ask: known.Ask,
        writer: "Writer | None" = None,
        ledger: "Ledger | None" = None,
    ) -> None:
        self._desk, self._reading, self._pace = desk, reading, pace
        self._ask, self._writer, self._ledger = ask, writer, ledger
        self._codes = tenancies.codes(ask)
        self._addresses: dict[str, str] = {}
        """The first address that the file gives each apartment."""
        read = reading.report
        self._report = Intake(read.read, refused=list(read.refused), notes=list(read.notes))

    def all(self) -> Intake:
        """Deal with every contract."""
        done = 0
        for some in _portions(self._reading.leases.values()):
            self._some(some)
            done += len(some)
            self._pace.taken(done)
        self._report.warnings.sort(key=lambda each: each.row)
        return self._report

    def _some(self, told: Sequence[ToldLease]) -> None:
        leases = tenancies.leases(self._ask, (each.number for each in told))
        batch = _Batch(
            plans=[follow_lease(each, leases.get(each.number)) for each in told],
            people=tenancies.persons(self._ask, (key for each in told for key in each.people)),
            apartments=tenancies.apartments(
                self._ask,
                (
                    *(str(each.values["apartment"]) for each in told),
                    *(each.apartment for each in leases.values()),
                ),
            ),
        )
        touched = set[str]()
        for plan in batch.plans:
            if self._follow_people(batch, plan) | self._follow_apartment(batch, plan):
                touched.add(plan.told.number)
            self._warn(batch, plan.told, plan.warnings)
            self._count(plan, touched=plan.told.number in touched)
        if self._writer:
            self._write(self._writer, batch)

    def _follow_people(self, batch: _Batch, plan: Plan) -> bool:
        """Plan what changes of the contract's people; whether anything does."""
        changes = False
        for key, values in plan.told.people.items():
            now = batch.people.get(key)
            changed, stale = follow_person(values, now)
            plan.warnings += (
                (plan.told.row, Refused("tenancy.stale", field=name)) for name in stale
            )
            self._note_code(plan, key, values)
            if now is None:
                changes = True
                batch.new_people[key] = {**batch.new_people.get(key, {}), **changed}
            elif changed:
                changes = True
                batch.changed_people[key] = {**batch.changed_people.get(key, {}), **changed}
        return changes

    def _follow_apartment(self, batch: _Batch, plan: Plan) -> bool:
        """Plan what changes of the contract's apartment; whether anything does."""
        name, address = str(plan.told.values["apartment"]), plan.told.values.get("address")
        now = batch.apartments.get(name)
        if address is not None and self._addresses.setdefault(name, address) != address:
            plan.warnings.append((plan.told.row, Refused("tenancy.address-twice", field="address")))
            return False
        if now is None:
            new = name not in batch.new_apartments
            batch.new_apartments[name] = address or batch.new_apartments.get(name, "")
            return new
        if address is None or address == now.address:
            return False
        batch.changed_apartments[name] = address
        return True

    def _note_code(self, plan: Plan, key: str, values: Mapping[str, Any]) -> None:
        code = values.get("hetu")
        other = self._codes.setdefault(code, key) if code else key
        if other != key:
            why = Refused("tenancy.hetu-taken", field="hetu", person=other)
            plan.warnings.append((plan.told.row, why))

    def _count(self, plan: Plan, *, touched: bool) -> None:
        if plan.now is None:
            self._report.created += 1
        elif plan.changes or touched:
            self._report.updated += 1
        else:
            self._report.unchanged += 1

    def _warn(
        self, batch: _Batch, told: ToldLease, warnings: Iterable[tuple[int, Problem]]
    ) -> None:
        hidden = any(
            values.get("protected", key in batch.people and batch.people[key].values["protected"])
            for key, values in told.people.items()
        )
        for row, why in warnings:
            message = say("taking.hidden") if hidden and why.values else str(why)
            self._report.warnings.append(Rejected(row, why.field, message))

    def _write(self, writer: "Writer", batch: _Batch) -> None:
        people = {key: now.id for key, now in batch.people.items()}
        apartments = {name: now.id for name, now in batch.apartments.items()}
        changed = {people[key]: values for key, values in batch.changed_people.items()}
        people |= writer.persons(batch.new_people, changed)
        readdressed = {apartments[name]: to for name, to in batch.changed_apartments.items()}
        apartments |= writer.apartments(batch.new_apartments, readdressed)
        ids = writer.plans(batch.plans, apartments, people)
        renamed = {people[key] for key, told in batch.changed_people.items() if "name" in told}
        joined = [number for number, plan in zip(ids, batch.plans, strict=True) if plan.renames]
        others = tenancies.contracts_with(self._ask, renamed, set(readdressed))
        writer.settle(_concerned(batch, apartments), [*joined, *others])
        self._carry(
            {
                key: bool(values["protected"])
                for key, values in batch.changed_people.items()
                if "protected" in values
            }
        )

    def _carry(self, protection: Mapping[str, bool]) -> None:
        """Protect the cases of people, or stop doing so, with a line in each one's log."""
        if not self._ledger or not protection:
            return
        for cases in known.otherwise_protected(self._ask, protection, tenants=True):
            for case in cases:
                context = self._desk.context(queue_named(case.queue))
                flag = protection[case.customer]
                self._ledger.change(case, protect(case, context, protected=flag))
            self._ledger.save()


def _concerned(batch: _Batch, apartments: Mapping[str, int]) -> Iterator[int]:
    """The apartments whose contracts changed their days."""
    for plan in batch.plans:
        if plan.now is None or plan.moves or "last_day" in plan.values:
            yield apartments[str(plan.told.values["apartment"])]
        if plan.now is not None and plan.moves and plan.now.apartment in apartments:
            yield apartments[plan.now.apartment]


def _portions(every: Iterable[ToldLease]) -> Iterator[list[ToldLease]]:
    rest = iter(every)
    while portion := list(islice(rest, BATCH)):
        yield portion
