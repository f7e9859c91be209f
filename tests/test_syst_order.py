"""The order in which moves are worked: read from typed titles, kept by the store, the same everywhere."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cmp_to_key
from typing import Any, Final
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.worklist import listed, next_case, why
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.queues.syst.order import class_of
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.settings import Settings
from backoffice_tui.settings.routine_data import load_routine
from backoffice_tui.store import worklist
from backoffice_tui.store.cases import searched
from backoffice_tui.store.known import COLUMNS
from tests.conftest import NOW

DATA: Final = load_routine(SYST.key)
TODAY: Final = date(2026, 11, 20)
AGAIN, REST = "Återinkoppling", "Avflytt"
TITLES: Final = {
    "Återinkoppling": AGAIN,
    "ÅTERINKOPPLING akut": AGAIN,
    "Aterinkoppling": AGAIN,
    "återinkoppling": AGAIN,
    normalize("NFD", "Återinkoppling"): AGAIN,
    "Åter inkoppling": AGAIN,
    " å t e r i n k o p p l i n g": AGAIN,
    "Åter-inkoppling": AGAIN,
    "Åter\N{NON-BREAKING HYPHEN}inkoppling": AGAIN,
    "Åter\N{EN DASH}inkoppling": AGAIN,
    "Åter/inkoppling": AGAIN,
    "Åter_inkoppling!": AGAIN,
    "Åter\N{SOFT HYPHEN}inkoppling": AGAIN,
    "AKUT: återinkopplas idag": AGAIN,
    "Inflytt + återinkoppling": AGAIN,
    "Avflytt, sedan återinkoppling": AGAIN,
    "Återinkopling": AGAIN,
    "Inflytt": "Inflytt",
    "inflytt lgh 1102": "Inflytt",
    "INFLYTT": "Inflytt",
    "In flytt": "Inflytt",
    "in-flyttning 1/12": "Inflytt",
    "I N F L Y T T": "Inflytt",
    "Inflytt (avflytt klar)": "Inflytt",
    "Avflytt": REST,
    "AVFLYTTNING": REST,
    "av flytt": REST,
    "Avflytt och inflytt": REST,
    "Utflytt": REST,
    "Övrigt": "Övrigt",
    "Fråga om faktura": "Övrigt",
    "": "Övrigt",
}


@pytest.mark.rule("SYST-06")
@pytest.mark.parametrize("title", TITLES)
def test_typed_titles_land_in_their_class(title: str) -> None:
    kind, rank = class_of(title, DATA)
    assert kind == TITLES[title]
    assert rank == (0 if kind in (AGAIN, "Inflytt") else 1)


# -- any set of cases against a slow sort ----------------------------------------------------------

DAYS = st.dates(date(2026, 11, 16), date(2026, 11, 24))
NUMBERS = st.one_of(
    st.integers(1, 2_000).map(str),
    st.integers(1, 30).map("B{}".format),
    st.sampled_from(["007", "7", "07", "a|b", "Å1", "99999999999999999999", "100"]),
)
CASES = st.lists(
    st.fixed_dictionaries(
        {
            "number": NUMBERS,
            "title": st.sampled_from(["Återinkoppling", "inflytt", "Avflytt", "Frågar", "utflytt"]),
            "received": DAYS,
            "received_time": st.sampled_from(["", "", "08:15", "16:40"]),
            "state": st.sampled_from(sorted(SYST.states)),
            "due": st.one_of(st.none(), DAYS),
            "handler": st.sampled_from(["", "", "xanna", "xbo"]),
            "team": st.sampled_from(["KS Privat", "KS privat", "KS Företag", ""]),
            "customer_name": st.sampled_from(["Ada Provsson", "Bo Provström", "Åke Ödla"]),
        }
    ),
    max_size=25,
    unique_by=lambda case: case["number"],
)
FILTERS = st.builds(
    Filter,
    team=st.sampled_from(["", "ks privat", "KS FÖRETAG"]),
    code=st.sampled_from(["", "syst"]),
    handler=st.sampled_from(["", "", "xbo"]),
    unassigned=st.booleans(),
    state=st.sampled_from([None, None, *sorted(SYST.states)]),
    kind=st.sampled_from(["", "", AGAIN, "Övrigt"]),
    search=st.sampled_from(["", "", "prov", "ada provsson", "ake", "7", "syst", "okänd", "-"]),
    all=st.booleans(),
)


@dataclass
class Room:
    """A store that examples fill and empty, and the reader of it."""

    desk: Desk
    connection: sqlite3.Connection

    def fill(self, cases: Sequence[dict[str, Any]]) -> None:
        """Nothing but these cases."""
        self.connection.execute("BEGIN")
        self.connection.execute("DELETE FROM cases")
        self.connection.execute("DELETE FROM search")
        marks = ",".join("?" * len(COLUMNS))
        for at, columns in enumerate(cases, start=1):
            case = PlainCase(queue=SYST.key, id=at, code="SYST", **columns)
            SYST.settle(case, DATA)
            self.connection.execute(
                f"INSERT INTO cases ({','.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
                [_stored(getattr(case, name)) for name in COLUMNS],
            )
            facts = {name: columns[name] for name in ("title", "customer_name")}
            body = searched(case.number, case.code, facts)
            self.connection.execute("INSERT INTO search (rowid, body) VALUES (?, ?)", (at, body))
        self.connection.execute("COMMIT")


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    db = tmp_path_factory.mktemp("order") / "office.db"
    desk = Desk(Settings(db=str(db), agent="xanna", language="sv", now=NOW), create=True)
    uri = desk.store.location.uri("rw")
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        yield Room(desk, connection)
    desk.close()


def _passes(case: dict[str, Any], wanted: Filter) -> bool:
    closed = case["state"] in (State.DONE, State.REJECTED)
    if closed and not wanted.all and wanted.state != case["state"]:
        return False
    words = f"{case['number']} SYST {case['title']} {case['customer_name']}".lower()
    found = words.replace("å", "a").replace("ö", "o").replace("|", " ").split()
    return (
        wanted.team.casefold() in ("", case["team"].casefold())
        and wanted.handler in ("", case["handler"])
        and not (wanted.unassigned and case["handler"])
        and wanted.state in (None, case["state"])
        and wanted.kind in ("", class_of(case["title"], DATA)[0])
        and wanted.search != "-"
        and all(any(each.startswith(word) for each in found) for word in wanted.search.split())
    )


def _stage(case: dict[str, Any]) -> int:
    """Closed last, then by class: due again, open, waiting."""
    rank = class_of(case["title"], DATA)[1]
    if case["state"] in (State.DONE, State.REJECTED):
        return 100 + rank
    if case["state"] is not State.WAITING or case["due"] is None:
        return 10 * rank + 1
    return 10 * rank + (0 if case["due"] <= TODAY else 2)


def _compare(one: dict[str, Any], other: dict[str, Any]) -> int:
    left, right = _key(one), _key(other)
    if left != right:
        return -1 if left < right else 1
    numbers = [case["number"] for case in (one, other)]
    if all(number.isdigit() for number in numbers):
        values = [(int(number), len(number)) for number in numbers]
        return -1 if values[0] < values[1] else 1
    if any(number.isdigit() for number in numbers):
        return -1 if numbers[0].isdigit() else 1
    plain = [number.lower().replace("å", "a") for number in numbers]
    return -1 if (plain[0], numbers[0]) < (plain[1], numbers[1]) else 1


def _key(case: dict[str, Any]) -> tuple[int, date, str, str]:
    waits = _stage(case) in (0, 2, 10, 12)
    # A day without an hour is its beginning.
    hour = case["received_time"] or "00:00"
    return _stage(case), case["due"] if waits else date.min, case["received"].isoformat(), hour


def _forward(room: Room, wanted: Filter, size: int) -> list[CaseLine]:
    found: list[CaseLine] = []
    shown = listed(room.desk, SYST, wanted)
    page = shown.page("", size)
    assert page.at_start
    while True:
        found += page.rows
        if page.at_end:
            return found
        page = shown.page(found[-1].cursor, size)


def _backward(room: Room, wanted: Filter, size: int) -> list[CaseLine]:
    shown = listed(room.desk, SYST, wanted)
    page = shown.last(size)
    found = list(page.rows)
    assert page.offset == shown.total() - len(page.rows)
    while not page.at_start:
        page = shown.earlier(found[0].cursor, size)
        found = [*page.rows, *found]
    return found


@pytest.mark.rule("SYST-06", "SYST-12", "SYST-05")
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases=CASES, wanted=FILTERS, size=st.integers(1, 7), few=st.booleans())
def test_the_list_is_what_a_slow_sort_makes_of_it(
    room: Room,
    monkeypatch: pytest.MonkeyPatch,
    cases: list[dict[str, Any]],
    wanted: Filter,
    size: int,
    few: bool,
) -> None:
    # Both ways to search: matches put in order, or the order walked and each case tested.
    monkeypatch.setattr(worklist, "FEW", 500 if few else 0)
    monkeypatch.setattr(worklist, "PAGE", 60 if few else 0)
    room.fill(cases)
    kept = sorted((case for case in cases if _passes(case, wanted)), key=cmp_to_key(_compare))
    expected = [case["number"] for case in kept]
    shown = listed(room.desk, SYST, wanted)
    assert [line.number for line in _forward(room, wanted, size)] == expected
    assert [line.number for line in _backward(room, wanted, size)] == expected
    assert shown.total() == len(expected)
    for at, line in enumerate(shown.after("", 100)):
        page = shown.around(line.id, size)
        assert page is not None
        assert page.offset == max(0, at - size // 2)
        assert [each.number for each in page.rows] == expected[page.offset :][: len(page.rows)]
        assert page.at_start is (page.offset == 0)
        assert page.at_end is (page.offset + len(page.rows) == len(expected))
        assert why(room.desk, SYST, line)
    hidden = [at for at, case in enumerate(cases, start=1) if case not in kept]
    assert all(shown.around(each, size) is None for each in hidden)
    free = [
        case
        for case in sorted(cases, key=cmp_to_key(_compare))
        if _passes(case, replace(wanted, unassigned=True, all=False)) and _stage(case) % 10 != 2
    ]
    free = [case for case in free if _stage(case) < 100]
    offered = next_case(room.desk, SYST, wanted, peek=True)
    assert (offered.number if offered else None) == (free[0]["number"] if free else None)
