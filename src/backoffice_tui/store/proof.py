"""Proof of erasure: every byte of the store and the files beside it searched for a text.

The bytes are read by a process of their own: opening the store file here would drop SQLite's locks on it.
"""

import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.text import fold, words
from backoffice_tui.store.location import Location, connect

PIECE: Final = 1 << 22
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
SIDES: Final = ("", "-wal", "-shm", "-journal")

REGISTER: Final = ("customer_words", "facilities", "agreements", "customers", "metering_points")
"""The tables that mirror other systems, those that refer to others first."""

TENANTS: Final = ("contract_words", "person_versions", "apartments", "persons")
"""The tables of the landlord's register that say who and where somebody is; a mirror too."""

_KEYS: Final = {
    "persons": "key",
    "apartments": "apartment",
    "person_versions": "(SELECT key FROM persons WHERE persons.id = person_id)",
    "contract_words": "(SELECT number FROM contracts WHERE contracts.id = contract_id)",
}
"""What a row of the landlord's register goes by."""

_MANY_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """Where a text stands: in a table, with the row and the number it goes by, how often."""

    table: str
    row: int
    number: str
    count: int


def spellings(text: str) -> list[str]:
    """The text in every way it may have been written down."""
    plain = [text, " ".join(text.split()), fold(text)]
    digits = "".join(each for each in text if each.isdecimal())
    if len(digits) >= _MANY_DIGITS and not any(each.isalpha() for each in text):
        plain += [digits, *_as_numbers(digits)]
    cased = (form for each in plain for form in (each, each.lower(), each.upper(), each.title()))
    found: dict[str, None] = {}
    for each in cased:
        for form in ("NFC", "NFD"):
            found[unicodedata.normalize(form, each)] = None
    return [each for each in found if each.strip()]


def _as_numbers(digits: str) -> list[str]:
    """The ways in which the number of a person is written: with the century or not, with a sign or not."""
    if len(digits) not in (10, 12):
        return []
    short = digits[-10:]
    forms = [short, digits]
    return [f"{each[:-4]}{sign}{each[-4:]}" for each in forms for sign in ("", "-", "+", " ")]


def needles(text: str) -> list[bytes]:
    """The spellings as bytes in lower case (of ASCII), plain and as JSON escapes them."""
    every = spellings(text)
    every += [json.dumps(each)[1:-1] for each in every]
    every += [json.dumps(each, ensure_ascii=False)[1:-1] for each in every]
    return list(
        dict.fromkeys(each.encode(code, "replace").lower() for each in every for code in ENCODINGS)
    )


def files_of(location: Location, logs: Path | None) -> list[Path]:
    """The store, what SQLite lays beside it, copies named after it, and the program's log."""
    path = location.path
    found = [path.with_name(path.name + side) for side in SIDES]
    found += sorted(each for each in path.parent.iterdir() if path.name in each.name)
    if logs is not None and logs.is_dir():
        found += sorted(each for each in logs.rglob("*"))
    return [each for each in dict.fromkeys(found) if each.is_file()]


def count_in(paths: Sequence[Path], text: str) -> list[int]:
    """How often the text stands among the bytes of each file; read by another process."""
    question = json.dumps({"paths": [str(path) for path in paths], "text": text})
    # The text goes by stdin: arguments can be seen by everybody on the machine.
    answer = subprocess.run(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-P", "-m", __name__],
        input=question.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if answer.returncode:
        raise StoreTrouble("beside.proof-failed")
    counts: list[int] = json.loads(answer.stdout)
    return counts


def count(path: Path, wanted: Iterable[bytes]) -> int:
    """How many places in a file hold any of these bytes, whatever the case of ASCII letters."""
    every = list(wanted)
    overlap = max(map(len, every)) - 1
    places: set[int] = set()
    at, kept = 0, b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            window = (kept + piece).lower()
            start = at - len(kept)
            places.update(start + place for each in every for place in _places(window, each))
            at += len(piece)
            kept = window[-overlap:] if overlap else b""
    return len(places)


def _places(window: bytes, wanted: bytes) -> Iterator[int]:
    place = window.find(wanted)
    while place >= 0:
        yield place
        place = window.find(wanted, place + 1)


def in_rows(location: Location, text: str) -> list[Found]:
    """The rows in use that hold the text, whatever its case."""
    wanted = {unicodedata.normalize("NFC", each).casefold() for each in spellings(text)}

    def holds(value: object) -> bool:
        if not isinstance(value, str):
            return False
        plain = unicodedata.normalize("NFC", value).casefold()
        return any(each in plain for each in wanted)

    connection = connect(location)
    try:
        connection.create_function("holds", 1, holds, deterministic=True)
        tables = [
            str(row[0])
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        found = [each for table in tables for each in _rows(connection, table)]
        return [*found, *_indexed(connection, text)]
    finally:
        connection.close()


def beyond_register(location: Location, text: str) -> int:
    """How often the text stands among the store's bytes once the registers are taken away.

    They go from a copy in memory, in which only what they hold now is overwritten.
    """
    copy = sqlite3.connect(":memory:")
    source = connect(location)
    try:
        source.backup(copy)
        copy.execute("PRAGMA secure_delete=ON")
        # The copy is no history: what is kept from being deleted in the store goes here.
        for (trigger,) in copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            copy.execute(f'DROP TRIGGER "{trigger}"')
        for table in (*REGISTER, *TENANTS):
            copy.execute(f"DELETE FROM {table}")
        copy.commit()
        held = copy.serialize().lower()
    finally:
        source.close()
        copy.close()
    return len({place for each in needles(text) for place in _places(held, each)})


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[Found]:
    columns = [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')]
    hits = " + ".join(f'holds("{column}")' for column in columns)
    number = next((each for each in ("customer", "number", "facility") if each in columns), "''")
    if "case_id" in columns:
        number = f'(SELECT number FROM cases WHERE cases.id = "{table}".case_id)'
    if table == "cases":
        number = "number"
    number = _KEYS.get(table, number)
    sql = f"SELECT rowid, coalesce({number}, ''), {hits} AS hits FROM \"{table}\" WHERE hits > 0"
    for row, name, hit in connection.execute(sql):
        yield Found(table, int(row), str(name), int(hit))


def _indexed(connection: sqlite3.Connection, text: str) -> Iterator[Found]:
    """The cases whose entry in the search index has all the words, in whatever order."""
    every = words(text)
    if not every:
        return
    query = " AND ".join(f'"{word}"' for word in every)
    sql = (
        "SELECT search.rowid, coalesce(number, '') FROM search"
        " LEFT JOIN cases ON cases.id = search.rowid WHERE search MATCH ?"
    )
    for row, number in connection.execute(sql, (query,)):
        yield Found("search", int(row), str(number), 1)


def main() -> None:
    """Answer a question put on stdin; this process opens no database."""
    question = json.load(sys.stdin)
    wanted = needles(question["text"])
    answer = []
    for name in question["paths"]:
        try:
            answer.append(count(Path(name), wanted))
        except FileNotFoundError:
            # SQLite took its side file away meanwhile.
            answer.append(0)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
