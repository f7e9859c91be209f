"""A store filled with invented cases is a store like any other, only quicker made."""

import json
import time
from datetime import date

import pytest

from backoffice_tui.desk import demo, outbox, shift
from backoffice_tui.desk.database import check
from backoffice_tui.desk.demo_requests import add_requests
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.outage import burn_down, status
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.worklist import next_case, page, total
from backoffice_tui.model.cases import Case, Facts
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.store.cases import searched
from tests.conftest import MakeDesk

SIZE = 300


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """A desk on a store with invented cases."""
    demo.fill(desk, SIZE)
    return desk


def lines(desk: Desk, queue: Queue) -> tuple[CaseLine, ...]:
    """Every case, as listed."""
    return page(desk, queue, Filter(all=True), count=10 * SIZE).rows


def test_it_is_sound_and_counted_and_found(filled: Desk, syst: Queue) -> None:
    assert check(filled) == []
    found = lines(filled, syst)
    assert len(found) == SIZE == total(filled, syst, Filter(all=True))
    some = next(line for line in found if not line.protected)
    name = some.customer_name
    assert some in page(filled, syst, Filter(search=name, all=True), count=SIZE).rows


def test_every_case_stands_as_if_it_had_been_written_one_by_one(filled: Desk, syst: Queue) -> None:
    data = filled.data(syst)
    rows = filled.store.reader.rows(
        "SELECT body, (SELECT body FROM search WHERE search.rowid = cases.id) FROM cases"
        " JOIN facts ON facts.case_id = cases.id WHERE queue = :queue"
        " GROUP BY cases.id ORDER BY cases.id",
        {"queue": syst.key},
    )
    by_id = sorted(lines(filled, syst), key=lambda line: line.id)
    for line, (body, words) in zip(by_id, rows, strict=True):
        facts = json.loads(str(body))
        assert words == searched(line.number, line.code, facts)
        columns = {
            name: value for name, value in line._asdict().items() if name in Case.model_fields
        }
        again = Case(**columns, versions=[Facts(body=facts)])
        syst.settle(again, data)
        for name in ("kind", "rank", "bucket", "due_key", "place", "team"):
            assert getattr(again, name) == getattr(line, name)
        for name in ("title", "customer", "customer_name", "facility"):
            assert facts[name] == getattr(line, name)
    first = filled.store.reader.rows(
        "SELECT move, was, count(*) FROM entries WHERE id IN"
        " (SELECT min(id) FROM entries WHERE case_id IN"
        " (SELECT id FROM cases WHERE queue = :queue) GROUP BY case_id) GROUP BY 1, 2",
        {"queue": syst.key},
    )
    assert first == [("import", "", SIZE)]


def test_there_is_something_of_everything_to_meet(filled: Desk, syst: Queue) -> None:
    today = filled.today(syst)
    found = lines(filled, syst)
    waiting = [line.due for line in found if line.state is State.WAITING and line.due]
    assert today in waiting
    assert any(due > today for due in waiting)
    assert any(line.handler and line.state is State.NEW for line in found)
    assert any(syst.informed(line, today) for line in found)
    assert any(line.protected for line in found)
    texts = [each for each in outbox.listed(filled) if each.channel == "sms"]
    assert len(texts) == 3
    outage = status(filled)
    assert not outage.down
    assert outage.since is not None
    assert outage.since.astimezone().date() == filled.now().date()
    points = [count for _, count in burn_down(filled, syst.key)]
    assert points == sorted(points, reverse=True)
    customers = filled.store.reader.rows(
        "SELECT count(*), sum(protected), (SELECT count(*) FROM facilities) FROM customers"
    )
    assert customers == [(6, 1, 12)]


@pytest.mark.rule("STORA-06", "STORA-07", "STORA-08")
def test_the_tracker_has_requests_at_every_step(filled: Desk) -> None:
    add_requests(filled)
    found = lines(filled, STORA)
    words = {STORA.state_word(line) for line in found}
    assert words == {"Upprättat", "Ny", "Påbörjad", "Avslutad"}
    assert any(line.note for line in found)
    assert any(line.ticks_total > 1_000 for line in found)
    assert any(0 < line.ticks_done < line.ticks_total for line in found)
    assert {line.registered_by for line in found} > {""}
    assert max(line.received for line in found) < filled.today(STORA)
    assert check(filled) == []


def test_an_earlier_shift_has_its_figures(make_desk: MakeDesk) -> None:
    demo.fill(make_desk(), 800)
    found = shift.report(make_desk(), week="2026-W47")
    assert found
    assert all(each.ended for each in found)
    assert any(box.closed for each in found for box in each.boxes)


def test_work_begins_at_once(filled: Desk, syst: Queue) -> None:
    case = next_case(filled, syst)
    assert case is not None
    assert case.rank == 0
    perform(filled, syst, case.number, "comment", {"log": "Läst."})
    assert check(filled) == []


def test_the_same_seed_gives_the_same_cases_and_another_others(
    make_desk: MakeDesk, syst: Queue, tmp_path: object
) -> None:
    from dataclasses import replace

    desk = make_desk()
    stores = []
    for at, seed in enumerate((1, 1, 2)):
        other = Desk(replace(desk.settings, db=f"{tmp_path}/{at}.db"), create=True)
        demo.fill(other, 60, seed=seed)
        stores.append([(line.number, line.title, line.due) for line in lines(other, syst)])
        other.close()
    assert stores[0] == stores[1] != stores[2]


@pytest.mark.parametrize("now", ["2026-01-01T00:00:30+01:00", "2026-03-29T03:30:00+02:00"])
def test_it_can_be_filled_at_any_hour(make_desk: MakeDesk, syst: Queue, now: str) -> None:
    desk = make_desk(now=now)
    demo.fill(desk, 200)
    assert check(desk) == []
    late = desk.store.reader.rows(
        "SELECT count(*) FROM entries WHERE at > :now", {"now": "2026-03-29 01:30:01"}
    )
    assert late == [(0,)]
    assert max(line.received for line in lines(desk, syst)) < date.fromisoformat(now[:10])


def test_a_store_in_use_is_left_alone(filled: Desk, syst: Queue) -> None:
    with pytest.raises(Refused, match="nytt lager"):
        demo.fill(filled, 10)
    assert len(lines(filled, syst)) == SIZE
    for wrong in (0, -1, demo.MOST + 1):
        with pytest.raises(Usage):
            demo.fill(filled, wrong)


def test_filling_can_be_watched_and_stopped(
    desk: Desk, syst: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "AT_ONCE", 50)
    heard: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        heard.append((done, of))
        return done < 100

    demo.fill(desk, SIZE, progress=progress)
    assert heard == [(50, SIZE), (100, SIZE)]
    assert len(lines(desk, syst)) == 100
    assert check(desk) == []


def test_some_hundreds_are_there_within_a_second(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.store.write(lambda session: session.connection())
    start = time.process_time()
    demo.fill(desk, SIZE)
    assert time.process_time() - start < 1.0
