"""People found by their identity number, or by their name among those of some contracts."""

from collections.abc import Iterable, Sequence
from typing import Final

from backoffice_tui.routine.contracts import PersonCard
from backoffice_tui.routine.text import words
from backoffice_tui.store.contracts import person_of
from backoffice_tui.store.known import Ask, marks

_PERSON: Final = ", ".join(f"persons.{name}" for name in PersonCard._fields)


def with_hetu(ask: Ask, hetu: str) -> Sequence[PersonCard]:
    """The people with that identity number, however its letters are written."""
    wanted = "".join(hetu.split()).upper()
    rows = ask(f"SELECT {_PERSON} FROM persons WHERE hetu = :hetu AND hetu != ''", {"hetu": wanted})
    return [person_of(row) for row in rows]


def named(ask: Ask, contracts: Iterable[int], text: str) -> Sequence[PersonCard]:
    """The people of these contracts with a name that has every word of the text, at least its beginning."""
    inside, params = marks(list(contracts))
    rows = ask(
        f"SELECT DISTINCT {_PERSON} FROM persons WHERE persons.id IN"
        f" (SELECT person_id FROM parties WHERE contract_id IN ({inside})"
        f" UNION SELECT person_id FROM spouses WHERE contract_id IN ({inside}))"
        " ORDER BY persons.name, persons.id",
        params,
    )
    wanted = words(text)
    return [each for each in map(person_of, rows) if _has(each.name, wanted)]


def _has(name: str, wanted: Sequence[str]) -> bool:
    own = words(name)
    return all(any(each.startswith(word) for each in own) for word in wanted)
