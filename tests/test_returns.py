import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice_tui.desk import intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.returns import pay_back
from backoffice_tui.exchange.payments import (
    MESSAGE,
    Order,
    Payer,
    Payment,
    credit_transfer,
    sepa,
)
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble, Usage
from backoffice_tui.settings.choices import PaidFrom
from tests.conftest import MakeDesk
from tests.feeds import TYOJONO
from tests.hostile import HOSTILE
from tests.leases import bring, contract, tenant
from tests.making import everything

PAYER = PaidFrom("Esimerkin Asunnot Oy", nobody.iban(1), "")
SCHEMA = xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / f"{MESSAGE}.xsd")
DAY = date(2026, 11, 20)


@pytest.fixture
def desk(make_desk: MakeDesk, tmp_path: Path) -> Desk:
    """A store with five contracts whose deposits can be given back, and somebody who pays."""
    made = make_desk(payer=PAYER)
    bring(made, tmp_path, *(contract(which, deposit="500,00") for which in range(1, 6)))
    return made


def give_back(desk: Desk, which: int, account: str, amount: str = "", **more: str) -> str:
    told = {"type": "Vakuuden palautus", "contract": f"V-{which}", "details": "Palautetaan."}
    made = intake.register(desk, TYOJONO, told)
    assert made is not None
    given = {"log": "Palautettu.", "iban": account, "amount": amount or "500", **more}
    perform(desk, TYOJONO, made.line.number, "acknowledge", given)
    return made.line.number


def found(path: Path, name: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    SCHEMA.validate(text)
    return re.findall(rf"<{name}(?: [^>]*)?>([^<]+)</{name}>", text)


@pytest.mark.rule("TYO-17")
def test_a_days_returns_are_a_file_that_the_schema_passes(desk: Desk, tmp_path: Path) -> None:
    for which in (1, 2, 3):
        give_back(desk, which, nobody.iban(which), f"{100 * which},05", holder=f"Åke Mäki {which}")
    out, sheet = tmp_path / "pay.xml", tmp_path / "pay.xlsx"
    report = pay_back(desk, TYOJONO, DAY, out, sheet)
    assert (len(report.paid), report.cents, report.again) == (3, 60_015, False)
    assert found(out, "MsgId") == [report.file]
    assert found(out, "CtrlSum") == ["600.15", "600.15"]
    assert found(out, "NbOfTxs") == ["3", "3"]
    assert found(out, "InstdAmt") == ["100.05", "200.05", "300.05"]
    assert found(out, "Nm")[2:] == ["Ake Maki 1", "Ake Maki 2", "Ake Maki 3"]
    assert found(out, "IBAN") == [PAYER.iban, *map(nobody.iban, (1, 2, 3))]
    assert found(out, "Ustrd")[0] == "Vakuuden palautus, sopimus V-1"
    assert found(out, "Dt") == ["2026-11-20"]
    assert out.stat().st_mode & 0o077 == 0
    cells = list(load_workbook(sheet).worksheets[0].values)
    assert [row[5] for row in cells[1:]] == [100.05, 200.05, 300.05]


@pytest.mark.rule("TYO-17")
def test_each_return_is_in_one_file_and_the_file_is_the_same_again(
    desk: Desk, make_desk: MakeDesk, tmp_path: Path
) -> None:
    give_back(desk, 1, nobody.iban(11))
    pay_back(desk, TYOJONO, DAY, tmp_path / "a.xml")
    give_back(desk, 2, nobody.iban(12))
    before = everything(desk)
    later = make_desk("xbo", "2026-11-23T08:00:00+02:00")
    again = pay_back(later, TYOJONO, DAY, tmp_path / "b.xml")
    assert (again.again, again.later, len(again.paid)) == (True, 1, 1)
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()
    assert everything(desk) == before
    monday = make_desk("xbo", "2026-11-23T16:00:00+02:00", payer=PAYER)
    report = pay_back(monday, TYOJONO, date(2026, 11, 22), tmp_path / "c.xml")
    assert [each.contract for each in report.paid] == ["V-2"]
    assert found(tmp_path / "c.xml", "Dt") == ["2026-11-23"]
    assert set(found(tmp_path / "a.xml", "MsgId")).isdisjoint(found(tmp_path / "c.xml", "MsgId"))
    nothing = pay_back(monday, TYOJONO, date(2026, 11, 23), tmp_path / "d.xml")
    assert (nothing.file, nothing.paid) == ("", [])
    assert not (tmp_path / "d.xml").exists()


@pytest.mark.rule("ALL-06", "TYO-17")
def test_a_return_is_taken_back_only_before_the_bank_has_it(desk: Desk, tmp_path: Path) -> None:
    first, second = give_back(desk, 1, nobody.iban(1)), give_back(desk, 2, nobody.iban(2))
    undo(desk, TYOJONO, first)
    report = pay_back(desk, TYOJONO, DAY, tmp_path / "a.xml")
    assert [each.contract for each in report.paid] == ["V-2"]
    with pytest.raises(Refused) as refused:
        undo(desk, TYOJONO, second)
    assert report.file in str(refused.value)


@pytest.mark.rule("TYO-17", "TYO-08")
def test_a_return_without_an_account_waits_until_one_is_on_the_card(
    desk: Desk, make_desk: MakeDesk, tmp_path: Path
) -> None:
    give_back(desk, 1, "")
    give_back(desk, 2, nobody.iban(2))
    report = pay_back(desk, TYOJONO, DAY, tmp_path / "a.xml", tmp_path / "a.xlsx")
    assert [each.contract for each in report.left_out] == ["V-1"]
    assert len(list(load_workbook(tmp_path / "a.xlsx").worksheets[0].values)) == 3
    account = nobody.iban(7)
    number = "UPDATE persons SET iban = ? WHERE key = 'P-1001'"
    desk.store.write(
        lambda session: session.connection().exec_driver_sql(number, (account,)).rowcount
    )
    monday = make_desk("xbo", "2026-11-23T16:00:00+02:00", payer=PAYER)
    report = pay_back(monday, TYOJONO, None, tmp_path / "b.xml")
    assert [(each.contract, each.iban) for each in report.paid] == [("V-1", account)]
    assert found(tmp_path / "b.xml", "Nm")[-1] == "Aino Esimerkki 1"


@pytest.mark.rule("ALL-08")
def test_a_protected_payee_is_named_to_the_bank_only(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1, tenant(1, protected=True), deposit="500,00"))
    give_back(desk, 1, nobody.iban(1), holder="Aino Esimerkki 1")
    out, sheet = tmp_path / "a.xml", tmp_path / "a.xlsx"
    pay_back(desk, TYOJONO, DAY, out, sheet)
    assert "Aino Esimerkki 1" in out.read_text(encoding="utf-8")
    assert "Koekatu" not in out.read_text(encoding="utf-8")
    (_, row) = load_workbook(sheet).worksheets[0].values
    assert row[3:5] == (DOTS, DOTS)


