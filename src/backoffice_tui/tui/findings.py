"""What a list brought, as lines to read: counts, and every row there is something to say about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from textual.app import App

from backoffice_tui.desk.take_in import Intake
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import Cell, Column, Tone
from backoffice_tui.tui.dialogs import Confirm
from backoffice_tui.tui.in_memory import Item


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: of what kind, where it stands, in which field, in words."""

    kind: str
    place: str
    field: str
    message: str


Row = Item[Finding]

SHOWN: Final = 5
"""So many numbers are named where there are more."""

_SIGNS: Final[dict[str, tuple[str, Tone]]] = {
    "refused": ("✗", "error"),
    "differs": ("≠", "warning"),
    "warning": ("!", "warning"),
    "missing": ("?", "accent"),
    "note": ("i", "muted"),
}


def findings(queue: Queue, intake: Intake) -> Iterator[Finding]:
    """Refused rows first, then differences, warnings, missing cases and what was noticed of the file."""
    for each in intake.refused:
        yield Finding("refused", _row(each.row), each.field, each.message)
    for code, count in intake.foreign.items():
        yield Finding("note", code, "", say("screens.take-in.foreign", code=code, count=count))
    for differs in intake.differences:
        told = say(
            "screens.take-in.differs", listed=differs.listed or "–", here=differs.here or "–"
        )
        name = queue.word(f"column.{differs.field}")
        yield Finding("differs", differs.number, name, told)
    for each in intake.warnings:
        yield Finding("warning", _row(each.row), each.field, each.message)
    for number in intake.missing:
        yield Finding("missing", number, "", say("screens.take-in.missing"))
    for note in intake.notes:
        yield Finding("note", "", "", note)


def _row(row: int) -> str:
    return say("screens.take-in.row", row=row) if row else ""


def summary(intake: Intake, *, taken: bool) -> str:
    """The counts, in two lines."""
    when = "taken" if taken else "would"
    first = say(
        f"screens.take-in.counts.{when}",
        read=intake.read,
        created=intake.created,
        updated=intake.updated,
        unchanged=intake.unchanged,
    )
    parts = [
        say(f"screens.take-in.count.{name}", count=count)
        for name, count in (
            ("refused", len(intake.refused)),
            ("differs", len(intake.differences)),
            ("warning", len(intake.warnings)),
            ("missing", len(intake.missing)),
        )
        if count
    ]
    second = " · ".join(parts) or say("screens.take-in.all-well")
    return f"{first}\n{second}"


async def is_whole(app: App[Any], intake: Intake) -> bool:
    """Whether a list that would mark many cases as missing is the whole list after all; Esc is no."""
    if not intake.half:
        return True
    shown = ", ".join(intake.missing[:SHOWN]) + (" …" if len(intake.missing) > SHOWN else "")
    known = intake.updated + intake.unchanged + len(intake.missing)
    count = len(intake.missing)
    title = say("take-in.half", count=count, known=known)
    question = Confirm(title, say("take-in.half-body", shown=shown), say("take-in.half-yes"))
    return await app.push_screen_wait(question) is True


def columns() -> list[Column[Row]]:
    """What the list of findings shows."""
    plain: list[tuple[str, int, int, bool, Callable[[Finding], Cell]]] = [
        ("kind", 12, 0, False, _kind),
        ("place", 12, 0, False, lambda each: Cell(each.place, "strong")),
        ("field", 16, 70, False, lambda each: Cell(each.field)),
        ("message", 20, 0, True, lambda each: Cell(each.message)),
    ]
    return [
        Column(name, say(f"screens.take-in.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[Finding], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _kind(each: Finding) -> Cell:
    sign, tone = _SIGNS[each.kind]
    return Cell(f"{sign} {say(f'screens.take-in.kind.{each.kind}')}", tone)
