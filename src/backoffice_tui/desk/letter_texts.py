"""The letters' templates as leads change them: looked at with invented customers before they hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Final

from backoffice_tui.desk import deciding
from backoffice_tui.desk.desk import LETTER, Desk
from backoffice_tui.desk.letters import source_of, written
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.text import clean
from backoffice_tui.store.editions import Decided

_IDS: Final = tuple(nobody.facility(which) for which in range(1, 9))
_USUAL: Final[Mapping[str, object]] = {
    "name": "Åsa Provsson",
    "kind": "private",
    "change": "invoice-address",
    "new_value": "Provgatan 1, 994 33 Kvarnby",
    "number": "1003",
    "agent": "xanna",
    "today": "2026-11-20",
    "facilities": _IDS[:3],
    "others": _IDS[3:5],
    "count": 3,
}
_CHANGES: Final = ("invoice-address", "invoice-interval", "invoice-way", "move", "other")


def names() -> Sequence[str]:
    """The letters there are, each with its language, such as `reply.sv`."""
    folder = files("backoffice_tui.texts") / "letters"
    every = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".txt") for name in every if name.endswith(".txt"))


def name_of(letter: str) -> str:
    """The name under which a letter's editions are kept; NotFound names the letters there are."""
    wanted = letter.strip().removesuffix(".txt")
    if wanted not in names():
        shown = clean(letter, limit=60, one_line=True)
        raise NotFound("deciding.no-letter", name=shown, known=", ".join(names()))
    return f"{LETTER}{wanted}"


def text_of(desk: Desk, letter: str) -> str:
    """The template that holds now."""
    wanted = name_of(letter).removeprefix(LETTER)
    return source_of(desk.letter_text, desk.settings.letter_files, wanted)[0]


def preview(letter: str, text: str) -> tuple[str, str]:
    """Subject and body for an invented customer; Refused where any customer would get none.

    Tried with every kind of change, with one facility, two and more, and with others besides or not.
    """
    wanted = name_of(letter).removeprefix(LETTER)
    language = wanted.rpartition(".")[2]
    for change in _CHANGES:
        for count, others in ((1, 0), (2, 1), (3, 2)):
            values = {
                **_USUAL,
                "change": change,
                "facilities": _IDS[:count],
                "others": _IDS[3 : 3 + others],
            }
            written(text, wanted, language, values)
    return written(text, wanted, language, _USUAL)


def decide(desk: Desk, letter: str, text: str, day: date, reason: str = "") -> Decided:
    """Let a template hold from a day on; leads only."""
    desk.require_lead()
    body = clean(text, limit=deciding.LONGEST + 1).rstrip() + "\n"
    preview(letter, body)
    return deciding.put(desk, name_of(letter), day, reason, lambda _last, _version: body)
