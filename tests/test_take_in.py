from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.take_in import Difference, Stopped, take_in
from backoffice_tui.desk.worklist import line, page, total
from backoffice_tui.model.states import State
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Refused, StoreTrouble
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from tests.calls import taken
from tests.lists import HEADINGS, Bring, bringing, contents, row

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def bring(desk: Desk, syst: Queue, tmp_path: Path) -> Bring:
    """Takes in rows as a list."""
    return bringing(desk, syst, tmp_path)


@pytest.mark.rule("SYST-05", "SYST-06")
@pytest.mark.parametrize("name", ["syst-activity-list.xlsx", "syst-activity-list.csv"])
def test_the_sample_list_is_read_whole_and_stands_in_order(
    desk: Desk, syst: Queue, name: str
) -> None:
    report = take_in(desk, syst, DATA / name)
    assert (report.read, report.created, report.updated, report.unchanged) == (120, 119, 0, 0)
    assert report.foreign == {}
    assert [each.row for each in report.refused] == [121]
    large = page(desk, QUEUES["stora"], Filter(), count=200).rows
    assert [each.code for each in large] == ["INVOICE"] * 6
    rows = page(desk, syst, Filter(team="ks privat"), count=200).rows
    assert {each.team for each in rows} == {"KS Privat"}
    ready = [each for each in rows if each.bucket == 0]
    assert ready == sorted(ready, key=lambda each: (each.rank, each.place))
    assert {each.kind for each in ready if each.rank == 0} == {"Återinkoppling", "Inflytt"}


def test_the_same_list_again_changes_nothing_whatever_its_format(desk: Desk, syst: Queue) -> None:
    take_in(desk, syst, DATA / "syst-activity-list.xlsx")
    before = contents(desk)
    for name in ("syst-activity-list.xlsx", "syst-activity-list.csv"):
        report = take_in(desk, syst, DATA / name)
        assert (report.created, report.updated, report.unchanged) == (0, 0, 119)
        assert report.missing == []
        assert report.differences == []
    assert contents(desk) == before


def test_a_dry_run_reports_the_same_and_writes_nothing(desk: Desk, bring: Bring) -> None:
    bring(row(1), row(2), row(3))
    before = contents(desk)
    changed = (row(1, Titel="Avflytt"), row(3), row(4), row(5, Indatum="i går"))
    dry = bring(*changed, dry_run=True)
    assert contents(desk) == before
    assert dry == bring(*changed)
    assert (dry.created, dry.updated, dry.unchanged, dry.missing) == (1, 1, 1, ["2"])
    assert contents(desk) != before


@pytest.mark.parametrize("stop_at", [1, 2, 3, 4, 5])
def test_stopped_half_way_leaves_the_store_as_it_was(
    desk: Desk, bring: Bring, stop_at: int
) -> None:
    bring(row(1), row(9_999))
    before, seen = contents(desk), []

    def progress(done: int, rows: int) -> bool:
        seen.append((done, rows))
        return len(seen) < stop_at

    with pytest.raises(Stopped):
        bring(row(1, Titel="Avflytt"), *map(row, range(2, 1_200)), progress=progress)
    assert len(seen) == stop_at
    assert all(0 <= done <= rows for done, rows in seen)
    assert contents(desk) == before


def test_progress_only_grows_and_ends_at_the_end(bring: Bring) -> None:
    seen: list[int] = []

    def progress(done: int, _rows: int) -> bool:
        seen.append(done)
        return True

    bring(*map(row, range(1, 1_601)), progress=progress)
    assert seen == sorted(seen)
    assert seen[-1] == 1_600


