"""Facility ids, typed one by one and pasted by the dozen."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.facilities import check, check_digit, grouped, is_valid, made_up
from backoffice_tui.routine.pasted import find_all
from tests.hostile import HOSTILE

IDS = st.integers(0, 10**11 - 1).map(made_up)
A, B, C = map(made_up, (1, 22, 333))


@given(st.text("0123456789", min_size=1, max_size=30))
def test_the_check_digit_is_the_standard_one(digits: str) -> None:
    assert check_digit(digits) == ean.calc_check_digit(digits)


@given(IDS, st.sampled_from([" ", "\xa0", "-", ".", "  "]))
def test_an_id_reads_back_however_it_is_grouped(facility: str, between: str) -> None:
    written = f" {grouped(facility).replace(' ', between)}\u200b"
    assert check(written) == (facility, "")
    assert is_valid(facility)


@pytest.mark.rule("SYST-03")
@given(IDS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(facility: str, place: int, more: int) -> None:
    wrong = str((int(facility[place]) + more) % 10)
    with pytest.raises(Refused):
        check(facility[:place] + wrong + facility[place + 1 :])


@pytest.mark.rule("SYST-03")
def test_a_wrong_check_digit_names_the_right_one() -> None:
    with pytest.raises(Refused) as refused:
        check("735999000000000019", field="facility")
    assert (refused.value.values["was"], refused.value.values["expected"]) == ("9", "3")
    assert "735 999 000 000 000 019" in str(refused.value)
    assert refused.value.field == "facility"


@pytest.mark.rule("SYST-03")
def test_ids_of_other_systems_pass_with_a_warning() -> None:
    for written, facility in (
        ("KP-12 a", "KP-12 a"),
        (100234.0, "100234"),
        ("73599900", "73599900"),
    ):
        taken = check(written)
        assert taken.facility == facility
        assert facility in taken.warning


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize(
    "value",
    [
        7.35999102e17,
        735999000000000013,
        "7.35999102000001E+17",
        "7,35999E+17",
        "735999102000001000",
    ],
)
def test_a_number_that_a_sheet_ruined_is_named(value: object) -> None:
    with pytest.raises(Refused) as refused:
        check(value)
    assert refused.value.key == "facilities.ruined"
    assert str(value) in str(refused.value)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("", "empty"),
        (None, "empty"),
        ("x" * 41, "too-long"),
        ("٣" * 18, "digits"),
        (True, "ruined"),
        (float("nan"), "ruined"),
        (float("-inf"), "ruined"),
        (1 << 20_000, "ruined"),
    ],
    ids=["empty", "none", "long", "digits", "bool", "nan", "infinite", "huge"],
)
def test_what_is_no_id_at_all(value: object, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check(value)
    assert refused.value.key == f"facilities.{key}"
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_an_id_with_a_warning_or_refused(name: str) -> None:
    found = find_all(HOSTILE[name])
    assert len(found.valid) == (name == "facility id")
    try:
        facility, said = check(HOSTILE[name])
    except Refused as refused:
        facility, said = "", str(refused)
    assert bool(said) == (name != "facility id")
    assert len(facility) <= 40
    assert not {"\x1b", "\n", "\u202e"} & set(facility + said)


def test_made_up_ids_are_all_different() -> None:
    assert len({made_up(number) for number in range(1000)}) == 1000
    for outside in (-1, 10**11):
        with pytest.raises(ValueError, match=str(outside)):
            made_up(outside)


@pytest.mark.rule("STORA-05")
@given(
    st.lists(
        st.tuples(
            IDS,
            st.sampled_from(
                [
                    str,
                    grouped,
                    lambda i: f"{i[:6]} {i[6:12]} {i[12:]}",
                    lambda i: i[:9] + "\xa0" + i[9:],
                ]
            ),
            st.sampled_from(
                ["\n", ", ", ",", ";", "\t", " ", " / ", "\r\n", " och ", " (lgh 1102)\n", "\n12. "]
            ),
        ),
        max_size=12,
    )
)
def test_every_id_is_found_once_however_it_is_pasted(
    rows: list[tuple[str, Callable[[str], str], str]],
) -> None:
    facilities = [facility for facility, _, _ in rows]
    found = find_all("".join(write(facility) + after for facility, write, after in rows))
    assert list(found.valid) == list(dict.fromkeys(facilities))
    assert set(found.duplicates) == {each for each in facilities if facilities.count(each) > 1}
    assert not found.invalid


@pytest.mark.rule("STORA-05")
def test_a_mail_as_it_comes() -> None:
    found = find_all(
        f"Hej! Nås på 070-123 45 67 eller +46 8 123 456 78, org.nr 556012-5790.\r\n"
        f"Byt fakturaadress från 2026-12-24 kl 14:30 på anl.id: {A}, {grouped(B)};{A}\r\n"
        f"1. {C[:-1]}\r\nkonfig 1234567\n735 999 102 00\n7,35999E+17\n100234\tStorgatan 1\t{C}\n"
    )
    assert found.valid == (A, B, C)
    assert found.duplicates == (A,)
    texts = [each.text for each in found.invalid]
    assert sorted(texts) == sorted([C[:-1], "1234567", "735 999 102 00", "7,35999E+17"])
    assert all(each.message for each in found.invalid)
    assert len(found.warnings) == 1
    assert "…5790" in found.warnings[0]


@pytest.mark.rule("STORA-05")
@pytest.mark.parametrize(
    "noise",
    [
        "070-123 45 67",
        "+358 40 123 4567",
        "2026-12-24",
        "24.12.2026 14:30",
        "19850101-1234",
        "735512-1234",
        "123 45 Storstad",
        "OCR 123456789012345",
        "Storgatan 12, lgh 1102",
        "1 250,50 kr",
        "anläggningsadress: 12345 Ort",
        "0701234567 20261121",
        "kundnr 100234 100235 100236",
    ],
)
def test_other_numbers_are_no_ids_gone_wrong(noise: str) -> None:
    found = find_all(f"{noise}\n{A}")
    assert found.valid == (A,)
    assert not found.invalid


@pytest.mark.rule("STORA-05")
@pytest.mark.parametrize(
    "broken",
    [
        A[:-1],
        A + "0",
        A[:-1] + "9",
        "735999 000000 00000",
        "anl.id 12345",
        "1234567",
        "1" * 25,
        "٣" * 18,
    ],
)
def test_an_id_gone_wrong_is_listed_once(broken: str) -> None:
    found = find_all(f"{broken}\n{broken}\n{A}")
    assert found.valid == (A,)
    assert len(found.invalid) == 1


@pytest.mark.rule("STORA-05")
def test_ids_written_together_are_parted_and_said() -> None:
    found = find_all(f"{A}{B}")
    assert found.valid == (A, B)
    assert A + B in found.warnings[0]


@pytest.mark.rule("STORA-05")
def test_in_a_list_every_item_is_meant() -> None:
    found = find_all(
        [A, f"{B} ", grouped(A), "070-1234567", "okänd", 7.35999e17, 735999000000000013, None, ""]
    )
    assert found.valid == (A, B)
    assert found.duplicates == (A,)
    assert [each.text for each in found.invalid] == [
        "070-1234567",
        "okänd",
        "7.35999e+17",
        "735999000000000013",
    ]
