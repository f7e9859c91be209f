import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from backoffice_tui.desk.card import show
from backoffice_tui.desk.customers import show_customer, take_in_customers
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.take_in import Intake, Stopped, take_in
from backoffice_tui.desk.worklist import line
from backoffice_tui.routine.errors import NotFound, Refused, StoreTrouble
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import Queue
from tests.hostile import HOSTILE
from tests.lists import contents, row, write_list

DATA = Path(__file__).parent.parent / "data"

Bring = Callable[..., Intake]


def customer(number: int, **changes: Any) -> dict[str, Any]:
    return {"customer": str(number), "name": f"Kund {number}", "kind": "private", **changes}


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    """Takes in customers from JSON."""

    def take(*records: object, **how: Any) -> Intake:
        path = tmp_path / "customers.json"
        path.write_text(json.dumps(records))
        return take_in_customers(desk, path, **how)

    return take


@pytest.mark.rule("ALL-09")
def test_the_sample_register_is_taken_in_once(desk: Desk) -> None:
    dry = take_in_customers(desk, DATA / "customers.json", dry_run=True)
    assert contents(desk)["customers"] == []
    first = take_in_customers(desk, DATA / "customers.json")
    assert dry == first
    assert (first.read, first.created, first.refused) == (20, 20, [])
    before = contents(desk)
    again = take_in_customers(desk, DATA / "customers.json")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 20)
    assert contents(desk) == before


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_has_one_row_a_facility(desk: Desk, tmp_path: Path, ending: str) -> None:
    records = json.loads((DATA / "customers.json").read_text(encoding="utf-8"))
    names = [*list(records[0])[:-1], *records[0]["facilities"][0]]
    rows = [
        [{**each, **facility}.get(name) for name in names]
        for each in records
        for facility in (each["facilities"] or [{}])
    ]
    path = tmp_path / f"customers.{ending}"
    if ending == "xlsx":
        book = Workbook()
        for each in ([*names, "Säljare"], *rows):
            book.worksheets[0].append(each)
        book.save(path)
    else:
        lines = [";".join("" if each is None else str(each) for each in line) for line in rows]
        path.write_text("\n".join([";".join(names), *lines]), encoding="utf-8")
    report = take_in_customers(desk, path)
    assert (report.read, report.created, report.refused) == (len(rows), 20, [])
    assert bool(report.notes) == (ending == "xlsx")
    before = contents(desk)
    assert take_in_customers(desk, DATA / "customers.json").unchanged == 20
    assert contents(desk) == before


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"customer": "1", "kind": "private"}, "name"),
        (customer(1, name=" "), "name"),
        (customer(1, kind="okänd"), "kind"),
        (customer(1, identity="19900230-1239"), "identity"),
        (customer(1, email="ingen adress"), "email"),
        (customer(1, protected="kanske"), "protected"),
        (customer(1, language="no"), "language"),
        (customer(1, phone=["070"]), "phone"),
        (customer(1, customer=7.35999e17), "customer"),
        (customer(1, colour="blå"), "colour"),
        (customer(1, facilities="alla"), "facilities"),
        (customer(1, facilities=[{"address": "Gatan 1"}]), "facility"),
        (customer(1, facilities=[{"facility": 7.35999e17}]), "facility"),
        (customer(1, facilities=[{"facility": "735999000000000019"}]), "facility"),
        (
            customer(1, facilities=[{"facility": made_up(1), "contract_from": "fel"}]),
            "contract_from",
        ),
        (
            customer(
                1,
                facilities=[
                    {
                        "facility": made_up(1),
                        "contract_from": "2026-02-01",
                        "contract_to": "2026-01-01",
                    }
                ],
            ),
            "contract_to",
        ),
        ("bara text", ""),
    ],
)
def test_a_bad_record_is_refused_by_row_and_field(
    desk: Desk, bring: Bring, record: object, field: str
) -> None:
    report = bring(customer(8), record, customer(9))
    assert (report.read, report.created) == (3, 2)
    assert [(each.row, each.field) for each in report.refused] == [(2, field)]
    assert "{" not in report.refused[0].message
    assert len(contents(desk)["customers"]) == 2
    assert contents(desk)["facilities"] == []


def test_a_customer_twice(bring: Bring) -> None:
    two = [{"facility": made_up(1)}, {"facility": made_up(2)}]
    report = bring(
        customer(1, facilities=two[:1]), customer(1, facilities=two[1:]), customer(1, name="Annan")
    )
    assert (report.created, [each.row for each in report.refused]) == (1, [3])


def test_what_a_record_does_not_say_stays(desk: Desk, bring: Bring) -> None:
    place = {"facility": made_up(1), "address": "Gatan 1", "connected": False}
    bring(customer(1, phone="070-174 06 05", facilities=[place]))
    report = bring(customer(1, name="Nytt Namn", facilities=[{"facility": made_up(2)}]))
    assert report.updated == 1
    card = show_customer(desk, "1")
    assert (card.customer.name, card.customer.phone) == ("Nytt Namn", "070-174 06 05")
    assert [(each.address, each.connected) for each in card.facilities] == [
        ("Gatan 1", False),
        ("", True),
    ]
    bring(customer(1, phone=None))
    assert show_customer(desk, "1").customer.phone == ""


