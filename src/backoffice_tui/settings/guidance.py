"""Guidance as a routine ships it and a lead adds to it: a card a situation, each a file of TOML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, cast

from backoffice_tui.settings.errors import SettingsError
from backoffice_tui.settings.toml import Document, parse, read
from backoffice_tui.texts import LANGUAGES, language

CardState = Literal["ruled", "waits", "withdrawn"]
STATES: Final = ("ruled", "waits", "withdrawn")
"""What is ruled, what waits for a ruling, and what a lead no longer wants to see."""

MOST: Final = 1_000
"""More files in a folder are no cards."""

_REQUIRED: Final = ("dated", "state")
_LISTS: Final = ("rules", "answers", "words")
_TEXTS: Final = ("asks", "source")
_SPOKEN: Final = ("title", "situation", "text")


@dataclass(frozen=True, slots=True)
class Wording:
    """A card's words in one language."""

    title: str
    situation: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Guidance:
    """A card: one situation, what to do in it, and since when."""

    name: str
    dated: date
    state: CardState
    asks: str = ""
    """Whose ruling is waited for."""
    rules: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """What a computed answer calls the situations that the card is about."""
    words: tuple[str, ...] = ()
    """Beginnings of words in a title that the card belongs to."""
    source: str = ""
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def said(self) -> Wording:
        """The card in the language spoken now, or else in one that it has."""
        return self.wordings.get(language()) or next(iter(self.wordings.values()))


def load_guidance(queue_key: str, folder: Path | None) -> tuple[Guidance, ...]:
    """The queue's cards by name, a lead's in place of those shipped; SettingsError names file and line."""
    cards = {card.name: card for card in _shipped(queue_key)}
    cards |= {card.name: card for card in _own(folder)} if folder else {}
    return tuple(cards[name] for name in sorted(cards) if cards[name].state != "withdrawn")


def _shipped(queue_key: str) -> list[Guidance]:
    folder = files("backoffice_tui.texts") / "guidance" / queue_key
    if not folder.is_dir():
        return []
    return [
        _card(parse(each.read_text(encoding="utf-8"), each.name), each.name)
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    ]


def _own(folder: Path) -> list[Guidance]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as trouble:
        raise SettingsError("unreadable", path=str(folder)) from trouble
    if len(paths) > MOST:
        raise SettingsError("too-many-cards", path=str(folder), most=MOST)
    return [_card(read(path), path.name) for path in paths]


def _card(document: Document, file: str) -> Guidance:
    values = document.values
    document.known(values, (*_REQUIRED, *_LISTS, *_TEXTS, *LANGUAGES))
    for key in _REQUIRED:
        if key not in values:
            raise document.error("missing-key", missing=key)
    state = document.string(values["state"], "state")
    if state not in STATES:
        raise document.error("not-one-of", "state", choices=", ".join(STATES))
    wordings: dict[str, Wording] = {
        each: _wording(document, each) for each in LANGUAGES if each in values
    }
    if not wordings and state != "withdrawn":
        raise document.error("missing-key", missing=LANGUAGES[0])
    given: dict[str, Any] = {
        **{key: document.strings(values[key], key) for key in _LISTS if key in values},
        **{key: document.string(values[key], key) for key in _TEXTS if key in values},
    }
    return Guidance(
        name=file.removesuffix(".toml"),
        dated=document.day(values["dated"], "dated"),
        state=cast("CardState", state),
        wordings=wordings,
        **given,
    )


def _wording(document: Document, spoken: str) -> Wording:
    table = document.table(document.values[spoken], spoken)
    document.known(table, _SPOKEN, spoken)
    for key in _SPOKEN:
        if key not in table:
            raise document.error("missing-in-table", spoken, missing=key)
    return Wording(*(document.string(table[key], spoken, key) for key in _SPOKEN))
