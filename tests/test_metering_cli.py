"""Metering by command: the journeys, the documents, the exit codes, and what stays hidden."""

import json
from pathlib import Path

import pytest

from tests.commands import Office, call, registered
from tests.hostile import HOSTILE
from tests.series import FINNISH, HEADINGS, POINT, days_between, lines, month, total

DATA = Path(__file__).parent.parent / "data"
SUMMER_HOUSE = "735999997381275744"
OCTOBER = lines(POINT, month("2026-10").days)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def values(office: Office, rows: list[str], name: str = "values.csv") -> str:
    return office.file(name, "\n".join([HEADINGS, *rows]) + "\n")


@pytest.mark.rule("SYN-01", "SYN-06")
def test_a_file_is_loaded_and_its_month_billed(office: Office) -> None:
    name = values(office, OCTOBER)
    assert office("metering", "load", name, "--dry-run", "--json").json["created"] == 745
    assert not office.db.exists()
    ran = office("metering", "load", name, "--json")
    assert (ran.code, ran.json["read"], ran.json["refused"]) == (0, 745, [])
    for words in (("--preview",), (), ()):
        found = office("metering", "bill", POINT, "--month", "2026-10", "--json", *words).json
        assert found["facility"] == POINT
        assert found["month"] == "2026-10"
        assert found["hours"] == 745
        assert found["consumption_wh"] == total(OCTOBER)
        assert (found["estimated_wh"], found["corrections"]) == (0, [])


@pytest.mark.rule("SYN-03", "SYN-04")
def test_the_summer_house_from_the_switch_to_the_correction(office: Office) -> None:
    def billed(text: str) -> dict[str, object]:
        ran = office("metering", "bill", SUMMER_HOUSE, "--month", text, "--json")
        assert ran.code == 0, ran.err
        document: dict[str, object] = ran.json
        return document

    for name in ("metering-summer-house.csv", "metering-2026-10.csv"):
        assert office("metering", "load", str(DATA / name)).code == 0
    august, september = billed("2026-08"), billed("2026-09")
    assert august["estimated_wh"] == 51_649
    assert september["estimated_wh"] == 96_719
    late = str(DATA / "metering-summer-house-late.csv")
    assert office("metering", "load", late, "--json").json["late"] == 504
    assert "Inget har ändrats" in office("metering", "load", late).out
    wanted = [{"month": "2026-08", "wh": 1_485}, {"month": "2026-09", "wh": 2_152}]
    assert billed("2026-10")["corrections"] == wanted
    assert billed("2026-10")["corrections"] == wanted
    told = office("metering", "show", SUMMER_HOUSE, "--month", "2026-10", "--letter", "sv").out
    assert "lades 1,485 kWh till för augusti 2026" in told
    assert "knappen på mätarens brytare" in told


def test_bad_lines_are_named_and_the_rest_is_taken(office: Office) -> None:
    name = values(office, [*OCTOBER[:2], f"{POINT};nu;1;measured", "x"])
    ran = office("metering", "load", name, "--json")
    assert ran.code == 1
    assert [(each["row"], each["field"]) for each in ran.json["refused"]] == [
        (4, "start"),
        (5, "start"),
    ]
    assert f"{name}:4:start: " in ran.err
    assert ran.json["created"] == 2


def test_values_come_on_standard_input_too(office: Office) -> None:
    text = "\n".join([HEADINGS, *OCTOBER]).encode()
    assert office("metering", "load", "-", "--json", stdin=text).json["created"] == 745


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("load", "none.csv"), 6),
        (("show", FINNISH), 4),
        (("show", "x"), 4),
        (("show", POINT[:-1] + "x"), 4),
        (("show", POINT, "--month", "2026-13"), 3),
        (("show", POINT, "--letter", "de"), 2),
        (("show", POINT, "--reveal"), 2),
        (("show", POINT, "--reveal", "--reason", "x"), 3),
        (("bill", POINT), 2),
        (("bill", POINT, "--month", "2026-11"), 3),
        (("explain", POINT, "--from", "2026-10-01"), 2),
        (("exchange", POINT, "--on", "2026-10-05", "--undo"), 4),
    ],
)
def test_what_goes_wrong_has_its_code_and_one_sentence(
    office: Office, words: tuple[str, ...], code: int
) -> None:
    office("metering", "load", values(office, OCTOBER))
    ran = office("metering", *words, "--json")
    assert ran.code == code
    assert ran.out == ""
    assert ran.error["message"]


