"""The fields of a move's dialog: for each thing asked a label, where it comes from, and what to type in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from backoffice_tui.desk.asking import Asked
from backoffice_tui.routine.grammar import Queue, Wants
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.areas import LogArea, TallArea
from backoffice_tui.tui.dialogs import line
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.picks import Picks, word_of
from backoffice_tui.tui.side import Plain
from backoffice_tui.tui.tick import Tick


def field_of(queue: Queue, ask: Asked, kept: Mapping[str, str]) -> ComposeResult:
    """The field of one ask, with what was typed before where it was kept."""
    if ask.wants is Wants.FLAG:
        yield Tick(Text(ask.label), id=f"ask-{ask.name}", compact=True)
        return
    label = ask.label if ask.required else f"{ask.label} ({say('console.optional')})"
    yield line(label, "label")
    if ask.hint:
        yield line(ask.hint, "choices")
    text = kept.get(ask.name, "")
    if ask.wants is Wants.LIST and ask.choices:
        named = [(each, word_of(queue, each)) for each in ask.choices]
        chosen = kept.get(ask.name, ask.proposal).splitlines()
        yield Picks(named, chosen, id=f"ask-{ask.name}")
    elif ask.wants is Wants.LIST:
        yield TallArea(text, id=f"ask-{ask.name}", soft_wrap=True, compact=True)
    elif is_letter(ask):
        whole = kept.get(ask.name, ask.proposal)
        yield TallArea(whole, id=f"ask-{ask.name}", classes="-letter", compact=True)
    elif ask.wants is Wants.TEXT:
        yield LogArea(text, id=f"ask-{ask.name}", soft_wrap=True, compact=True)
    else:
        yield from _line_of(ask, text)


def _line_of(ask: Asked, typed: str) -> ComposeResult:
    yield LineField(
        typed or ask.proposal,
        choices=ask.choices,
        select=bool(ask.proposal or (typed and ask.choices)),
        id=f"ask-{ask.name}",
    )
    if ask.choices:
        yield line(" · ".join(ask.choices), "choices")
    if ask.wants is Wants.DATE:
        yield Static("", id=f"echo-{ask.name}", classes="echo", markup=False)
        yield Plain(ask.told, id=f"told-{ask.name}")


def worded(queue: Queue, ask: Asked) -> Asked:
    """The ask with its choices as people call them, where each of them has such a name."""
    named = _named(queue, ask)
    proposal = named.get(ask.proposal, ask.proposal)
    return replace(ask, choices=tuple(named.values()), proposal=proposal) if named else ask


def unworded(queue: Queue, asked: Sequence[Asked], given: dict[str, object]) -> dict[str, object]:
    """What was answered, choices by the names that the routine knows."""
    for ask in asked:
        meant = {words: name for name, words in _named(queue, ask).items()}
        if (text := given.get(ask.name)) in meant:
            given[ask.name] = meant[str(text)]
    return given


def _named(queue: Queue, ask: Asked) -> dict[str, str]:
    """Choice → what people call it; empty where one of them has no other name."""
    if ask.wants is not Wants.CHOICE or not all(
        knows(f"{queue.key}.choice.{each}") for each in ask.choices
    ):
        return {}
    return {each: word_of(queue, each) for each in ask.choices}


def is_letter(ask: Asked) -> bool:
    """Whether a whole text is proposed, to be looked through and changed."""
    return ask.wants is Wants.TEXT and bool(ask.proposal)


def is_tall(ask: Asked) -> bool:
    """Whether Enter begins a new line in its field."""
    return is_letter(ask) or (ask.wants is Wants.LIST and not ask.choices)


def is_given(value: object) -> bool:
    """Whether anything was answered."""
    return bool(value.strip() if isinstance(value, str) else value)
