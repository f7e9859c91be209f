"""Registering a case by hand: the form is checked as it is filled in, and saved whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Context, Outcome, Queue
from backoffice_tui.routine.intake import Checked, Form
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.text import clean
from backoffice_tui.store.card import line_of, open_twins

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case


@dataclass(frozen=True, slots=True)
class Registered:
    """A case that was made, and what is worth knowing about it."""

    line: CaseLine
    warnings: Mapping[str, str]


class Unfit(Refused):
    """A form that cannot be saved; `problems` has one for each wrong field."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        first = next(iter(problems.values()))
        super().__init__(first.key, rule=first.rule, field=first.field, **first.values)
        self.problems = problems


def form_of(queue: Queue) -> Form:
    """The queue's form; Refused where its cases only come from lists."""
    if queue.form is None:
        raise Refused("desk.no-form", queue=queue.title)
    return queue.form


def flat(given: Mapping[str, object], form: Form) -> dict[str, object]:
    """Nested keys joined by an underline: `contact: {name}` is `contact_name`, no contact is none."""
    found: dict[str, object] = {}
    for name, value in given.items():
        nested = any(field.name.startswith(f"{name}_") for field in form.fields)
        if isinstance(value, dict):
            found |= {f"{name}_{inner}": each for inner, each in value.items()}
        elif value is not None or not nested or form.field(name):
            found[name] = value
    return found


def check(desk: Desk, queue: Queue, given: Mapping[str, object]) -> Checked:
    """The form as it stands: values, what is wrong with which field, warnings; nothing is saved."""
    from backoffice_tui.desk.outage import is_down

    context = desk.context(queue, outage=is_down(desk), ask=desk.store.reader.rows)
    return form_of(queue).check(given, context)


def register(
    desk: Desk, queue: Queue, given: Mapping[str, object], *, dry_run: bool = False
) -> Registered | None:
    """Save a filled-in form as a new case; Unfit names every wrong field. None from a dry run."""
    from backoffice_tui.desk.perform import carried_out
    from backoffice_tui.store import bulk, cases, side

    form = form_of(queue)
    values = flat(given, form)
    if unknown := form.unknown(values):
        raise unknown
    warnings: dict[str, str] = {}
    made: list[str] = []

    def work(session: "Session") -> None:
        context = desk.context(
            queue,
            outage=side.is_down(session),
            ask=bulk.asking(session),
            customer=clean(values.get("customer") or "", one_line=True).strip(),
        )
        checked = form.check(values, context)
        if checked.problems:
            raise Unfit(checked.problems)
        number = cases.next_local_number(session, queue.key)
        case, record = _new_case(queue, form, checked, context, number)
        if case.number != number:
            cases.refuse_taken(session, case)
        case.protected = case.protected or context.register.get("protected") == "yes"
        queue.settle(case, context.data)
        warnings.update(checked.warnings)
        if twins := cases.open_twins(session, case):
            warnings["facility"] = str(
                Refused("desk.twin", numbers=", ".join(clean(each) for each in twins[:5]))
            )
        if dry_run:
            session.expunge_all()
            return
        cases.write(session, case, record)
        for move, asked in form.follows(case, checked.values, context):
            carried_out(desk, session, queue, case, move, asked)
        made.append(case.number)

    desk.store.write(work)
    if not made:
        return None
    line = line_of(desk.store.reader, queue.key, made[-1])
    assert line is not None  # noqa: S101 (written a moment ago)
    return Registered(line, warnings)


def _new_case(
    queue: Queue, form: Form, checked: Checked, context: Context, number: str
) -> "tuple[Case, Record]":
    from backoffice_tui.model.cases import Case
    from backoffice_tui.routine.dates import local

    received = local(context.at, context.data.zone)
    case = Case(
        queue=queue.key,
        number=number,
        received=received.date(),
        received_time=received.strftime("%H:%M"),
        registered_by=context.by,
    )
    filled = form.fill(case, checked.values, context)
    outcome = filled if isinstance(filled, Outcome) else Outcome(text=filled)
    record = Record(
        by=context.by,
        at=context.at,
        move="new",
        text=outcome.text,
        was=State.NEW,
        became=State(case.state),
        facts=tuple(sorted(case.facts)),
        messages=outcome.messages,
        errand=outcome.errand,
        routine=context.data.version,
    )
    return case, record


def twins_of(desk: Desk, queue: Queue, facility: str, kind: str) -> Sequence[str]:
    """Numbers of open cases of the same facility and kind, for the warning while typing."""
    return open_twins(desk.store.reader, queue.key, facility, kind)