@pytest.mark.rule("ALL-02", "ALL-10")
def test_the_list_never_touches_what_was_done_here(desk: Desk, syst: Queue, bring: Bring) -> None:
    bring(row(1, Klar_till="2026-11-24", Handläggare="XBO"), row(2))
    perform(desk, syst, "2", "claim", {})
    perform(desk, syst, "2", "close", {"log": "Inlagd i systemet."})
    before = line(desk, syst, "2")
    report = bring(
        row(1, Klar_till="2026-11-24", Handläggare="XBO"),
        row(2, Titel="Avflytt", Telefon="070-174 06 99", Handläggare="xann", Kommentar="Ringt."),
    )
    after, card = line(desk, syst, "2"), show(desk, syst, "2")
    assert (after.state, after.handler) == (State.DONE, "xanna")
    assert (after.title, after.kind, after.rank) == ("Avflytt", "Avflytt", 1)
    assert after.version == before.version + 1
    assert card.facts["phone"] == "070-174 06 99"
    assert [(entry.move, entry.text) for entry in card.log] == [
        ("import", ""),
        ("claim", ""),
        ("close", "Inlagd i systemet."),
        ("import", "Ringt."),
    ]
    changes = {change.field: (change.was, change.became) for change in card.log[-1].changes}
    assert changes == {
        "kind": ("Inflytt", "Avflytt"),
        "title": ("Inflytt", "Avflytt"),
        "phone": ("070-174 06 05", "070-174 06 99"),
    }
    assert report.differences == [
        Difference("2", "state", "Upprättat", "Avslutad"),
        Difference("2", "handler", "xann", "xanna"),
    ]
    assert (report.updated, report.unchanged) == (1, 1)