@pytest.mark.parametrize("text", list(HOSTILE.values())[:20])
def test_hostile_words_are_refused_in_words(office: Office, text: str) -> None:
    office("metering", "load", values(office, OCTOBER[:1]))
    if "\0" in text or text.startswith("-") or not text.strip():
        return
    readings = ("--from", text, "--to", text, "--first", text, "--last", text)
    for words in (("show", text), ("bill", POINT, "--month", text), ("explain", POINT, *readings)):
        ran = office("metering", *words)
        assert ran.code in (2, 3, 4)
        assert "\x1b" not in ran.out + ran.err


@pytest.mark.rule("SYN-02")
def test_readings_are_explained_with_a_verdict_for_scripts(office: Office) -> None:
    office("metering", "load", values(office, OCTOBER))
    last = f"{(1_000_000 + total(OCTOBER)) / 1000:.1f}"
    words = ("--from", "2026-10-01", "--to", "2026-10-31", "--first", "1000.0", "--last")
    assert (
        office("metering", "explain", POINT, *words, last, "--json").json["verdict"] == "rounding"
    )
    assert (
        office("metering", "explain", POINT, *words, "9999", "--json").json["verdict"]
        == "look-into"
    )
    assert office("metering", "exchange", POINT, "--on", "2026-10-09").code == 0
    found = office("metering", "explain", POINT, *words, last, "--json").json
    assert (found["verdict"], found["difference_wh"]) == ("exchanged", None)
    assert office("metering", "exchange", POINT, "--on", "2026-10-09", "--undo").code == 0


# -- protected persons ----------------------------------------------------------------------------


def protected(office: Office) -> None:
    customer = {
        "customer": "77",
        "name": "Hemlig Person",
        "kind": "private",
        "protected": True,
        "facilities": [{"facility": POINT, "address": "Hemliga gatan 1"}],
    }
    office.file("kunder.json", json.dumps([customer]))
    assert office("customer", "import", "kunder.json").code == 0
    assert (
        office(
            "metering",
            "load",
            values(office, lines(POINT, days_between("2026-09-01", "2026-10-31"))),
        ).code
        == 0
    )


@pytest.mark.rule("ALL-08")
def test_a_protected_persons_point_is_masked_everywhere(office: Office) -> None:
    protected(office)
    readings = ("--from", "2026-10-01", "--to", "2026-10-31", "--first", "1", "--last", "2")
    for words in (
        ("show", POINT),
        ("show", POINT, "--json"),
        ("bill", POINT, "--month", "2026-10"),
        ("bill", POINT, "--month", "2026-10", "--json"),
    ):
        ran = office("metering", *words)
        assert ran.code == 0
        told = "".join((ran.out + ran.err).split())
        for secret in (POINT, "Hemlig", "gatan"):
            assert secret not in told, words
    assert "2026-10-05" not in office("metering", "show", POINT).out
    # Two readings a day apart would tell whether somebody was at home.
    assert office("metering", "explain", POINT, *readings).code == 3
    assert office("metering", "show", POINT, "--letter", "sv").code == 3


@pytest.mark.rule("ALL-08")
def test_only_whoever_works_on_a_case_of_the_point_sees_it_and_it_is_logged(office: Office) -> None:
    protected(office)
    (number,) = registered(office, call(facility=POINT, customer="77"))
    words = ("metering", "show", POINT, "--reveal", "--reason", "kunden ringer")
    assert office(*words, agent="xbo").code == 3
    assert office("syst", "claim", number).code == 0
    shown = office(*words)
    assert shown.code == 0, shown.err
    days = ("--from", "2026-10-01", "--to", "2026-10-31", "--first", "1", "--last", "2")
    told = office("metering", "explain", POINT, *days, "--json").json
    assert (told["facility"], told["verdict"]) == ("●●●●", "look-into")
    assert "2026-10-05" in shown.out
    log = office("syst", "show", number, "--json").json["log"]
    assert log[-1]["move"] == "reveal"
