"""The routine's guidance for whoever answers: found by a word, by the case, or by a computed answer."""

from collections.abc import Sequence

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import masked_line
from backoffice_tui.routine import guidance
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.guidance import Guidance, load_guidance
from backoffice_tui.texts import say


def cards(desk: Desk, queue: Queue, text: str = "") -> list[Guidance]:
    """The queue's cards that speak of a text; StoreTrouble names a card that cannot be read."""
    return guidance.search(_every(desk, queue), text)


def cards_for(desk: Desk, queue: Queue, line: CaseLine) -> list[Guidance]:
    """The cards that a case belongs to by its title, the best first."""
    return guidance.about(_every(desk, queue), masked_line(line).title)


def answering(desk: Desk, queue: Queue, answer: str) -> Guidance | None:
    """The card of the situation that a computed answer names, such as `2A` or `inside-window`."""
    return guidance.answering(_every(desk, queue), answer)


def _every(desk: Desk, queue: Queue) -> Sequence[Guidance]:
    try:
        return load_guidance(queue.key, desk.settings.guidance_files.get(queue.key))
    except SettingsError as why:
        raise StoreTrouble("guidance.broken", why=str(why)) from why


def as_text(card: Guidance) -> str:
    """A card as text: its title and date, the situation, what to do, and where it stands."""
    said = card.said
    lines = [f"{said.title} ({card.dated.isoformat()})", said.situation]
    if card.state == "waits":
        lines.append(waits(card))
    lines += ["", *(f"– {line}" for line in said.text.splitlines() if line.strip())]
    rules = ", ".join(card.rules)
    lines += ["", say("guidance.stands", rules=rules or "–", source=card.source or "–")]
    return "\n".join(lines)


def waits(card: Guidance) -> str:
    """That a situation waits for a ruling, and whose."""
    return say("guidance.waits-for", asks=card.asks) if card.asks else say("guidance.waits")
