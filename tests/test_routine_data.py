"""The routine's data: what is shipped, what a lead may change, and what is refused with its line."""

import time
from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.model.states import State
from backoffice_tui.queues import QUEUES
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.in_force import in_force
from backoffice_tui.settings.routine_data import RoutineData, load_routine, read_routine
from backoffice_tui.settings.routine_tables import Department
from backoffice_tui.texts import use

SMALL = """version = "7"
from = 2026-03-01
zone = "Europe/Helsinki"
country = "FI"
groups = ["A", "B"]
[departments]
"Mätning" = 2
[extra_days]
X = 1
[[classes]]
kind = "X"
rank = 0
stems = ["Åter In"]
[other]
kind = "Övrigt"
rank = 1
[states]
new = ["Ny"]
[headings]
number = ["Nr"]
[limits]
few = 5
"""


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    use("en")


@pytest.fixture
def syst() -> RoutineData:
    return load_routine("syst")


@pytest.mark.rule("SYST-11")
def test_the_shipped_departments_and_waits(syst: RoutineData) -> None:
    assert syst.departments == (
        Department("Mätning", 2),
        Department("Nätdrift", 2),
        Department("Fakturering", 2),
        Department("Kundavtal", 3),
    )
    assert syst.extra_days == {"Återinkoppling": 1}


@pytest.mark.rule("SYST-06")
def test_the_shipped_classes_put_reconnections_and_moves_in_first(syst: RoutineData) -> None:
    ranks = {known.kind: known.rank for known in syst.classes}
    assert ranks == {"Återinkoppling": 0, "Inflytt": 0, "Avflytt": 1}
    assert (syst.other_kind, syst.other_rank) == ("Övrigt", 1)


@pytest.mark.rule("SYST-01", "SYST-14")
def test_the_shipped_groups_and_boxes(syst: RoutineData) -> None:
    assert syst.groups == ("KS Privat", "KS Företag")
    assert syst.boxes == ("KS Privat", "KS Företag", "Stora ärenden")
    assert (syst.zone, syst.country) == ("Europe/Stockholm", "SE")


@pytest.mark.parametrize("queue", QUEUES)
def test_states_in_shipped_data_are_those_that_are_stored(queue: str) -> None:
    assert set(load_routine(queue).states) <= {state.value for state in State}


def test_the_data_is_frozen(syst: RoutineData) -> None:
    with pytest.raises(TypeError):
        syst.headings["title"] = ()  # type: ignore[index]
    assert load_routine("syst") is syst


def test_it_is_read_in_a_few_milliseconds() -> None:
    load_routine("syst")
    laps = []
    for _ in range(5):
        load_routine.cache_clear()
        begun = time.process_time()
        load_routine("syst")
        laps.append(time.process_time() - begun)
    assert min(laps) < 0.005


def test_a_small_file_is_read_whole() -> None:
    data = read_routine(SMALL, "small.toml")
    assert (data.version, data.holds_from) == ("7", date(2026, 3, 1))
    assert data.classes[0].stems == ("aterin",)
    assert data.limits == {"few": 5}
    assert data.boxes == ()


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("country =", "land =", 4, "land"),
        ('"Mätning" = 2', '"Mätning" = "2"', 7, "0 to 60"),
        ('"Mätning" = 2', '"Mätning" = 61', 7, "0 to 60"),
        ('"Mätning" = 2', '"Mätning" = -1', 7, "0 to 60"),
        ('"Mätning" = 2', '"Mätning" = true', 7, "0 to 60"),
        ('"Mätning" = 2', '"Mätning" = 2\nMATNING = 3', 8, "MATNING"),
        ('"Mätning" = 2', "", 6, "departments"),
        ('groups = ["A", "B"]', 'groups = ["KS Privat", "KS privat"]', 5, "KS privat"),
        ('groups = ["A", "B"]', "groups = []", 5, "groups"),
        ('"Åter In"', '"Åter In", " "', 13, "classes.stems"),
        ('stems = ["Åter In"]', "stems = []", 13, "classes.stems"),
        ('stems = ["Åter In"]', 'stems = "aterin"', 13, "list"),
        ('stems = ["Åter In"]', "", 10, "stems"),
        ('stems = ["Åter In"]', 'stem = ["Åter In"]', 13, "classes.stem"),
        ("rank = 0", "rank = 10", 12, "0 to 9"),
        ("X = 1", "Y = 1", 9, "Övrigt"),
        ("2026-03-01", '"2026-03-01"', 2, "2026-12-01"),
        ("2026-03-01", "2026-03-01T10:00:00", 2, "2026-12-01"),
        ("2026-03-01", "2026-02-30", 2, "TOML"),
        ("Europe/Helsinki", "Europe/Nowhere", 3, "zone"),
        ("Europe/Helsinki", "../etc/passwd", 3, "zone"),
        ('"FI"', '"Finland"', 4, "capital"),
        ('number = ["Nr"]', 'number = ["Nr"]\ntitle = ["NR"]', 21, "NR"),
        ("few = 5", "few = 2.5", 22, "limits.few"),
        ('version = "7"', "", None, "version"),
        ("[other]", "[others]", 14, "others"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    was: str, becomes: str, line: int | None, said: str
) -> None:
    assert was in SMALL
    with pytest.raises(SettingsError) as caught:
        read_routine(SMALL.replace(was, becomes, 1), "small.toml")
    assert (caught.value.path, caught.value.line) == ("small.toml", line)
    assert said in caught.value.message


def test_classes_need_a_name_for_what_fits_none() -> None:
    with pytest.raises(SettingsError, match="other"):
        read_routine(SMALL.replace('[other]\nkind = "Övrigt"\nrank = 1\n', ""), "small.toml")


@pytest.fixture
def leads_file(tmp_path: Path) -> Path:
    path = tmp_path / "lead.toml"
    path.write_text(
        'version = "2026-2"\nfrom = 2026-12-01\n[departments]\n"Nätdrift" = 5\n', encoding="utf-8"
    )
    return path


@pytest.mark.rule("SYST-11")
def test_a_leads_file_replaces_whole_tables_and_nothing_else(
    leads_file: Path, syst: RoutineData
) -> None:
    changed = load_routine("syst", leads_file)
    assert changed.departments == (Department("Nätdrift", 5),)
    assert changed.version == "2026-2"
    assert (changed.classes, changed.headings) == (syst.classes, syst.headings)


def test_a_leads_file_holds_from_its_date(leads_file: Path) -> None:
    assert in_force("syst", leads_file, date(2026, 11, 30)).version == "2026-1"
    assert in_force("syst", leads_file, date(2026, 12, 1)).version == "2026-2"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('version = "2"\n', None, "from"),
        ('version = "2"\nfrom = 2026-12-01\n[headings]\ntitel = ["Titel"]\n', 4, "headings.titel"),
        ('version = "2"\nfrom = 2026-12-01\n[states]\nnew = ["Ny"]\n', 3, "waiting"),
        ('version = "2"\nfrom = 2026-12-01\n[extra_days]\nInflyt = 1\n', 4, "Inflytt"),
    ],
)
def test_a_leads_file_that_does_not_fit_the_routine_is_refused(
    tmp_path: Path, text: str, line: int | None, said: str
) -> None:
    path = tmp_path / "lead.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_routine("syst", path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert said in caught.value.message


def test_a_leads_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_routine("syst", tmp_path / "gone.toml")