@pytest.mark.rule("ALL-08")
def test_protection_is_carried_to_the_cases_with_a_line_in_their_logs(
    desk: Desk, syst: Queue, bring: Bring, tmp_path: Path
) -> None:
    path = write_list(tmp_path / "l.csv", [row(1, Kundnummer="1"), row(2)])
    take_in(desk, syst, path)
    bring(customer(1, protected=True, name="Jens Dalmyr"))
    found = line(desk, syst, "1")
    assert (found.protected, found.version) == (True, 2)
    assert not line(desk, syst, "2").protected
    entry = show(desk, syst, "1").log[-1]
    assert [change.field for change in entry.changes] == ["protected"]
    before = contents(desk)
    assert take_in(desk, syst, path).unchanged == 2
    bring(customer(1, protected=True, name="Jens Dalmyr"))
    assert contents(desk) == before
    bring(customer(1, protected=False))
    assert not line(desk, syst, "1").protected


@pytest.mark.rule("ALL-08", "ALL-09")
def test_the_card_of_a_protected_person_is_dots(
    desk: Desk, syst: Queue, bring: Bring, tmp_path: Path
) -> None:
    secret = {"Kundnamn": "Jens Dalmyr", "Titel": "Inflytt Dalmyr"}
    take_in(desk, syst, write_list(tmp_path / "l.csv", [row(1, Kundnummer="1", **secret)]))
    place = {"facility": made_up(1), "address": "Dolda gatan 1"}
    bring(
        customer(1, name="Jens Dalmyr", phone="070-174 06 05", protected=True, facilities=[place])
    )
    card = show_customer(desk, "1")
    assert card.customer.name == card.facilities[0].address == DOTS
    for secret_text in ("Dalmyr", "Dolda", "174 06", made_up(1)):
        assert secret_text not in str(card)
    assert [case.number for case in card.cases] == ["1"]


@pytest.mark.rule("ALL-09")
def test_the_card_has_every_case_facility_and_message(
    desk: Desk, syst: Queue, bring: Bring, tmp_path: Path
) -> None:
    rows = [
        row(1, Kundnummer="7", Titel="Återinkoppling"),
        row(2, Kundnummer="7", Indatum="2026-11-18"),
        row(3),
    ]
    take_in(desk, syst, write_list(tmp_path / "l.csv", rows))
    perform(desk, syst, "1", "text", {})
    unknown = show_customer(desk, " 7 ")
    assert not unknown.registered
    assert unknown.customer.name == "Kund 2"
    assert [case.number for case in unknown.cases] == ["2", "1"]
    assert [message["channel"] for message in unknown.messages] == ["sms"]
    bring(customer(7, facilities=[{"facility": made_up(1), "contract_from": "2026-01-01"}]))
    known = show_customer(desk, "7")
    assert known.registered
    assert [each.facility for each in known.facilities] == [made_up(1)]
    with pytest.raises(NotFound):
        show_customer(desk, "8")
    with pytest.raises(NotFound):
        show_customer(desk, "")


def test_stopping_leaves_the_register_as_it_was(desk: Desk, bring: Bring) -> None:
    bring(customer(1))
    before = contents(desk)
    seen: list[int] = []

    def progress(done: int, _rows: int) -> bool:
        seen.append(done)
        return len(seen) < 3

    with pytest.raises(Stopped):
        bring(*map(customer, range(1, 1_600)), progress=progress)
    assert len(seen) == 3
    assert contents(desk) == before


@pytest.mark.parametrize("content", ["", "{}", "[1", "\x00", "[" * 100_000])
def test_a_file_that_is_no_list_is_said_so(desk: Desk, tmp_path: Path, content: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(content)
    with pytest.raises(StoreTrouble):
        take_in_customers(desk, path)


def test_a_sheet_without_names_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("customer;kind\n1;private\n")
    with pytest.raises(Refused, match="name"):
        take_in_customers(desk, path)


@pytest.mark.parametrize("name", ["name", "phone", "address"])
def test_hostile_texts_are_taken_in_or_refused(desk: Desk, bring: Bring, name: str) -> None:
    records = []
    for at, text in enumerate(HOSTILE.values()):
        place = {"facility": made_up(at), **({"address": text} if name == "address" else {})}
        values = {name: text} if name != "address" else {}
        records.append(customer(at, facilities=[place], **values))
    report = bring(*records)
    assert report.read == report.created + len(report.refused)
    assert {each.field for each in report.refused} <= {name}
    before = contents(desk)
    assert bring(*records).unchanged == report.created
    assert contents(desk) == before
