"""Full-text search over folded words; the words of a case stand in one place, its row of `search`."""

from collections.abc import Iterable
from typing import Final

from backoffice_tui.routine.text import words
from backoffice_tui.store.reader import Reader

FEW: Final = 2_000
"""So many matches are fetched and put in order; more are found by walking the order itself."""

WORDS: Final = 2_000
"""No case has more words than these in the index."""


def body_of(texts: Iterable[str]) -> str:
    """What the index holds for a case: its words, each once, each with a blank before it."""
    found = dict.fromkeys(word for text in texts if text for word in words(text))
    return "".join(f" {word}" for word in list(found)[:WORDS])


def query(text: str) -> str:
    """A full-text query for cases that have, for every word typed, a word beginning with it."""
    return " AND ".join(f'"{word}"*' for word in words(text)[:10])


def matches(reader: Reader, text: str) -> list[int] | None:
    """The ids of the cases that match, or None where there are too many to list."""
    wanted = query(text)
    if not wanted:
        return []
    sql = "SELECT rowid FROM search WHERE search MATCH :wanted LIMIT :most"
    rows = reader.rows(sql, {"wanted": wanted, "most": FEW + 1})
    return None if len(rows) > FEW else [int(str(row[0])) for row in rows]


def counting(text: str) -> tuple[str, dict[str, object]]:
    """A condition with which all that match are counted."""
    clause = "cases.id IN (SELECT rowid FROM search WHERE search MATCH :wanted)"
    return clause, {"wanted": query(text)}


def walking(text: str) -> tuple[str, dict[str, object]]:
    """A condition that tests one case at a time, for a search that very many cases match."""
    params = {f"word{at}": f" {word}" for at, word in enumerate(words(text)[:10])}
    tests = " AND ".join(f"instr(search.body, :{name}) > 0" for name in params)
    clause = f"EXISTS (SELECT 1 FROM search WHERE search.rowid = cases.id AND {tests})"
    return clause, dict(params)
