"""The real command in a real terminal, in Finnish: a notice of the last party ends the contract."""

from pathlib import Path

import pytest

from backoffice_tui.desk.desk import Desk
from tests.leases import bring, contract
from tests.tasks import bound, notice, open_tasks
from tests.terminal import Terminal
from tests.test_pty import COMMAND

NOW = "2026-11-20T09:30:00+02:00"
SLOW = 20


@pytest.mark.rule("TYO-11", "TYO-12", "TYO-13")
def test_a_contract_is_ended_in_a_terminal(db: Path, desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1))
    notice(desk, "P-1001")
    argv = [*COMMAND, "--db", str(db), "--as", "xanna", "--lang", "fi"]
    with Terminal(argv, env={"BACKOFFICE_NOW": NOW}) as terminal:
        terminal.wait_for("Ohje", timeout=SLOW)
        terminal.press("4")
        terminal.wait_for("Sopimuksen irtisanominen", timeout=SLOW)
        terminal.press("enter")
        terminal.wait_for("suljettu", timeout=SLOW)
        terminal.press("e")
        terminal.wait_for("Muuttopäivä", timeout=SLOW)
        terminal.press("f2")
        terminal.wait_for("ei vielä tallennettu", timeout=SLOW)
        terminal.press("f2")
        terminal.wait_for("päätetään kaikilta", timeout=SLOW)
        terminal.press("k")
        terminal.wait_for("Kuitattu", timeout=SLOW)
        terminal.press("ctrl+q")
        assert terminal.wait(SLOW) == 0
        assert terminal.not_restored == []
    assert bound(desk) == []
    assert open_tasks(desk) == ["Muuttotarkastus", "Poismuutto"]