@pytest.mark.rule("TYO-17")
def test_a_dry_run_tells_the_same_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    give_back(desk, 1, nobody.iban(1))
    before = everything(desk)
    dry = pay_back(desk, TYOJONO, DAY, dry_run=True)
    assert everything(desk) == before
    real = pay_back(desk, TYOJONO, DAY, tmp_path / "a.xml")
    assert (dry.paid, dry.cents) == (real.paid, real.cents)


def test_what_cannot_be_paid_is_said(desk: Desk, make_desk: MakeDesk, tmp_path: Path) -> None:
    give_back(desk, 1, nobody.iban(1))
    out = tmp_path / "a.xml"
    before = everything(desk)
    for payer in (PaidFrom(), PaidFrom("Oy", "FI00")):
        with pytest.raises(Refused):
            pay_back(make_desk("xbo", payer=payer), TYOJONO, DAY, out)
    wrong = make_desk("xbo", payer=PaidFrom("Oy", nobody.iban(1), "not a bic"))
    with pytest.raises(StoreTrouble):
        pay_back(wrong, TYOJONO, DAY, out)
    with pytest.raises(Usage):
        pay_back(desk, TYOJONO, date(2026, 11, 21), out)
    with pytest.raises(Usage):
        pay_back(desk, TYOJONO, DAY)
    for odd in (tmp_path / "nowhere" / "a.xml", tmp_path):
        with pytest.raises((StoreTrouble, Conflict)):
            pay_back(desk, TYOJONO, DAY, odd)
    with pytest.raises(Usage):
        pay_back(desk, TYOJONO, DAY, out, tmp_path / "a.pdf")
    out.write_text("something else", encoding="utf-8")
    with pytest.raises(Conflict):
        pay_back(desk, TYOJONO, DAY, out)
    assert everything(desk) == before
    pay_back(desk, TYOJONO, DAY, tmp_path / "b.xml")
    with pytest.raises(Conflict):
        pay_back(desk, TYOJONO, DAY, out)
    assert out.read_text(encoding="utf-8") == "something else"
    report = pay_back(desk, TYOJONO, DAY, out, overwrite=True)
    assert report.again
    assert pay_back(desk, TYOJONO, DAY, out).again


@pytest.mark.rule("TYO-17")
@given(
    st.one_of(st.text(max_size=200), st.sampled_from(list(HOSTILE.values()))), st.integers(1, 140)
)
def test_any_text_is_spelled_in_the_letters_of_sepa(text: str, most: int) -> None:
    spelled = sepa(text, most)
    assert re.fullmatch(r"[a-zA-Z0-9/\-?:().,'+ ]+", spelled)
    assert len(spelled) <= most
    assert not spelled.startswith("/")
    assert not spelled.endswith("/")
    assert "//" not in spelled


@pytest.mark.rule("TYO-17")
def test_any_names_and_sums_make_a_file_that_the_schema_passes() -> None:
    payments = [
        Payment(reference=text, name=text, iban=nobody.iban(at), cents=at + 1, text=text * 5)
        for at, text in enumerate(HOSTILE.values())
    ]
    payer = Payer(name=HOSTILE["wide"], iban=nobody.iban(5), bic="NDEAFIHH")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    xml = credit_transfer(Order(name="x", made_at=at, day=DAY, payer=payer, payments=payments))
    SCHEMA.validate(xml.decode())
    total = sum(payment.cents for payment in payments)
    assert xml.decode().count(f"<CtrlSum>{total // 100}.{total % 100:02d}</CtrlSum>") == 2
