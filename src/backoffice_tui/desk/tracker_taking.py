"""The rows of the team's workbook on their way into the store."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk import side_by_side as sides
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.side_by_side import Sheet, SideBySide
from backoffice_tui.desk.spool import Pace
from backoffice_tui.desk.take_in import Difference, Intake
from backoffice_tui.exchange import tracker
from backoffice_tui.model.states import SHOWN, State
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.moves import TRACKED, Record, as_text
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.routine.tracker import FIELDS, PERSONAL, SheetRow, title_of
from backoffice_tui.routine.weighing import Side
from backoffice_tui.store import known
from backoffice_tui.store import tracker as kept
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.store.bulk import Ledger

BATCH: Final = 500
STILL_TOLD: Final = "tracker.still-told"


def notes_on(sheet: Sheet) -> list[str]:
    """What to know of the sheet as a whole."""
    notes = [say("tracker.read-sheet", sheet=sheet.found.title)]
    if sheet.found.twins:
        notes.append(say("tracker.twins", sheets=", ".join(sheet.found.twins)))
    missing = [name for name in FIELDS if name not in sheet.columns.fields]
    if missing:
        names = ", ".join(say(f"tracker.field.{name}") for name in missing)
        notes.append(say("tracker.missing-columns", names=names))
    return notes


def refusals(laid: SideBySide) -> list[Rejected]:
    """The rows that cannot be taken in, in the order of the sheet."""
    return sorted(laid.sheet.refused, key=lambda each: each.row)


def oddities(laid: SideBySide, *, written: bool = False) -> list[Rejected]:
    """What is odd about rows that were read, in the order of the sheet; writing rids them of what is done."""
    found = []
    names = laid.sheet.columns.names
    for row in laid.sheet.rows.values():
        found += [Rejected(row.row, names.get(name, name), text) for name, text in row.warnings]
        case = laid.cases.get(row.number)
        key = _ended(laid.sheet, row, case)
        if key and not (written and key == STILL_TOLD):
            found.append(Rejected(row.row, names.get("state", ""), say(key, number=row.number)))
    return sorted(found, key=lambda each: each.row)


def _ended(sheet: Sheet, row: SheetRow, case: PlainCase | None) -> str:
    """The sentence for a row of a case that has ended, there or here."""
    if case is not None and sides.ended_there(row, case):
        return "tracker.ended-there"
    if sheet.tells(row) and (case.erased if case else row.state is State.DONE):
        return STILL_TOLD
    return ""


class Taking:
    """One workbook on its way into the store."""

    def __init__(
        self,
        desk: Desk,
        queue: Queue,
        laid: SideBySide,
        pace: Pace,
        ask: known.Ask,
        ledger: "Ledger | None",
    ) -> None:
        self._queue, self._laid, self._pace, self._ledger = queue, laid, pace, ledger
        self._context: Context = desk.context(queue)
        customers = (row.values.get("customer", "") for row in laid.sheet.rows.values())
        self._protection = known.protection(ask, customers)
        self.behind: dict[str, int | None] = {}
        """Rows that still differ, with the last entry when they did not."""
        self.signatures: dict[int, str] = {}
        sheet = laid.sheet
        self._report = Intake(
            read=sheet.read,
            unchanged=sheet.repeated,
            refused=refusals(laid),
            warnings=oddities(laid),
            notes=notes_on(sheet),
        )

    def all(self) -> Intake:
        """Deal with every row."""
        holder = tracker.holder_of(self._laid.sheet.found.path)
        if holder is not None:
            self._report.notes.append(say("tracker.open-elsewhere", by=holder or "?"))
        for done, (number, row) in enumerate(self._laid.sheet.rows.items(), start=1):
            case = self._laid.cases.get(number)
            if row.refused:
                if case is not None:
                    self._leave(number, case)
            elif case is None:
                self._add(row)
            elif case.erased or sides.ended_there(row, case):
                self._report.unchanged += 1
                self._leave(number, case)
            else:
                self._follow(row, case)
            if done % BATCH == 0:
                self._save(done)
        self._save(len(self._laid.sheet.rows))
        return self._report

    def _save(self, done: int) -> None:
        if self._ledger:
            self._ledger.save()
        self._pace.taken(done)

    def _leave(self, number: str, case: PlainCase) -> None:
        if not case.erased:
            self.behind[number] = self._laid.mark_of(number)

    def _add(self, row: SheetRow) -> None:
        if DOTS in row.values.values():
            heading = self._laid.sheet.columns.names["number"]
            self._report.refused.append(Rejected(row.row, heading, say("taking.masked")))
            return
        state = row.state or State.NEW
        case = PlainCase(
            queue=self._queue.key,
            number=row.number,
            received=row.received or row.earliest or self._context.today,
            origin="tracker",
            state=state,
            # What is done has nothing to tell any more, whatever still stands in the sheet.
            erased=state is State.DONE,
            registered_by=row.values.get("registered_by", "") or self._context.by,
            handler=row.values.get("handler", ""),
            protected=self._protection.get(row.values.get("customer", ""), False),
        )
        if not case.erased:
            self._tell(case, self._facts_of(row))
        self._queue.settle(case, self._context.data)
        self._report.created += 1
        if self._ledger:
            self._ledger.add(case, Followed(self._record(state, case), told=not case.erased))

    def _facts_of(self, row: SheetRow) -> dict[str, str]:
        aside = self._laid.sheet.columns.aside
        facts = {name: row.values.get(name, "") for name in PERSONAL}
        facts["title"] = title_of(row.values.get("subject", ""))
        facts |= {f"aside:{aside[at]}": text for at, text in row.aside.items()}
        return {name: text for name, text in facts.items() if text}

    def _tell(self, case: PlainCase, facts: Mapping[str, str]) -> None:
        case.facts = facts
        for name in SHOWN:
            setattr(case, name, facts.get(name, ""))

    def _record(
        self,
        was: State,
        case: PlainCase,
        changes: tuple[tuple[str, str, str], ...] = (),
        facts: tuple[str, ...] = (),
    ) -> Record:
        context = self._context
        return Record(
            by=context.by,
            at=context.at,
            move="import",
            was=was,
            became=case.state,
            changes=changes,
            facts=facts,
            routine=context.data.version,
        )

    def _follow(self, row: SheetRow, case: PlainCase) -> None:
        differing = sides.differences(self._laid, self._queue, row.number)
        taken = [each.field for each in differing if each.side is Side.THERE]
        if len(taken) < len(differing):
            self._leave(row.number, case)
        self._report.differences += [
            Difference(each.number, each.heading, each.there, each.here)
            for each in differing
            if each.side is Side.BOTH
        ]
        followed = self._taken(row, case, taken)
        if followed is None:
            self._report.unchanged += 1
            return
        self._report.updated += 1
        if self._ledger:
            self._ledger.change(case, followed)

    def _taken(self, row: SheetRow, case: PlainCase, names: Sequence[str]) -> Followed | None:
        facts = self._facts_after(row, case.facts, names)
        if not names and facts == case.facts:
            return None
        columns = {name: getattr(case, name) for name in TRACKED}
        state, known_facts = case.state, case.facts
        for name in names:
            if name == kept.STATE and row.state is not None:
                case.state = row.state
            elif name not in PERSONAL:
                setattr(case, name, row.values[name])
        self._tell(case, facts)
        if case.registered_by != columns["registered_by"]:
            self.signatures[case.id] = case.registered_by
        self._queue.settle(case, self._context.data)
        changes: tuple[tuple[str, str, str], ...] = tuple(
            (name, as_text(was), as_text(getattr(case, name)))
            for name, was in columns.items()
            if was != getattr(case, name)
        )
        told = tuple(
            name
            for name in sorted({*known_facts, *case.facts})
            if known_facts.get(name) != case.facts.get(name)
        )
        record = self._record(state, case, changes, told)
        return None if record.empty else Followed(record, told=bool(told))

    def _facts_after(
        self, row: SheetRow, before: Mapping[str, str], names: Sequence[str]
    ) -> dict[str, str]:
        aside = self._laid.sheet.columns.aside
        facts = dict(before)
        for at, heading in aside.items():
            # Nobody but the sheet says anything in a column that is kept aside.
            facts[f"aside:{heading}"] = row.aside.get(at, "")
        facts |= {name: row.values[name] for name in names if name in PERSONAL}
        return {name: text for name, text in facts.items() if text}
