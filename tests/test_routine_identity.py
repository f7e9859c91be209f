"""Personal and organisation numbers; all of them are invented or published as examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.se import personnummer as standard

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.identity import (
    identity,
    masked,
    organisationsnummer,
    personnummer,
    twelve_digits,
)
from tests.hostile import HOSTILE

TODAY = date(2026, 11, 21)
SERIALS = st.integers(0, 999)


def numbered(born: str, serial: int) -> str:
    """A birth date of 8 digits made a whole number."""
    digits = f"{born[2:]}{serial:03d}"
    return f"{born[:2]}{digits}{luhn.calc_check_digit(digits)}"


@pytest.mark.rule("SYST-13")
@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("198803200016", "198803200016"),
        ("880320-0016", "198803200016"),
        ("8803200016", "198803200016"),
        ("19880320-0016", "198803200016"),
        (" 1988 03 20 \xa0– 0016 ", "198803200016"),
        ("880320+0016", "188803200016"),
        ("701063-2391", "197010632391"),
        ("19701063-2391", "197010632391"),
    ],
)
def test_numbers_of_people(written: str, digits: str) -> None:
    if digits.startswith("18"):
        with pytest.raises(Refused, match="125"):
            personnummer(written, TODAY)
    else:
        assert personnummer(written, TODAY) == digits


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("", "empty"),
        (None, "empty"),
        ("880320-0018", "check-digit"),
        ("19850230-1234", "date"),
        ("197013632391", "date"),
        ("197010602391", "date"),
        ("20261122-1238", "future"),
        ("18000101-1234", "old"),
        ("198803200016x", "personnummer"),
        ("88032-00016", "personnummer"),
        ("1988032000161", "personnummer"),
        ("١٩٨٨٠٣٢٠٠٠١٦", "personnummer"),
    ],
)
def test_what_is_no_number_of_a_person(written: object, key: str) -> None:
    with pytest.raises(Refused) as refused:
        personnummer(written, TODAY, field="identity")
    assert refused.value.key == f"identity.{key}"
    assert refused.value.field == "identity"


@given(st.dates(date(1927, 1, 1), TODAY), SERIALS, st.sampled_from(["", "-"]))
def test_ten_digits_find_their_century(born: date, serial: int, sign: str) -> None:
    whole = numbered(f"{born:%Y%m%d}", serial)
    assert personnummer(f"{whole[2:8]}{sign}{whole[8:]}", TODAY) == whole
    assert standard.is_valid(whole)


@given(st.dates(date(1902, 1, 1), date(1926, 12, 31)), SERIALS)
def test_a_plus_is_a_hundred_years(born: date, serial: int) -> None:
    whole = numbered(f"{born:%Y%m%d}", serial)
    assert personnummer(f"{whole[2:8]}+{whole[8:]}", TODAY) == whole


@given(st.dates(date(1927, 1, 1), TODAY), SERIALS)
def test_coordination_numbers_find_their_century_too(born: date, serial: int) -> None:
    whole = numbered(f"{born:%Y%m}{born.day + 60}", serial)
    assert personnummer(whole[2:], TODAY) == whole == twelve_digits(whole, TODAY)


def test_born_today_and_tomorrow() -> None:
    today, tomorrow = numbered("20261121", 1), numbered("20261122", 1)
    assert personnummer(today[2:], TODAY) == today
    assert personnummer(tomorrow[2:], TODAY) == "19" + tomorrow[2:]


@pytest.mark.rule("SYST-13")
@pytest.mark.parametrize("answer", ["198803200016", " 19880320-0016\n", "19701063-2391"])
def test_an_answer_of_twelve_digits_counts(answer: str) -> None:
    assert twelve_digits(answer, TODAY) == answer.strip().replace("-", "")


@pytest.mark.rule("SYST-13")
@pytest.mark.parametrize(
    "answer",
    [
        "8803200016",
        "880320-0016",
        "Ja 198803200016",
        "198803200016.",
        "1988 0320 0016",
        "19880320+0016",
        "198803200016 198803200016",
        "１９８８０３２００016",
        "198803200018",
        "20261122-1238",
        "Ja",
        "",
    ],
)
def test_any_other_answer_does_not(answer: str) -> None:
    with pytest.raises(Refused):
        twelve_digits(answer, TODAY)


@pytest.mark.parametrize("written", ["556012-5790", "5560125790", "16556012-5790", "165560125790"])
def test_numbers_of_companies(written: str) -> None:
    assert organisationsnummer(written) == "5560125790"
    assert identity(written, company=True, today=TODAY) == "5560125790"
    with pytest.raises(Refused):
        identity(written, company=False, today=TODAY)


def test_what_is_no_number_of_a_company() -> None:
    for wrong in ("556012-5791", "880320-0016", "55601257", "19556012-5790", "FI5560125790", ""):
        with pytest.raises(Refused):
            organisationsnummer(wrong)


@pytest.mark.rule("SYST-03")
def test_a_sole_trader_is_a_company_with_the_number_of_a_person() -> None:
    assert identity("880320-0016", company=True, today=TODAY) == "198803200016"
    assert identity("198803200016", company=True, today=TODAY) == "198803200016"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_message_repeats_the_text(name: str) -> None:
    for company in (False, True):
        with pytest.raises(Refused) as refused:
            identity(HOSTILE[name], company=company, today=TODAY)
        assert len(str(refused.value)) < 200
        assert refused.value.values.keys() <= {"oldest"}
    with pytest.raises(Refused):
        twelve_digits(HOSTILE[name], TODAY)


def test_only_the_last_four_are_shown() -> None:
    assert masked("198803200016") == "…0016"
    assert masked("19880320-0016 ") == "…0016"
    assert masked("0016") == masked("") == "…"