def test_while_nothing_was_done_here_state_handler_and_due_follow_the_list(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    bring(row(1, Status="I arbete", Klar_till="2026-12-01", Handläggare="xbo"))
    waiting = line(desk, syst, "1")
    assert (waiting.state, waiting.bucket, waiting.handler) == (State.WAITING, 1, "xbo")
    report = bring(row(1, Status="Avslutad"))
    closed = line(desk, syst, "1")
    assert (closed.state, closed.due, closed.handler) == (State.DONE, None, "")
    assert closed.bucket == 2
    assert report.differences == []
    entry = show(desk, syst, "1").log[-1]
    assert (entry.was, entry.became) == ("waiting", "done")
    assert (total(desk, syst, Filter()), total(desk, syst, Filter(all=True))) == (0, 1)


def test_an_empty_cell_takes_nothing_away_that_was_learnt_here(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    bring(row(1, Telefon=""))
    perform(desk, syst, "1", "person", {"phone": "070-174 06 11", "identity": "196509259898"})
    report = bring(row(1, Telefon="", Nätområde=""))
    facts = show(desk, syst, "1").facts
    assert (facts["phone"], facts["identity"]) == ("070-174 06 11", "196509259898")
    # Only the list says anything in a column that nobody asks for.
    assert "aside:Nätområde" not in facts
    assert report.updated == 1


@pytest.mark.rule("SYST-13")
def test_an_answer_does_not_outlive_the_person_it_was_weighed_against(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    bring(row(1, Titel="Återinkoppling", Personnummer="196509259898"))
    perform(desk, syst, "1", "answer", {"text": "196509259898"})
    assert show(desk, syst, "1").facts["answer_verdict"] == "counts"
    bring(row(1, Titel="Återinkoppling", Personnummer="199606199967"))
    assert "answer_verdict" not in show(desk, syst, "1").facts
    with pytest.raises(Refused):
        perform(desk, syst, "1", "close", {"log": "Klart."})


def test_the_lists_own_log_becomes_entries_and_is_never_written_over(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    for text in ("Ringt kund.", "Ringt kund.\nInget svar.", "Nytt samtal.", ""):
        bring(row(1, Kommentar=text))
    said = [entry.text for entry in show(desk, syst, "1").log]
    assert said == ["Ringt kund.", "Inget svar.", "Nytt samtal."]


@pytest.mark.rule("ALL-10")
def test_a_case_that_is_gone_from_the_list_is_marked_and_never_deleted(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    company = {"Ärendehanteringsgrupp": "KS Företag"}
    bring(row(1), row(2), row(3, **company), row(4, Status="Avslutad"))
    report = bring(row(1, Ärendehanteringsgrupp="KS privat"))
    # Nobody asked for KS Företag tonight, and 4 is closed.
    assert report.missing == ["2"]
    gone = line(desk, syst, "2")
    assert gone.missing_since == desk.today(syst)
    assert gone.state is State.NEW
    assert show(desk, syst, "2").log[-1].move == "missing"
    assert [each.number for each in page(desk, syst, Filter(missing=True)).rows] == ["2"]
    before = contents(desk)
    assert bring(row(1)).missing == []
    assert contents(desk) == before
    assert bring(row(1), row(2)).updated == 1
    assert line(desk, syst, "2").missing_since is None


@pytest.mark.rule("ALL-10")
def test_a_list_without_groups_speaks_of_all_and_one_without_good_rows_of_none(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    bring(row(1), row(2, Ärendehanteringsgrupp="KS Företag"), row(3))
    assert bring(row(1, Indatum="aldrig"), row(77, Titel="")).missing == []
    # A row that is refused still stands in the list.
    without = tuple(heading for heading in HEADINGS if heading != "Ärendehanteringsgrupp")
    report = bring(row(1), row(3, Indatum="aldrig"), headings=without)
    assert report.missing == ["2"]
    assert line(desk, syst, "1").team == "KS Privat"


def test_cases_registered_here_are_never_missing(desk: Desk, syst: Queue, bring: Bring) -> None:
    taken(desk, syst)
    assert bring(row(1)).missing == []


def test_imported_cases_are_as_if_registered_one_by_one(
    desk: Desk, syst: Queue, bring: Bring
) -> None:
    from backoffice_tui.model.cases import Case
    from backoffice_tui.store import cases

    bring(*(row(at, Titel=title) for at, title in enumerate(("Inflytt", "utflytt", "?"), 1)))

    def check(session: Any) -> None:
        for number in "123":
            case = cases.by_number(session, syst.key, number)
            assert isinstance(case, Case)
            columns = case.model_dump()
            syst.settle(case, desk.data(syst))
            assert case.model_dump() == columns
            assert case.title == case.facts["title"]
            assert case.origin == "list"
            assert not case.worked

    desk.store.write(check)
    assert [each.number for each in page(desk, syst, Filter(search="utflytt")).rows] == ["2"]
    assert perform(desk, syst, "3", "claim", {}).version == 2


def test_busy_is_waited_for(colleague: Desk, bring: Bring) -> None:
    import threading

    bring(row(1))
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        def work(_session: object) -> None:
            begun.set()
            done.wait(1)

        colleague.store.write(work)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(5)
    assert bring(row(1), row(2)).created == 1
    holder.join()


@pytest.mark.rule("ALL-08")
def test_the_register_says_who_is_protected(
    desk: Desk, syst: Queue, bring: Bring, tmp_path: Path
) -> None:
    from backoffice_tui.desk.customers import take_in_customers

    register = tmp_path / "c.json"
    register.write_text(
        '[{"customer": "2000001", "name": "Jens Dalmyr", "kind": "private", "protected": true}]'
    )
    take_in_customers(desk, register)
    hidden = {"Kundnamn": "Jens Dalmyr", "Anläggnings-id": "K-77"}
    report = bring(row(1, **hidden), row(2, Kundnummer="2000001", Indatum="Jens"))
    assert line(desk, syst, "1").protected
    assert "K-77" not in report.warnings[0].message
    assert "Jens" not in report.refused[0].message
    facts = show(desk, syst, "1").facts
    assert "Dalmyr" not in str(dict(facts))


def test_a_list_without_a_required_heading_is_refused_whole(
    desk: Desk, bring: Bring, tmp_path: Path, syst: Queue
) -> None:
    with pytest.raises(Refused, match="Indatum"):
        bring(row(1), headings=tuple(each for each in HEADINGS if each != "Indatum"))
    with pytest.raises(StoreTrouble):
        take_in(desk, syst, tmp_path / "none.csv")
    assert contents(desk)["cases"] == []
