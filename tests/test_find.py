import time
from pathlib import Path

import pytest

from backoffice_tui.desk.customers import take_in_customers
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import Found, find
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.routine.facilities import grouped, made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.numbers import joined
from tests.calls import taken
from tests.hostile import HOSTILE
from tests.lists import row, write_list

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def full(desk: Desk, syst: Queue) -> Desk:
    """A store with the sample list and the sample register."""
    take_in(desk, syst, DATA / "syst-activity-list.csv")
    take_in_customers(desk, DATA / "customers.json")
    return desk


def cases(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [each.number for each in found if each.kind == "case"]


def customers(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [each.number for each in found if each.kind == "customer"]


@pytest.mark.rule("ALL-09")
@pytest.mark.parametrize(
    "text",
    [
        "40000002",
        "2000000",
        "Agnes Ahlqvist",
        "ahlqvist agn",
        "AHLQVIST, AGNES",
        "735999990000000000",
        "735 999 990 000 000 000",
        "735999 990000 000000",
    ],
)
def test_who_calls_back_is_found_by_what_they_say(full: Desk, syst: Queue, text: str) -> None:
    found = find(full, text)
    assert "40000002" in cases(found)
    if not text.startswith("4000"):
        assert customers(found)[0] == "2000000"
    case = next(each for each in found if each.number == "40000002")
    place = grouped("735999990000000000")
    state = syst.states[list(syst.states)[2]]
    expected = ("case", syst.key, "40000002", "Avflytt", f"Agnes Ahlqvist · {place} · {state}")
    assert case == Found(*expected)


@pytest.mark.rule("ALL-09")
@pytest.mark.parametrize(
    "text",
    ["08-465 004 21", "0846500421", "08 46 50 04 21", "+46 8 465 004 21", "0046(0)8-46500421"],
)
def test_a_telephone_is_found_however_it_is_written(full: Desk, text: str) -> None:
    found = find(full, text)
    assert "40000002" in cases(found)
    assert "2000000" in customers(found)


@pytest.mark.rule("ALL-09")
def test_an_address_given_on_the_telephone_is_found(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst, 3)
    assert number in cases(find(desk, "provgatan 3 kvarn"))


@pytest.mark.rule("ALL-08", "ALL-09")
def test_a_protected_person_is_found_and_shown_as_dots(full: Desk) -> None:
    found = find(full, "Jens Dalmyr")
    assert customers(found) == ["2540991"]
    assert cases(found)
    assert "Dalmyr" not in str(found)
    assert "735 999" not in str(found)
    assert all(DOTS in each.title + each.text for each in found)


def test_closed_cases_come_after_open_ones_and_none_comes_twice(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    rows = [row(at, Kundnamn="Sven Svensson", Kundnummer="77") for at in (1, 2, 3)]
    take_in(desk, syst, write_list(tmp_path / "l.csv", rows))
    perform(desk, syst, "3", "close", {"log": "Klart."})
    assert cases(find(desk, "svensson")) == ["2", "1", "3"]
    assert cases(find(desk, "svensson", limit=2)) == ["2", "1"]
    assert cases(find(desk, "77")) == ["2", "1", "3"]


def test_the_beginning_of_a_number_is_enough(full: Desk) -> None:
    numbers = cases(find(full, "4000000"))
    assert {"40000002", "40000004", "40000007"} <= set(numbers)
    assert cases(find(full, "40000"))[:2] == ["40000002", "40000004"]
    assert all(number.startswith("4000000") for number in numbers)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_any_text_may_be_searched_for(full: Desk, text: str) -> None:
    assert len(find(full, text)) <= 50


@pytest.mark.parametrize("text", ["", "   ", "-", "!?", "xyzzy", "99999999"])
def test_nothing_is_found_of_nothing(full: Desk, text: str) -> None:
    assert find(full, text) == ()
    assert find(full, "Inflytt", limit=0) == ()


def test_numbers_as_people_write_them() -> None:
    assert joined("+46 (0)70-174 06 05") == joined("0701740605") == "0701740605"
    assert joined("+358 40 123 4567") == "0401234567"
    assert joined("735 999 000 000 000 013") == "735999000000000013"
    assert joined("(+46) 70-174 06 05") == "0701740605"
    assert joined("735 999 998 057 004 651") == "735999998057004651"
    assert joined("19900101-1234") == "199001011234"
    assert joined("Gatan 12345") == joined("1234") == joined("") == ""


def test_a_common_word_takes_no_longer_than_a_rare_one(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    rows = [row(at, **{"Anläggnings-id": made_up(at)}) for at in range(1, 6_000)]
    rows.append(row(6_000, Kundnamn="Ovanlig"))
    take_in(desk, syst, write_list(tmp_path / "l.csv", rows))
    taken_by: dict[str, float] = {}
    for text in ("ovanlig", "kund", "inflytt kund", "735", "0", "nov"):
        best = 9.0
        for _ in range(5):
            began = time.process_time()
            find(desk, text)
            best = min(best, time.process_time() - began)
        taken_by[text] = best
    assert max(taken_by.values()) < 0.1
