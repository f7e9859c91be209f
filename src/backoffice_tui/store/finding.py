"""Cases of every queue by what a caller says; each question is bounded, however many cases there are."""

from collections.abc import Sequence
from typing import Final

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import FACILITY_STARTS, words
from backoffice_tui.store.customers import LAST
from backoffice_tui.store.known import marks
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Reader

MOST: Final = 500
"""So many matches are looked at to have the open ones first."""

_LETTERS: Final = 3
_DIGITS: Final = 7
_FACILITY_DIGITS: Final = 12
"""Fewer signs begin so many words that looking through them takes long; they have to be the whole word."""


def numbered(reader: Reader, queues: Sequence[str], number: str) -> list[CaseLine]:
    """The cases of that number, one in each queue at most."""
    inside, params = marks(queues)
    sql = f"{SELECT} WHERE cases.queue IN ({inside}) AND cases.number = :number"
    return [line(row) for row in reader.rows(sql, {**params, "number": number})]


def begun(reader: Reader, queues: Sequence[str], number: str, limit: int) -> list[CaseLine]:
    """Cases whose number begins so, in the order of their numbers as texts."""
    inside, params = marks(queues)
    sql = (
        f"{SELECT} WHERE cases.queue IN ({inside}) AND cases.number >= :number"
        " AND cases.number < :last ORDER BY cases.queue, cases.number LIMIT :limit"
    )
    where = {"number": number, "last": number + LAST, "limit": limit}
    return [line(row) for row in reader.rows(sql, {**params, **where})]


def of_customer_or_facility(
    reader: Reader, customer: str, facility: str, limit: int
) -> list[CaseLine]:
    """The cases of a customer number, then of a facility id, open ones first, the newest first."""
    found: list[CaseLine] = []
    for column, value in (("customer", customer), ("facility", facility or customer)):
        sql = f"{SELECT} WHERE cases.{column} = :value ORDER BY bucket = 2, id DESC LIMIT :limit"
        found += map(line, reader.rows(sql, {"value": value, "limit": limit}))
    return found


def worded(reader: Reader, text: str, limit: int) -> list[CaseLine]:
    """The newest cases with every word, then with words that begin so, open ones first."""
    ids: set[int] = set()
    sql = "SELECT rowid FROM search WHERE search MATCH :query ORDER BY rowid DESC LIMIT :most"
    for query in _queries(text):
        rows = reader.rows(sql, {"query": query, "most": MOST})
        ids |= {int(str(row[0])) for row in rows}
        if len(ids) >= limit:
            break
    inside = ", ".join(map(str, ids))
    sql = f"{SELECT} WHERE cases.id IN ({inside}) ORDER BY bucket = 2, id DESC LIMIT :limit"
    return [line(row) for row in reader.rows(sql, {"limit": limit})] if ids else []


def _queries(text: str) -> list[str]:
    """Whole words first; where they are too few, beginnings of words; a number also as one word."""
    wanted = words(text)[:10]
    number = joined(text)
    whole = " AND ".join(f'"{word}"' for word in wanted)
    begun = " AND ".join(f'"{word}"{_star(word)}' for word in wanted)
    found = [f'"{number}"', f'"{number}"{_star(number)}'] if number else []
    return list(dict.fromkeys(filter(None, (*found, whole, begun))))


def _star(word: str) -> str:
    least = (
        _LETTERS
        if not word.isdigit()
        else _FACILITY_DIGITS
        if word.startswith(FACILITY_STARTS)
        else _DIGITS
    )
    return "*" if len(word) >= least else ""
