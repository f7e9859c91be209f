"""What a lead may change of metering, and what is said of a file that cannot be."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import metering_data, show
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.metering_data import (
    Method,
    load_metering,
    metering_in_force,
    read_metering,
)
from backoffice_tui.texts import knows
from tests.conftest import MakeDesk
from tests.series import POINT, bring, days_between, lines

SHIPPED = (files("backoffice_tui.texts") / "routines" / "metering.toml").read_text(encoding="utf-8")
OWN = """version = "egen"
from = 2026-11-01
[[methods]]
name = "dagen innan"
around = 1
within = 1
season = 0
most = 1
least = 1
"""


def test_the_shipped_data_is_whole() -> None:
    data = load_metering()
    assert data.country_of("735999") is not None
    assert data.country_of("5") is None
    assert (data.kinds[1], data.kinds[6], data.kinds[7]) == ("workday", "saturday", "sunday")
    assert len(data.seasons) == 12
    assert all(knows(f"metering.method.{each.name}") for each in data.methods)


def test_a_leads_file_replaces_whole_tables_from_its_date_on(tmp_path: Path) -> None:
    path = tmp_path / "metering.toml"
    path.write_text(OWN, encoding="utf-8")
    data = metering_in_force(path, date(2026, 11, 20))
    assert data.methods == (Method("dagen innan", 1, 1, season=False, most=1, least=1),)
    assert data.seasons == load_metering().seasons
    assert metering_in_force(path, date(2026, 10, 31)) == load_metering()


@pytest.mark.rule("SYN-03")
def test_a_leads_method_is_used_and_named(make_desk: MakeDesk, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    desk: Desk = make_desk(routine_files={"metering": path})
    assert metering_data(desk).version == "egen"
    days = [*days_between("2026-10-01", "2026-10-13"), *days_between("2026-10-15", "2026-10-20")]
    bring(desk, tmp_path, lines(POINT, days))
    assert show(desk, POINT).methods == (("dagen innan", 24 * 60),)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('zone = "Europe/Helsinki"', 'zone = "Europe/Hesa"', "countries.zone"),
        ('country = "FI"', 'country = "DE"', "countries.country"),
        ("saturday = [6]", "saturday = [5, 6]", "kinds.saturday"),
        ("sunday = [7]", "sunday = [8]", "kinds.sunday"),
        ("sunday = [7]", "", "7"),
        ("winter = [11, 12, 1, 2, 3]", 'winter = "jan"', "seasons.winter"),
        ("least = 2", "least = 0", "methods.least"),
        ("within = 42", "within = 1001", "methods.within"),
        ("season = 1", "season = true", "methods.season"),
        ("lost_after_hours = 48", "", "lost_after_hours"),
        ("value_rounding_wh = 1", "value_rounding_wh = 0", "limits.value_rounding_wh"),
        ("[limits]", "[limitz]", "limitz"),
        ("[holidays]", "[[holidays]]", "holidays"),
    ],
)
def test_what_cannot_be_is_named(was: str, becomes: str, said: str) -> None:
    assert was in SHIPPED
    with pytest.raises(SettingsError) as why:
        read_metering(SHIPPED.replace(was, becomes, 1), "own.toml")
    assert said in str(why.value)
