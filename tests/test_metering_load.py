"""Files of values taken in: nothing twice, in whatever order, and what cannot be read is named by line and field."""

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from backoffice_tui.desk import metering_load
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering_load import load
from backoffice_tui.routine import metering_lines
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.metering import CORRECTED, HOUR, MEASURED, MISSING, QUARTER, Day
from backoffice_tui.store import metering
from tests.hostile import HOSTILE
from tests.making import everything, rows
from tests.series import (
    FINNISH,
    OTHER,
    POINT,
    bring,
    day,
    days_between,
    file,
    lines,
    missing,
    profile,
    total,
)

OCTOBER = days_between("2026-10-01", "2026-10-31")


def stored(desk: Desk, facility: str = POINT) -> dict[int, Day]:
    ask = desk.store.reader.rows
    return metering.days(ask, metering.points(ask, [facility])[facility])


def values_of(desk: Desk, facility: str = POINT) -> dict[int, tuple[list[int], bytes]]:
    """Values and quality, whichever file brought them."""
    return {at: (list(each.wh), bytes(each.quality)) for at, each in stored(desk, facility).items()}


@pytest.mark.rule("SYN-06")
def test_a_repeated_file_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    every = lines(POINT, OCTOBER)
    first = bring(desk, tmp_path, every)
    before = everything(desk)
    again = bring(desk, tmp_path, every)
    assert (first.read, first.tally.created, first.new_points) == (745, 745, 1)
    assert (again.tally.created, again.tally.unchanged) == (0, 745)
    assert again.came_by == "xanna"
    assert everything(desk) == before


@pytest.mark.rule("SYN-06")
@pytest.mark.parametrize("facility", [POINT, FINNISH])
def test_overlapping_and_reordered_files_come_to_the_same(
    desk: Desk, tmp_path: Path, facility: str
) -> None:
    every = lines(facility, OCTOBER)
    shuffled = Random(1).sample(every, len(every))
    bring(desk, tmp_path, shuffled[:500], "a.csv")
    bring(desk, tmp_path, every[300:], "b.csv")
    third = bring(desk, tmp_path, shuffled, "c.csv")
    assert third.tally.created + third.tally.unchanged == 745
    assert sum(each.sum() for each in stored(desk, facility).values()) == total(every)
    assert {q for each in stored(desk, facility).values() for q in each.quality} == {MEASURED}


@pytest.mark.rule("SYN-06")
def test_a_torn_file_brings_what_is_whole_and_the_whole_one_the_rest(
    desk: Desk, tmp_path: Path
) -> None:
    whole = file(tmp_path, lines(POINT, OCTOBER))
    for at in (7, 20, 49, 70, 75, 81, 4_000):
        torn = tmp_path / f"torn-{at}.csv"
        torn.write_bytes(whole.read_bytes()[:at])
        found = load(desk, torn)
        assert found.refused_count <= 1
    load(desk, whole)
    assert sum(each.sum() for each in stored(desk).values()) == total(lines(POINT, OCTOBER))
    assert {q for each in stored(desk).values() for q in each.quality} == {MEASURED}


@pytest.mark.rule("SYN-06")
def test_a_later_value_replaces_and_the_old_file_does_not_bring_it_back(
    desk: Desk, tmp_path: Path
) -> None:
    old, new = lines(POINT, OCTOBER), lines(POINT, OCTOBER[:1], lambda *_at: 999)
    bring(desk, tmp_path, old, "old.csv")
    found = bring(desk, tmp_path, new, "new.csv")
    assert (found.tally.updated, found.tally.created) == (24, 0)
    again = bring(desk, tmp_path, old, "old.csv")
    assert (again.tally.older, again.tally.unchanged, again.tally.updated) == (24, 721, 0)
    assert set(stored(desk)[OCTOBER[0]].wh) == {999}
    assert set(stored(desk)[OCTOBER[0]].quality) == {CORRECTED}


def test_a_missing_value_takes_nothing_away(desk: Desk, tmp_path: Path) -> None:
    every = lines(POINT, OCTOBER)
    assert bring(desk, tmp_path, missing(every), "none.csv").tally.missing == 745
    assert stored(desk) == {}
    bring(desk, tmp_path, every, "all.csv")
    before = values_of(desk)
    assert bring(desk, tmp_path, missing(every[:10]), "some.csv").tally.unchanged == 10
    assert values_of(desk) == before


