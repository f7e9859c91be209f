"""`report`: the same figures as a table, for scripts, as a workbook with charts, and as a picture."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.desk import Desk
from backoffice_tui.exchange.charts import write_charts
from backoffice_tui.exchange.picture import nice_step, picture
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.reporting import BARS, LINES, Chart, Report, Table
from tests import slowly
from tests.commands import Office, Ran
from tests.conftest import NOW, MakeDesk
from tests.hostile import HOSTILE
from tests.making import listed_case, make

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_desk: MakeDesk) -> Office:
    """A folder in which commands are given, with a filled store."""
    made = Office(tmp_path, monkeypatch)
    fill(make_desk("xlead"), 600)
    return made


def report(office: Office, *words: str) -> Ran:
    ran = office("report", *words, agent="xlead")
    assert ran.code == 0, ran.err
    return ran


def test_the_weeks_are_told_per_queue_and_group(office: Office, lead: Desk) -> None:
    ran = report(office, "weekly", "--queue", "syst", "--weeks", "3", "--json").json
    assert ran["report"] == "weekly"
    whole = {row["week"]: row for row in ran["rows"] if row["group"] is None}
    assert list(whole) == ["2026-W45", "2026-W46", "2026-W47"]
    cases = slowly.told(lead, SYST)
    told = slowly.by_week(cases, "Europe/Stockholm")
    for week, row in whole.items():
        assert (row["received"], row["closed"]) == told.get(week, (0, 0))
        parts = [each for each in ran["rows"] if each["week"] == week and each["group"]]
        assert row["received"] == sum(each["received"] for each in parts)
    assert whole["2026-W47"]["from"] == "2026-11-16"
    assert whole["2026-W47"]["until"] == "2026-11-22"
    lines = report(office, "weekly", "--queue", "syst").out.splitlines()
    assert lines[0].split("\t") == ["Vecka", "Från", "Inkomna", "Klara", "Kvar"]
    assert len(lines) == 9


def test_today_says_what_the_overview_says(office: Office, lead: Desk) -> None:
    found = report(office, "today", "--json").json
    row = next(each for each in found["rows"] if each["queue"] == "syst" and not each["group"])
    cases = slowly.told(lead, SYST)
    midnight = datetime.fromisoformat(NOW).replace(hour=0, minute=0)
    closed = slowly.closed(cases, midnight, midnight + timedelta(days=1))
    assert row["closed_today"] == sum(closed.values()) > 0
    assert sum(each["closed"] for each in found["agents"]) == row["closed_today"]
    assert row["waiting"] == slowly.open_at(cases, datetime.fromisoformat(NOW))
    assert row["oldest"]["received"] == min(
        str(case.line.received) for case in cases if case.line.bucket < 2
    )
    assert row["closed_shift"] is None


@pytest.mark.rule("SYST-15")
def test_the_backlog_falls_by_the_hour(office: Office, lead: Desk) -> None:
    found = report(office, "backlog", "--json").json
    cases = slowly.told(lead, SYST)
    for point in found["points"]:
        at = datetime.fromisoformat(point["at"])
        assert point["queues"]["syst"] == slowly.open_at(cases, at)
    assert found["run"]["left"] == found["points"][-1]["queues"]["syst"]
    assert "i timmen" in office("report", "backlog", agent="xlead").err
    other = report(office, "backlog", "--queue", "stora", "--json").json
    assert (other["run"], list(other["points"][0]["queues"])) == (None, ["stora"])
    assert report(office, "today", "--queue", "stora", "--json").json["run"] is None


def test_who_has_what_by_command(office: Office) -> None:
    found = report(office, "holders", "--queue", "syst", "--json").json["holders"]
    assert found
    for each in found:
        assert each["held"] == len(each["cases"]) == each["queues"]["syst"]
        assert each["oldest"] == min(case["received"] for case in each["cases"])
    assert report(office, "waits", "--json").json["rows"][0]["routine_days"] == 2


@pytest.mark.parametrize("name", ["weekly", "today", "backlog", "waits", "holders"])
def test_every_report_can_be_written_in_every_language(office: Office, name: str) -> None:
    for language in ("sv", "fi", "en"):
        words = ("report", name, "--xlsx", "r.xlsx", "--svg", "r.svg")
        ran = office(*words, agent="xlead", language=language)
        assert ran.code == 0, ran.err
        assert ran.out == ""
        ET.parse(office.folder / "r.svg")  # noqa: S314 (our own)
        assert load_workbook(office.folder / "r.xlsx").worksheets


def test_the_workbook_has_charts_of_its_own(office: Office) -> None:
    report(office, "weekly", "--xlsx", "vecka.xlsx", "--queue", "syst")
    path = office.folder / "vecka.xlsx"
    sheet = load_workbook(path)["SYST"]
    assert [cell.value for cell in sheet[1]][:5] == ["Vecka", "Från", "Inkomna", "Klara", "Kvar"]
    assert sheet["A9"].value == "2026-W47"
    assert isinstance(sheet["C9"].value, int)
    with ZipFile(path) as archive:
        (drawn,) = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        chart = archive.read(drawn).decode()
    assert "barChart" in chart
    assert "lineChart" in chart
    assert "'SYST'!$C$2:$C$9" in chart
    assert "'SYST'!$A$2:$A$9" in chart


@pytest.mark.rule("STORA-10")
def test_what_people_wrote_of_a_customer_is_in_no_file(office: Office, make_desk: MakeDesk) -> None:
    anna = make_desk("xanna")
    number = listed_case(anna, "1001", "Avflytt").number
    make(anna, number, "claim")
    make(anna, number, "comment", log="Ada Hemligsson ringde")
    assert "Ada Hemligsson ringde" in report(office, "holders", "--xlsx", "vem.xlsx", "--json").out
    with ZipFile(office.folder / "vem.xlsx") as archive:
        parts = [archive.read(name).decode() for name in archive.namelist()]
    assert not any("Hemligsson" in part for part in parts)
    assert any(">1001<" in part for part in parts)


def test_files_that_cannot_be_written_are_refused(office: Office) -> None:
    assert office("report", "weekly", "--xlsx", "vecka.csv").code == 2
    assert office("report", "weekly", "--svg", "vecka.png").code == 2
    assert office("report", "weekly", "--svg", "finns/inte/v.svg").code == 6
    (office.folder / "~$v.xlsx").write_bytes(b"\x05xlead")
    assert office("report", "weekly", "--xlsx", "v.xlsx").code == 5
    assert office("report", "weekly", "--queue", "nej").code == 4
    assert office("report", "weekly", "--week", "2026-W54").code == 2
    assert office("report", "weekly", "--weeks", "0").code == 2


def test_an_empty_store_has_reports_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path, monkeypatch)
    assert (
        office("syst", "import", office.file("tom.csv", "Ärendenummer;Titel;Indatum\n")).code == 0
    )
    for name in ("weekly", "today", "backlog", "waits", "holders"):
        ran = office("report", name, "--json", "--svg", "r.svg", "--xlsx", "r.xlsx")
        assert ran.code == 0, ran.err
        assert json.loads(ran.out)["report"] == name


# -- pictures -----------------------------------------------------------------------------------------


def made(names: list[str], *columns: list[int], kind: str = BARS) -> Report:
    rows = tuple((name, *row) for name, row in zip(names, zip(*columns, strict=True), strict=True))
    heads = ("Vad", *(f"Tal {at}" for at in range(len(columns))))
    drawn = Chart(LINES if kind == LINES else BARS, 0, tuple(range(1, len(columns) + 1)))
    return Report("Rubrik", (Table("Tabell", heads, rows, drawn),), (), {})


def words(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_five_thousand_in_a_week_are_no_wall_of_text() -> None:
    weeks = [f"2026-W{week:02d}" for week in range(1, 54)]
    drawn = picture(made(weeks, [5_000] * 53, [4_800] * 53))
    said = words(drawn)
    assert len(said) < 40
    assert "5 000" in said
    assert len(drawn) < 60_000
    root = ET.fromstring(drawn)  # noqa: S314
    bars = [each for each in root.iter(f"{SVG}rect") if float(each.get("height", "0")) > 100]
    assert len(bars) == 2 * 53 + 1
    for each in bars:
        assert 0 <= float(each.get("x", "0")) <= 1600
        assert float(each.get("y", "0")) + float(each.get("height", "0")) <= 900


def test_a_bar_is_as_high_as_its_number() -> None:
    root = ET.fromstring(picture(made(["a", "b"], [10, 40])))  # noqa: S314
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("fill") == "#1f5fa8"]
    low, high = (float(each.get("height", "0")) for each in bars[:2])
    assert high / low == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize("kind", [BARS, LINES])
@pytest.mark.parametrize("numbers", [[], [0], [-3, 4], [1], [10**9, 1]])
def test_any_numbers_make_a_well_formed_picture(numbers: list[int], kind: str) -> None:
    assert words(picture(made([str(at) for at in range(len(numbers))], numbers, kind=kind)))


@pytest.mark.parametrize("span", [0, 1, 5, 7, 31, 100, 5_000, 10**7])
def test_steps_are_round_and_few(span: int) -> None:
    step = nice_step(span)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert span <= 6 * step


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_only_text(text: str, tmp_path: Path) -> None:
    found = made([text, "=1+1"], [1, 2])
    drawn = picture(found)
    assert len(words(drawn)) > 3
    assert "\x1b" not in drawn
    path = tmp_path / "r.xlsx"
    write_charts(path, found)
    sheet = load_workbook(path).worksheets[0]
    assert sheet["A3"].data_type == "s"
    assert sheet["A3"].value == "=1+1"
