"""What a text typed in a cell means: the move that the queue declares for it, or why there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Move, Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.routine.tracker import NEVER_EMPTIED, PERSONAL
from backoffice_tui.tui.sheet import COMPUTED

RULE: Final = "STORA-14"
HIDDEN: Final = frozenset(PERSONAL) - {"customer"}
"""Columns that are dots where the person is protected."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The move that a text in a cell stands for, and what it is given."""

    move: str
    given: Mapping[str, object]
    asks: bool = False
    """Whether the move has more to ask, so that its dialog is opened."""
    registers: bool = False
    """Whether it puts the case in the tracker, which is worth a question."""


def meant(queue: Queue, agent: str, line: CaseLine, column: str, typed: str) -> Edit | None:
    """The move for a text typed in a cell; None where it changes nothing, Refused where there is none."""
    text = clean(typed, one_line=True).strip()
    if column in COMPUTED:
        raise Refused("grid.computed", rule=RULE, field=column)
    if line.protected and column in HIDDEN:
        raise Refused("grid.protected", rule="ALL-08", field=column, number=line.number)
    if column == "state":
        return _state(queue, line, text)
    if column == "handler":
        return _handler(queue, agent, line, fold(text).strip())
    if text == str(getattr(line, column) or ""):
        return None
    if not text and (column in NEVER_EMPTIED or column == "number"):
        raise Refused("grid.not-empty", rule=RULE, field=column)
    if column == "registered_by":
        raise Refused("grid.registered-by", rule="STORA-06", field=column)
    return _text(queue, line, column, text)


def _text(queue: Queue, line: CaseLine, column: str, text: str) -> Edit:
    for move in queue.moves:
        if move.name == column and move.asked("text"):
            return Edit(move.name, {"text": text} if text else {"clear": True})
    move = _asking_only(queue, column)
    return Edit(move.name, {column: text}, registers=column == "subject" and not line.registered_by)


def _asking_only(queue: Queue, column: str) -> Move:
    """The move that can be made with this one thing said."""
    for move in queue.moves:
        if move.asked(column) and {ask.name for ask in move.asks if ask.required} <= {column}:
            return move
    raise Refused("grid.computed", rule=RULE, field=column)


def _state(queue: Queue, line: CaseLine, text: str) -> Edit | None:
    word = complete(text, state_words(queue))
    if fold(word) == fold(queue.state_word(line)):
        return None
    state = queue.state_named(word) if word else None
    if state is None:
        states = ", ".join(state_words(queue))
        raise Refused("grid.no-state", rule=RULE, field="state", text=word, states=states)
    if state is State.NEW and not line.registered_by:
        raise Refused("grid.registered-by", rule="STORA-06", field="state")
    for move in queue.moves:
        if move.after is state and move.claims:
            return Edit(move.name, {}, asks=bool(move.asks))
    was = queue.state_word(line)
    raise Refused("grid.no-way", rule=RULE, field="state", was=was, state=word)


def _handler(queue: Queue, agent: str, line: CaseLine, text: str) -> Edit | None:
    if text == line.handler.casefold():
        return None
    if not text:
        return Edit("release", {})
    if text != agent.casefold():
        return Edit("assign", {"to": text})
    if not line.handler:
        return Edit(queue.start or "claim", {})
    takes = (move for move in queue.moves if move.after is State.ACTIVE and not move.claims)
    move = next(takes, None)
    return Edit(move.name if move else "claim", {})


def state_words(queue: Queue) -> tuple[str, ...]:
    """The words of the queue for where a case can stand."""
    return tuple(queue.states.values())


def complete(text: str, words: Iterable[str]) -> str:
    """The only word that begins as typed, or the text itself."""
    found = [word for word in words if fold(word).startswith(fold(text))]
    return found[0] if text and len(found) == 1 else text


def choices(queue: Queue, agent: str, column: str) -> tuple[str, ...]:
    """What is usually typed in a column."""
    if column == "state":
        return state_words(queue)
    return (agent,) if column == "handler" else ()


@dataclass(frozen=True, slots=True)
class Change:
    """A text for a cell of a row."""

    line: CaseLine
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A text that was turned down, and why; it stands in its cell until it is put right or given up."""

    text: str
    why: Problem