@pytest.mark.rule("SYN-01")
def test_the_day_is_that_of_the_points_own_country(desk: Desk, tmp_path: Path) -> None:
    for facility, last in ((POINT, "2026-09-30"), (FINNISH, "2026-10-01")):
        bring(desk, tmp_path, [f"{facility};2026-09-30T21:00:00Z;7;measured"], f"{last}.csv")
        assert list(stored(desk, facility)) == [day(last)]


def test_both_hours_of_the_clock_set_back_are_kept(desk: Desk, tmp_path: Path) -> None:
    bring(
        desk,
        tmp_path,
        [
            f"{POINT};2026-10-25T02:00:00+02:00;5;measured",
            f"{POINT};2026-10-25T02:00:00+01:00;6;measured",
        ],
    )
    found = stored(desk)[day("2026-10-25")]
    assert list(found.wh[:5]) == [0, 0, 5, 6, 0]
    assert len(found.wh) == 25


# -- quarter-hours ------------------------------------------------------------------------------------


def test_quarter_hours_are_kept_as_such_in_any_order(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering_lines, "AT_ONCE", 50)
    days = days_between("2026-10-24", "2026-10-26")
    every = lines(POINT, days, step=QUARTER)
    found = bring(desk, tmp_path, Random(2).sample(every, len(every)))
    assert found.tally.created == len(every) == (24 + 25 + 24) * 4
    assert {each.step for each in stored(desk).values()} == {QUARTER}
    assert sum(each.sum() for each in stored(desk).values()) == total(every)


def test_a_point_goes_over_to_quarter_hours_from_a_day_on(desk: Desk, tmp_path: Path) -> None:
    hours = lines(POINT, days_between("2026-10-01", "2026-10-02"))
    quarters = lines(POINT, days_between("2026-10-02", "2026-10-03"), lambda *_at: 25, QUARTER)
    bring(desk, tmp_path, hours, "hours.csv")
    bring(desk, tmp_path, quarters, "quarters.csv")
    found = stored(desk)
    assert [found[each].step for each in sorted(found)] == [HOUR, QUARTER, QUARTER]
    assert found[day("2026-10-02")].sum() == 25 * 96


def test_whole_hours_do_not_pass_for_quarters(desk: Desk, tmp_path: Path) -> None:
    days = days_between("2026-10-01", "2026-10-01")
    bring(desk, tmp_path, lines(POINT, days, step=QUARTER), "quarters.csv")
    before = values_of(desk)
    found = bring(desk, tmp_path, lines(POINT, days), "hours.csv")
    assert (found.refused_count, found.refused[0].field) == (24, "start")
    assert values_of(desk) == before


# -- what is refused ----------------------------------------------------------------------------------

START = "2026-10-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f"{POINT[:-1]}{(int(POINT[-1]) + 1) % 10};{START};1;measured", "facility"),
        (f"123;{START};1;measured", "facility"),
        (f"7.35999E+17;{START};1;measured", "facility"),
        (f"{POINT};2026-10-01T00:00:00;1;measured", "start"),
        (f"{POINT};2026-10-01T00:07:00+02:00;1;measured", "start"),
        (f"{POINT};2026-02-30T00:00:00+01:00;1;measured", "start"),
        (f"{POINT};0001-01-01T00:00:00+14:00;1;measured", "start"),
        (f"{POINT};9999-12-31T23:00:00-14:00;1;measured", "start"),
        (f"{POINT};{START};-1;measured", "wh"),
        (f"{POINT};{START};1.5;measured", "wh"),
        (f"{POINT};{START};1_000;measured", "wh"),
        (f"{POINT};{START};;measured", "wh"),
        (f"{POINT};{START};{'9' * 5_000};measured", "wh"),
        (f"{POINT};{START};999999999;measured", "wh"),
        (f"{POINT};{START};1;estimated", "quality"),
        (f"{POINT};{START};1", "quality"),
        (f"{POINT};{START}", "wh"),
    ],
)
def test_a_line_that_cannot_be_is_named(desk: Desk, tmp_path: Path, line: str, field: str) -> None:
    good = f"{POINT};2026-10-01T05:00:00+02:00;8;measured"
    found = bring(desk, tmp_path, [good, line, good])
    assert [(each.row, each.field) for each in found.refused] == [(3, field)]
    assert (found.tally.created, found.tally.unchanged) == (1, 1)
    assert len(found.refused[0].message) < 300


