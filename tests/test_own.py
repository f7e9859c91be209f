"""Drafts and preferences belong to one agent and survive the program."""

from backoffice_tui.desk import drafts, preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.text import clean
from tests.conftest import MakeDesk
from tests.hostile import HOSTILE


def test_a_draft_is_there_after_a_restart_and_nobody_elses(
    make_desk: MakeDesk, colleague: Desk
) -> None:
    desk = make_desk()
    drafts.keep(desk, "log:1", "Ringde kund")
    drafts.keep(desk, "log:1", "Ringde kunden, inget svar")
    desk.close()
    again = make_desk()
    assert drafts.kept(again, "log:1") == "Ringde kunden, inget svar"
    assert drafts.kept(again, "log:2") == ""
    assert drafts.kept(colleague, "log:1") == ""
    assert drafts.all_kept(colleague) == []


def test_drafts_are_named_newest_first_and_dropped(make_desk: MakeDesk) -> None:
    drafts.keep(make_desk(now="2026-11-20T09:00:00+01:00"), "a", "först")
    drafts.keep(make_desk(now="2026-11-20T10:00:00+01:00"), "b", "sedan")
    desk = make_desk()
    assert [name for name, _ in drafts.all_kept(desk)] == ["b", "a"]
    assert drafts.all_kept(desk)[0][1].isoformat() == "2026-11-20T09:00:00+00:00"
    drafts.drop(desk, "b")
    drafts.drop(desk, "b")
    drafts.keep(desk, "a", "")
    assert drafts.all_kept(desk) == []


def test_any_text_can_be_kept(desk: Desk) -> None:
    for text in HOSTILE:
        drafts.keep(desk, "log", text)
        assert drafts.kept(desk, "log") == clean(text)


def test_a_choice_is_remembered_for_the_one_who_made_it(desk: Desk, colleague: Desk) -> None:
    assert preferences.remembered(desk, "list.team") == ""
    preferences.remember(desk, "list.team", "KS Företag")
    preferences.remember(desk, "list.team", "KS Privat")
    assert preferences.remembered(desk, "list.team") == "KS Privat"
    assert preferences.remembered(colleague, "list.team") == ""
    preferences.remember(desk, "list.team", "")
    assert preferences.remembered(desk, "list.team") == ""
    assert desk.store.reader.rows("SELECT * FROM preferences") == []


def test_reading_a_draft_loads_no_database_layer() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from backoffice_tui.desk import drafts, preferences, outbox, todo, shift\n"
        "assert not {'sqlalchemy', 'sqlmodel', 'openpyxl', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
