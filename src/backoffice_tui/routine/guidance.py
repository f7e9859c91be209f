"""Which card of guidance is meant: by what is searched for, by a title, by a computed answer."""

from collections.abc import Sequence

from backoffice_tui.routine.text import fold, words
from backoffice_tui.settings.guidance import Guidance


def search(cards: Sequence[Guidance], text: str) -> list[Guidance]:
    """The cards in which a word begins with each word of the text; all where it is empty."""
    wanted = fold(text).split()
    return [card for card in cards if all(_speaks_of(card, word) for word in wanted)]


def _speaks_of(card: Guidance, word: str) -> bool:
    told = [card.name, card.asks, card.source, card.dated.isoformat()]
    told += (*card.rules, *card.answers, *card.words)
    for wording in card.wordings.values():
        told += (wording.title, wording.situation, wording.text)
    return any(part.startswith(word) for each in told for part in _parts(each))


def _parts(text: str) -> set[str]:
    """The words of a text, as they are searched for and as they stand."""
    return {*words(text), *fold(text).split()}


def about(cards: Sequence[Guidance], title: str) -> list[Guidance]:
    """The cards that a title belongs to, those first of which it says most."""
    parts = _parts(title)
    found = [
        (sum(any(part.startswith(fold(stem)) for part in parts) for stem in card.words), card)
        for card in cards
    ]
    # Sorting keeps the order of cards of which it says as much.
    return [card for said, card in sorted(found, key=lambda each: -each[0]) if said]


def answering(cards: Sequence[Guidance], answer: str) -> Guidance | None:
    """The card of a situation as a computed answer calls it; None where there is none."""
    return next((card for card in cards if answer in card.answers), None)
