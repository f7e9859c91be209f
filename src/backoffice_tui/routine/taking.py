"""What a row of a list does to a case: what the list owns follows it, what was done here stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice_tui.model.states import OPEN, SHOWN, State
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.moves import TRACKED, Record, as_text
from backoffice_tui.routine.reading import Headings, ListRow

LIST_LOG: Final = "list_log"
"""The fact that holds what the list's own log said last."""

_OWNED: Final = ("received", "received_time", "team", "code", "wished")
_WHOSE: Final = ("identity", "customer")
_ANSWER: Final = "answer_"


@dataclass(kw_only=True, slots=True)
class PlainCase:
    """A case as plain values, where cases come by the thousand; its columns are those of `Case`."""

    id: int = 0
    queue: str
    number: str
    code: str = ""
    title: str = ""
    kind: str = ""
    klass: str = ""
    type: str = ""
    state: State = State.NEW
    team: str = ""
    team_key: str = ""
    received: date
    received_time: str = ""
    due: date | None = None
    wished: date | None = None
    customer: str = ""
    customer_name: str = ""
    facility: str = ""
    subject: str = ""
    note: str = ""
    registered_by: str = ""
    handler: str = ""
    waits_for: str = ""
    waits_since: date | None = None
    origin: str = "list"
    worked: bool = False
    protected: bool = False
    missing_since: date | None = None
    handled: date | None = None
    counted_as: str = ""
    rank: int = 0
    bucket: int = 0
    due_key: str = ""
    place: str = ""
    erased: bool = False
    contract: str = ""
    target_contract: str = ""
    version: int = 1
    facts: Mapping[str, str] = field(default_factory=dict)
    facts_id: int | None = None
    """The version of the facts that is stored; None where there is none yet."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that stands otherwise in the list than here, where it was worked on and stays."""

    number: str
    field: str
    listed: str
    here: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What a row did: the record of it, whether facts changed, and where list and case differ."""

    record: Record
    told: bool
    differences: tuple[Difference, ...] = ()


def begin(
    row: ListRow, queue: Queue, *, protected: bool, context: Context
) -> tuple[PlainCase, Followed]:
    """A new case from a row of the list."""
    columns: dict[str, Any] = dict(row.columns)
    case = PlainCase(queue=queue.key, protected=protected, **columns)
    case.state = row.state or State.NEW
    tell(case, _facts_of({}, row, None))
    queue.settle(case, context.data)
    record = _record(context, "import", row.log, case.state, case)
    return case, Followed(record, told=True)


def follow(
    case: PlainCase,
    row: ListRow,
    headings: Headings,
    queue: Queue,
    *,
    protected: bool | None,
    context: Context,
) -> Followed:
    """A known case brought up to date with its row; `protected` is None for an unknown customer."""
    columns = {name: getattr(case, name) for name in TRACKED}
    state, facts = case.state, case.facts
    text = _news(row.log, facts.get(LIST_LOG, ""))
    for name in _OWNED:
        if value := row.columns.get(name):
            setattr(case, name, value)
        elif name == "received_time" and "received" in row.columns:
            case.received_time = ""
    case.missing_since = None
    if protected is not None:
        case.protected = protected
    listed = frozenset(headings.fields.values())
    differences = _differences(case, row, listed, queue) if case.worked else ()
    if not case.worked:
        _take_progress(case, row, listed)
    tell(case, _facts_of(facts, row, headings))
    queue.settle(case, context.data)
    changes = tuple(
        (name, as_text(was), as_text(getattr(case, name)))
        for name, was in columns.items()
        if was != getattr(case, name)
    )
    names = tuple(
        name
        for name in sorted({*facts, *case.facts})
        if name != LIST_LOG and facts.get(name) != case.facts.get(name)
    )
    record = _record(context, "import", text, state, case, changes, names)
    return Followed(record, case.facts != facts, differences)


def lose(case: PlainCase, context: Context) -> Followed:
    """A case that tonight's list does not have is marked, and nothing else happens to it."""
    case.missing_since = context.today
    changes = (("missing_since", "", as_text(context.today)),)
    return Followed(_record(context, "missing", "", case.state, case, changes), told=False)


def _record(
    context: Context,
    move: str,
    text: str,
    was: State,
    case: PlainCase,
    changes: tuple[tuple[str, str, str], ...] = (),
    facts: tuple[str, ...] = (),
) -> Record:
    return Record(
        by=context.by,
        at=context.at,
        move=move,
        text=text,
        was=was,
        became=case.state,
        changes=changes,
        facts=facts,
        routine=context.data.version,
    )


def tell(case: PlainCase, facts: Mapping[str, str]) -> None:
    """Give a case its facts, and the columns that show them."""
    case.facts = facts
    for name in SHOWN:
        setattr(case, name, facts.get(name, ""))


def _facts_of(
    known: Mapping[str, str], row: ListRow, headings: Headings | None
) -> Mapping[str, str]:
    """The facts as the row leaves them; an empty cell takes away nothing that was learnt here."""
    facts = dict(known)
    for heading in headings.aside.values() if headings and row.facts else ():
        # Nobody but the list says anything in a column that is kept aside.
        facts.pop(f"aside:{heading}", None)
    facts |= {name: text for name, text in row.facts.items() if text}
    if row.log:
        facts[LIST_LOG] = row.log
    if any(known.get(name) and known[name] != facts.get(name) for name in _WHOSE):
        # An answer weighed against somebody else's number says nothing of this person.
        facts = {name: text for name, text in facts.items() if not name.startswith(_ANSWER)}
    return facts


def _news(log: str, before: str) -> str:
    """What the list's log says that it did not say before: the lines added, or the whole of it."""
    if not log or log == before:
        return ""
    if before and log.startswith(f"{before}\n"):
        return log[len(before) :].strip()
    if before and log.endswith(f"\n{before}"):
        return log[: -len(before)].strip()
    return log


def _take_progress(case: PlainCase, row: ListRow, listed: frozenset[str]) -> None:
    """State, handler and days of a case that nobody has worked on here."""
    if row.state is not None:
        case.state = row.state
    if "handler" in listed:
        case.handler = str(row.columns.get("handler", ""))
    for name in ("due", "handled"):
        if name in listed:
            day = row.columns.get(name)
            setattr(case, name, day if isinstance(day, date) else None)


def _differences(
    case: PlainCase, row: ListRow, listed: frozenset[str], queue: Queue
) -> tuple[Difference, ...]:
    found: list[Difference] = []
    words = (queue.listed_as(row.state) if row.state else "", queue.source_state(case))
    if row.state is not None and words[0] != words[1]:
        found.append(Difference(case.number, "state", *words))
    elif case.state not in OPEN:
        return ()
    for name in ("handler", "due"):
        there, here = as_text(row.columns.get(name)), as_text(getattr(case, name))
        if name in listed and there != here:
            found.append(Difference(case.number, name, there, here))
    return tuple(found)


def protect(case: PlainCase, context: Context, *, protected: bool) -> Followed:
    """A case follows what the register says of its customer's protection."""
    was, case.protected = case.protected, protected
    changes = (("protected", as_text(was), as_text(protected)),)
    return Followed(_record(context, "import", "", case.state, case, changes), told=False)
