"""Several of a few things, each ticked or not."""

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import knows
from backoffice_tui.tui.tick import Tick


def word_of(queue: Queue, choice: str) -> str:
    """A choice as people call it; one that has no other name is called what it is."""
    return queue.word(f"choice.{choice}") if knows(f"{queue.key}.choice.{choice}") else choice


class Picks(Vertical):
    """A tick for each thing there is to choose."""

    DEFAULT_CSS = """
    Picks { height: auto; width: 1fr; }
    Picks Tick { margin: 0; background: transparent; }
    """

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        chosen: Iterable[str],
        *,
        id: str | None = None,  # noqa: A002 (Textual's word)
    ) -> None:
        super().__init__(id=id)
        picked = set(chosen)
        self._ticks = {
            name: Tick(Text(words), name in picked, compact=True) for name, words in choices
        }

    def compose(self) -> ComposeResult:
        """The things below each other."""
        yield from self._ticks.values()

    @property
    def value(self) -> tuple[str, ...]:
        """The names of those that are ticked, in their order."""
        return tuple(name for name, tick in self._ticks.items() if tick.value)
