"""Text is shown, never obeyed; it is found and put in order as people expect."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.routine.facilities import grouped, made_up
from backoffice_tui.routine.text import clean, fold, natural, sort_key, words
from tests.hostile import HOSTILE

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
MARKED = st.text(
    st.sampled_from("aA\u030a\u0301\u0323\u200d\u200b👩é1 \n\u09c7\u09be\u1100\u1161"), max_size=30
)
FORBIDDEN = {"Cc", "Cf", "Cs"}


def test_nothing_that_a_terminal_obeys_gets_through() -> None:
    """Every code point there is, beside letters: controls, formats, surrogates, non-characters."""
    every = clean("".join(f"a{chr(code)}" for code in range(0x110000)))
    assert {char for char in every if unicodedata.category(char) in FORBIDDEN} <= {"\n", "\u200d"}
    assert not any(ord(char) & 0xFFFE == 0xFFFE for char in every)
    assert "\u202e" not in every


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_becomes_harmless(name: str) -> None:
    shown = clean(HOSTILE[name], limit=200, one_line=True)
    assert len(shown) <= 200
    assert not {"\x1b", "\x9b", "\r", "\n", "\x00", "\u202e"} & set(shown)
    shown.encode("utf-8")
    assert clean(shown, limit=200, one_line=True) == shown


@given(st.one_of(ANY_TEXT, MARKED), st.booleans())
def test_what_is_clean_stays_as_it_is(text: str, one_line: bool) -> None:
    once = clean(text, one_line=one_line)
    assert clean(once, one_line=one_line) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(st.characters(max_codepoint=0x2FF, categories=("L", "N", "P", "Zs")), max_size=60))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


def test_lines_are_kept_unless_one_is_asked_for() -> None:
    assert clean("ett\r\ntvå\rtre\u2028fyra") == "ett\ntvå\ntre\nfyra"
    assert clean("ett\r\ntvå\n", one_line=True) == "ett ⏎ två"
    assert clean(None) == ""
    assert clean(12) == "12"
    assert len(clean(1 << 20_000, limit=30)) == 30


def test_marks_pile_up_to_three() -> None:
    assert clean(HOSTILE["marks of another script"]) == "ก" + "\u0e49" * 3
    assert len(clean(HOSTILE["many marks"])) <= 4
    assert clean(HOSTILE["decomposed"]) == "Återinkoppling på Ön"


def test_emoji_keep_their_joiners_and_names_do_not() -> None:
    assert clean(HOSTILE["family and flags"]) == HOSTILE["family and flags"]
    assert clean(HOSTILE["lone joiner"]) == clean("An\u200bna") == "Anna"


def test_a_limit_counts_the_dots() -> None:
    assert clean("abcdef", limit=4) == "abc…"
    assert clean("abcd", limit=4) == "abcd"


@pytest.mark.rule("SYST-06")
@pytest.mark.parametrize(
    "written",
    ["Återinkoppling", "ÅTERINKOPPLING", "A\u030aterinkoppling", "  aterinkoppling\xa0 "],
)
def test_one_title_however_it_is_typed(written: str) -> None:
    assert fold(written) == "aterinkoppling"


def test_folding_beyond_swedish() -> None:
    assert fold("İSTANBUL ıß") == "istanbul iss"
    assert fold("Ærø Łódź") == "aero lodz"
    assert fold("Ber\u200bg  Ny\tgata") == "berg ny gata"


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper().lower()) == fold(fold(text.upper()).lower())


def test_swedish_order() -> None:
    names = ["Öst", "Ärla", "Åmål", "zorn", "Édith", "edla", "Eda", "Ask", "{x}", "A\u030abo"]
    assert sorted(names, key=sort_key) == [
        *["{x}", "Ask", "Eda", "Édith", "edla", "zorn"],
        *["A\u030abo", "Åmål", "Ärla", "Öst"],
    ]
    assert sort_key("Ås") == sort_key("A\u030aS")


@pytest.mark.rule("SYST-06")
def test_numbers_in_their_order() -> None:
    numbers = ["B2", "1003", "999", "10", "9", "0009", "009", "A10", "0", ""]
    order = ["0", "9", "009", "0009", "10", "999", "1003", "", "A10", "B2"]
    assert sorted(numbers, key=natural) == order


@given(
    st.text("0123456789", min_size=1, max_size=30), st.text("0123456789", min_size=1, max_size=30)
)
def test_digits_sort_by_value(one: str, other: str) -> None:
    if int(one) != int(other):
        assert (natural(one) < natural(other)) == (int(one) < int(other))
    assert (natural(one) == natural(other)) == (one == other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_each_number_has_a_key_of_its_own(one: str, other: str) -> None:
    one, other = clean(one), clean(other)
    assert (natural(one) == natural(other)) == (one == other)


def test_words_of_a_text() -> None:
    assert words("Östra Ågatan 12B, lgh-1102") == ["ostra", "agatan", "12b", "lgh", "1102"]
    assert words("") == []


@given(st.integers(0, 10**11 - 1))
def test_an_id_in_groups_is_one_word(number: int) -> None:
    facility = made_up(number)
    assert words(f"lgh 1102 {grouped(facility)} kl 14") == ["lgh", "1102", facility, "kl", "14"]
    assert words(f"{facility[:6]}-{facility[6:12]}-{facility[12:]}") == [facility]
    assert words("735 999 102 12") == ["735", "999", "102", "12"]
