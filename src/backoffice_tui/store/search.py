"""Full-text search over folded words; the words of a case stand in one place, its row of `search`."""

from collections.abc import Iterable
from typing import Final

from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import words
from backoffice_tui.store.reader import Asked

WORDS: Final = 2_000
"""No case has more words than these in the index."""


def body_of(texts: Iterable[str]) -> str:
    """What the index holds for a case: its words, each once, each with a blank before it."""
    found = dict.fromkeys(word for text in texts if text for word in words(text))
    return "".join(f" {word}" for word in list(found)[:WORDS])


def query(text: str, *, whole: bool = False) -> str:
    """A full-text query for cases that have every word typed, or a word beginning with it."""
    star = "" if whole else "*"
    every = " AND ".join(f'"{word}"{star}' for word in words(text)[:10])
    number = joined(text)
    return f'"{number}"{star} OR ({every})' if number and every else every


def matches(reader: Asked, text: str, few: int | None = None, *, whole: bool = False) -> list[int]:
    """The ids of the cases that match; with `few`, no more than one beyond so many."""
    wanted = query(text, whole=whole)
    if not wanted:
        return []
    most = -1 if few is None else few + 1
    sql = "SELECT rowid FROM search WHERE search MATCH :wanted LIMIT :most"
    return [int(str(row[0])) for row in reader.rows(sql, {"wanted": wanted, "most": most})]


JOINED: Final = "search CROSS JOIN cases ON cases.id = search.rowid"
"""Matches first, then their cases; the planner keeps the order of a cross join."""


def counting(text: str) -> tuple[str, dict[str, object]]:
    """A condition on `JOINED` that finds all matches at once, to count them."""
    return "search MATCH :wanted", {"wanted": query(text)}


def testing(text: str) -> tuple[str, dict[str, object]]:
    """A condition that tests one case at a time, for a search that very many cases match."""
    params = {f"word{at}": f" {word}" for at, word in enumerate(words(text)[:10])}
    tests = " AND ".join(f"instr(search.body, :{name}) > 0" for name in params)
    if number := joined(text):
        params["number"] = f" {number}"
        tests = f"(instr(search.body, :number) > 0 OR ({tests}))"
    clause = f"EXISTS (SELECT 1 FROM search WHERE search.rowid = cases.id AND {tests})"
    return clause, dict(params)
