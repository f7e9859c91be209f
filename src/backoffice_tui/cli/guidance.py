"""`guidance`: the cards that say what to do in a situation."""

from typing import TYPE_CHECKING

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so, table
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.settings.guidance import Guidance


def guidance_verb(call: Call, queue: Queue) -> Verb:
    """Cards by a word or for a case; one alone is shown whole."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import guidance
        from backoffice_tui.desk.worklist import line

        desk = call.desk()
        found = guidance.cards(desk, queue, " ".join(given.texts("search")))
        if given.text("case"):
            meant = guidance.cards_for(desk, queue, line(desk, queue, given.text("case")))
            found = [card for card in meant if card in found]
        if given.flag("json"):
            document({"cards": [as_document(card) for card in found]})
        elif len(found) == 1 or given.flag("whole"):
            result("\n\n".join(map(guidance.as_text, found)))
        else:
            _show(found)
        if not found:
            say_so(say("guidance.none"))
        return 0

    return Verb(
        name="guidance",
        help=say("guidance.help"),
        example=f"backoffice {queue.key} guidance\nbackoffice {queue.key} guidance ar01 2a",
        params=(
            Param(
                name="search",
                argument=True,
                many=True,
                metavar=say("cli.metavar.text"),
                help=say("guidance.option.search"),
            ),
            Param(name="case", metavar=say("cli.metavar.text"), help=say("guidance.option.case")),
            Param(name="whole", flag=True, help=say("guidance.option.whole")),
        ),
        run=run,
        codes=(0, 2, 4, 6),
    )


def as_document(card: "Guidance") -> dict[str, object]:
    """A card in the language spoken now."""
    said = card.said
    return {
        "card": card.name,
        "dated": card.dated,
        "state": card.state,
        "waits_for": card.asks or None if card.state == "waits" else None,
        "title": said.title,
        "situation": said.situation,
        "text": said.text,
        "rules": card.rules,
        "source": card.source or None,
    }


def _show(found: "list[Guidance]") -> None:
    names = ("card", "dated", "state", "title")
    rows = [
        (card.name, card.dated.isoformat(), say(f"guidance.state.{card.state}"), card.said.title)
        for card in found
    ]
    table([say(f"guidance.column.{name}") for name in names], rows, {3})
