"""Two agents decide on the two spouses' notices in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem, Refused
from tests.conftest import MakeDesk
from tests.leases import bring, contract, tenant
from tests.making import rows
from tests.tasks import RULED, bound, make, notice, task, tenancy


def at_once(first: tuple[Desk, str, str], second: tuple[Desk, str, str]) -> list[Problem | None]:
    """What came of two moves that begin together."""
    begin = Barrier(2)

    def run(desk: Desk, number: str, move: str) -> Problem | None:
        asked = {"confirm": {"end": RULED}, "acknowledge": {"log": "Done."}}
        begin.wait()
        try:
            make(desk, number, move, **asked[move])
        except Problem as why:
            return why
        return None

    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(run, *first), pool.submit(run, *second)]]


@pytest.mark.rule("TYO-12", "ALL-03")
def test_of_two_confirmations_at_once_only_one_goes_through(
    desk: Desk, colleague: Desk, tmp_path: Path
) -> None:
    for which in range(5):
        people = tenant(2 * which), tenant(2 * which + 1)
        bring(desk, tmp_path, contract(which, *people))
        number = f"V-{which}"
        first, second = (notice(desk, each["person"], number).number for each in people)
        found = at_once((desk, first, "confirm"), (colleague, second, "confirm"))
        refused = [each for each in found if each]
        assert [(type(each), each.rule) for each in refused] == [(Refused, "TYO-12")]
        assert len(bound(desk, number)) == 1


@pytest.mark.rule("TYO-17", "ALL-03")
def test_of_two_transfers_at_once_only_one_finds_the_money(
    desk: Desk, make_desk: MakeDesk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, contract(1, tenant(1)), contract(2, tenant(1), deposit="0"))
    both = [
        task(desk, type="Vakuuden siirto", target_contract="V-2", amount="1000").number
        for _ in range(2)
    ]
    found = at_once((desk, both[0], "acknowledge"), (make_desk("xbo"), both[1], "acknowledge"))
    assert [each.rule for each in found if each] == ["TYO-17"]
    assert (tenancy(desk).deposit, tenancy(desk, "V-2").deposit) == (62_470, 100_000)
    assert rows(desk, "SELECT sum(cents) FROM postings") == [(0,)]