def test_a_time_that_stands_twice_with_two_values_keeps_the_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (f"{POINT};{START};{wh};measured" for wh in (5, 6))
    found = bring(desk, tmp_path, [first, second], "near.csv")
    assert [(each.row, each.field) for each in found.refused] == [(3, "wh")]
    monkeypatch.setattr(metering_lines, "AT_ONCE", 1)
    far = bring(desk, tmp_path, [first.replace(POINT, OTHER), second.replace(POINT, OTHER)])
    assert [(each.row, each.field) for each in far.refused] == [(3, "wh")]
    assert (
        stored(desk)[day("2026-10-01")].wh[0] == stored(desk, OTHER)[day("2026-10-01")].wh[0] == 5
    )


def test_hostile_text_is_refused_line_by_line(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    for text in HOSTILE.values():
        content = "\n".join(f"{text};{text};{text};{text}" for _ in range(3))
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        # A line of a million signs is no line: the file is refused as a whole.
        with suppress(StoreTrouble):
            assert load(desk, path).tally.created == 0
    assert rows(desk, "SELECT count(*) FROM metering_points") == [(0,)]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest", b"\xff\xfef\x00a\x00", b"x" * 3_000_000],
    ids=["zip", "16", "long"],
)
def test_what_is_no_such_file_is_said_at_once(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(StoreTrouble):
        load(desk, path)


def test_a_thousand_refused_lines_are_named_and_the_rest_counted(
    desk: Desk, tmp_path: Path
) -> None:
    found = bring(desk, tmp_path, ["x"] * 5_000)
    assert (found.refused_count, len(found.refused)) == (5_000, metering_load.MOST_NAMED)


# -- how it is done -----------------------------------------------------------------------------------


def test_a_dry_run_says_the_same_and_writes_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering_lines, "AT_ONCE", 100)
    bring(desk, tmp_path, lines(POINT, OCTOBER[:3], lambda *_at: 1), "before.csv")
    every = (
        lines(POINT, OCTOBER[:9]) + lines(OTHER, OCTOBER[:9]) + missing(lines(POINT, OCTOBER[9:11]))
    )
    path = file(tmp_path, [*every, *every, "x"])
    before = everything(desk)
    looked = load(desk, path, dry_run=True)
    assert everything(desk) == before
    done = load(desk, path)
    assert looked == done
    assert done.tally.updated == 72


def test_a_file_stopped_on_the_way_goes_on_when_it_is_loaded_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering_lines, "AT_ONCE", 100)
    path = file(tmp_path, lines(POINT, OCTOBER))
    stopped = load(desk, path, progress=lambda done, _of: done < 300)
    assert stopped.stopped
    assert stopped.tally.created == 300
    rest = load(desk, path)
    assert (rest.tally.created, rest.tally.unchanged, rest.came_before) == (445, 300, None)
    assert sum(each.sum() for each in stored(desk).values()) == total(lines(POINT, OCTOBER))


def test_each_value_knows_the_file_that_brought_it(desk: Desk, tmp_path: Path) -> None:
    every = lines(POINT, OCTOBER[:1])
    bring(desk, tmp_path, every[:12], "a.csv")
    bring(desk, tmp_path, every[12:], "b.csv")
    sources = list(stored(desk)[OCTOBER[0]].source)
    assert sources == [sources[0]] * 12 + [sources[-1]] * 12
    assert metering.file_at(desk.store.reader.rows, sources[-1]) == desk.now()
    assert stored(desk)[OCTOBER[0]].quality.count(MISSING) == 0


@pytest.mark.rule("STORA-10")
def test_the_proof_of_erasure_says_that_the_series_has_the_id(desk: Desk, tmp_path: Path) -> None:
    from backoffice_tui.desk.database import erase_proof

    bring(desk, tmp_path, lines(POINT, OCTOBER[:1]))
    assert [each.count for each in erase_proof(desk, OTHER)] == []
    assert "mätpunkterna" in " ".join(each.where for each in erase_proof(desk, POINT))


def test_a_value_is_what_its_line_says(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, OCTOBER))
    for ordinal, found in stored(desk).items():
        assert list(found.wh) == [profile(ordinal, at * HOUR) for at in range(len(found.wh))]
