from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.money import LARGEST, cents, decimal, euros, grouped, iban
from backoffice_tui.texts import LANGUAGES, use
from tests.hostile import HOSTILE


@pytest.mark.rule("TYO-17")
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 234,50", 123_450),
        ("1234.50", 123_450),
        ("1\xa0234,5 €", 123_450),
        ("1\u202f234 EUR", 123_400),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1 345 678.90 euroa", 134_567_890),
        ("0", 0),
        ("0,05", 5),
        (" 700 ", 70_000),
        (700, 70_000),
        (700.5, 70_050),
        (0.1 + 0.2, 30),
        (3 * 812.35, 243_705),
        (Decimal("812.35"), 81_235),
    ],
)
def test_an_amount_is_read_as_people_and_sheets_write_it(written: object, meant: int) -> None:
    assert cents(written) == meant


@pytest.mark.rule("TYO-17")
@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.234", "money.unclear"),
        ("1,234", "money.unclear"),
        ("1,234,567", "money.unclear"),
        ("-5", "money.negative"),
        ("\u2212 5,00", "money.negative"),
        ("12.345,6", "money.not-an-amount"),
        ("1,2345", "money.not-an-amount"),
        ("12 34", "money.not-an-amount"),
        ("1e5", "money.not-an-amount"),
        ("", "money.not-an-amount"),
        ("viisi", "money.not-an-amount"),
        ("٣", "money.not-an-amount"),
        (float("nan"), "money.not-an-amount"),
        (float("inf"), "money.not-an-amount"),
        (1e300, "money.not-an-amount"),
        (0.005, "money.unclear"),
        (True, "money.not-an-amount"),
        (None, "money.not-an-amount"),
        ([5], "money.not-an-amount"),
        (10**20, "money.too-large"),
        (LARGEST, "money.too-large"),
    ],
)
def test_what_is_no_amount_or_unclear_is_refused(written: object, why: str) -> None:
    with pytest.raises(Refused) as refused:
        cents(written, field="amount")
    assert (refused.value.key, refused.value.field) == (why, "amount")
    assert str(refused.value)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_no_account_and_an_amount_only_in_plain_digits(text: str) -> None:
    with pytest.raises(Refused):
        iban(text)
    if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST)):
        assert cents(text) == 100 * int(text)
        return
    with pytest.raises(Refused):
        cents(text)


@pytest.mark.rule("TYO-17")
@given(st.integers(0, LARGEST), st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(amount: int, language: str) -> None:
    use(language)
    assert cents(decimal(amount)) == amount
    assert cents(euros(amount)) == amount


@pytest.mark.rule("TYO-08")
def test_an_account_number_is_checked_and_shown_in_groups() -> None:
    number = nobody.iban(7)
    assert iban(grouped(number).lower()) == number
    swapped = number[:-2] + number[-1] + number[-2]
    for wrong in (number[:-1], swapped, f"XX{number[2:]}", "FI00 0000 0000 0000 00", ""):
        with pytest.raises(Refused) as refused:
            iban(wrong, field="iban")
        assert (refused.value.rule, refused.value.field) == ("TYO-08", "iban")
        assert wrong not in str(refused.value) or not wrong


def test_a_number_too_long_to_write_is_no_amount() -> None:
    with pytest.raises(Refused):
        cents(10**5000)
