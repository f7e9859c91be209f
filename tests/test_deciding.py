"""What leads decide: checked in words, versioned with who and from when, in force at once where it should be."""

from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.desk import deciding, letter_texts, worklist
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.doctor import checks
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.watch import signal
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.settings.edited import values_of
from tests.calls import taken
from tests.commands import Office, call, registered
from tests.conftest import MakeDesk
from tests.console import bring_in
from tests.hostile import HOSTILE
from tests.screens import is_harmless

TODAY = date(2026, 11, 20)
LATER = date(2026, 12, 1)


@pytest.fixture
def lead(make_desk: MakeDesk) -> Desk:
    return make_desk("xlead")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def value(desk: Desk, queue: Queue, key: str) -> str:
    return values_of(desk.data(queue)).get(key, "")


@pytest.mark.rule("SYST-11")
def test_a_wait_holds_from_its_day_and_is_stamped_into_the_log(
    lead: Desk, make_desk: MakeDesk, syst: Queue
) -> None:
    made = deciding.decide(lead, syst, "departments.matning", "5", LATER, "Ny  bemanning")
    assert (made.version, made.made_by, made.reason) == ("2026-12-01.1", "xlead", "Ny bemanning")
    assert value(lead, syst, "departments.Mätning") == "2"
    for now, due, version in (
        ("2026-11-30T09:00:00+01:00", "2026-12-02", "2026-1"),
        ("2026-12-01T09:00:00+01:00", "2026-12-08", "2026-12-01.1"),
    ):
        desk = make_desk(now=now)
        number = taken(desk, syst)
        line = perform(desk, syst, number, "forward", {"to": "Mätning", "log": "Saknas."})
        assert str(line.due) == due
        stamped = desk.store.reader.rows("SELECT routine FROM entries ORDER BY id DESC LIMIT 1")
        assert stamped == [(version,)]


def test_a_running_console_notices_what_a_lead_decided(lead: Desk, desk: Desk, syst: Queue) -> None:
    before = signal(desk)
    assert value(desk, syst, "departments.Mätning") == "2"
    deciding.decide(lead, syst, "departments.Mätning", "4", TODAY)
    assert signal(desk) != before
    assert value(desk, syst, "departments.Mätning") == "4"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("departments.Mätning", "många", "heltal"),
        ("departments.Mätning", "-1", "heltal från 0 till 60"),
        ("departments.Mätning", "61", "heltal från 0 till 60"),
        ("departments.MATNING ", "2", "redan 2"),
        ("groups", "KS Privat", "minst 2 namn"),
        ("groups", "KS Privat, ks privat", "två gånger"),
        ("boxes", " , ", "tom"),
        ("classes.Inflytt.stems", "avflyt", "två gånger"),
        ("classes.Inflytt.rank", "10", "heltal"),
        ("extra_days.Inflyttning", "1", "Inflyttning"),
        ("retention.days", "7", "heltal från 30"),
        ("limits.kundservice", "5", "Det finns inget värde"),
        ("hittepå", "1", "Det finns inget värde"),
        ("version", "9", "Det finns inget värde"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    lead: Desk, syst: Queue, key: str, text: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        deciding.decide(lead, syst, key, text, TODAY)
    assert refused.value.field == "value"
    assert deciding.history(lead, deciding.name_of(syst)) == []


def test_only_leads_decide_and_not_for_the_past(desk: Desk, lead: Desk, syst: Queue) -> None:
    with pytest.raises(Refused, match="skiftledare"):
        deciding.decide(desk, syst, "departments.Mätning", "3", TODAY)
    for day in (date(2026, 11, 19), date(2031, 1, 1)):
        with pytest.raises(Refused, match="före i dag"):
            deciding.decide(lead, syst, "departments.Mätning", "3", day)
    deciding.decide(lead, syst, "departments.Mätning", "3", LATER)
    with pytest.raises(Refused, match=r"2026-12-01\.1"):
        deciding.decide(lead, syst, "departments.Nätdrift", "3", TODAY)


@pytest.mark.rule("ALL-06")
def test_changes_add_up_and_are_taken_back_the_last_first(
    lead: Desk, make_desk: MakeDesk, syst: Queue
) -> None:
    deciding.decide(lead, syst, "departments.Mätning", "3", TODAY)
    other = make_desk("xlead")
    deciding.decide(other, syst, "departments.Juridik", "4", TODAY)
    deciding.decide(lead, syst, "departments.Kundavtal", None, TODAY)
    names = [key for key in values_of(lead.data(syst)) if key.startswith("departments.")]
    assert [name.partition(".")[2] for name in names] == [
        "Mätning",
        "Nätdrift",
        "Fakturering",
        "Juridik",
    ]
    assert deciding.withdraw(lead, deciding.name_of(syst)).version == "2026-11-20.3"
    assert value(lead, syst, "departments.Kundavtal") == "3"
    assert value(lead, syst, "departments.Juridik") == "4"
    deciding.decide(lead, syst, "departments", None, TODAY)
    assert value(lead, syst, "departments.Mätning") == "2"
    for _ in range(3):
        deciding.withdraw(lead, deciding.name_of(syst))
    assert value(lead, syst, "departments.Mätning") == "2"
    with pytest.raises(NotFound):
        deciding.withdraw(lead, deciding.name_of(syst))
    history = deciding.history(lead, deciding.name_of(syst))
    assert [bool(each.withdrawn_at) for each in history] == [True] * 4
    assert "Återtagen av xlead" in deciding.told(lead, history[0])


@pytest.mark.rule("SYST-06")
def test_a_class_changed_moves_the_open_cases_and_says_so(
    lead: Desk, desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    bring_in(desk, syst, tmp_path)
    change = deciding.changed(lead, syst, "classes.Inflytt.rank", "1", TODAY)
    assert "1" in deciding.effect(lead, syst, change)
    deciding.decide(lead, syst, change.key, "1", TODAY)
    assert deciding.apply(lead, syst) == 1
    assert deciding.apply(lead, syst) == 0
    desk.look_again()
    order = [line.number for line in worklist.page(desk, syst, Filter()).rows]
    assert order == ["1003", "1004", "1005", "1001", "1002"]
    (*_, last) = show(desk, syst, "1002").log
    assert (last.move, last.by) == ("settle", "xlead")
    # It is nobody's work: there is nothing of it to take back.
    with pytest.raises(Refused):
        undo(desk, syst, "1002")


def test_comments_stay_and_a_file_of_ones_own_counts_too(
    make_desk: MakeDesk, syst: Queue, tmp_path: Path
) -> None:
    own = tmp_path / "syst-egen.toml"
    own.write_text(
        'version = "egen"\nfrom = 2026-11-01\n\n# Efter mötet.\n[departments]\n'
        '"Mätning" = 4  # lovat\n"Juridik" = 6\n',
        encoding="utf-8",
    )
    lead = make_desk("xlead", routine_files={syst.key: own})
    assert value(lead, syst, "departments.Juridik") == "6"
    made = deciding.decide(lead, syst, "departments.Juridik", "7", TODAY)
    assert "# Efter mötet." in made.body
    assert "# lovat" in made.body
    assert value(lead, syst, "departments.Juridik") == "7"
    assert value(lead, syst, "departments.Mätning") == "4"
    own.write_text('version = "ny"\nfrom = 2026-11-25\n[departments]\n"Juridik" = 9\n', "utf-8")
    from backoffice_tui.settings.routine_data import load_routine

    load_routine.cache_clear()
    week_on = make_desk("xlead", "2026-11-26T09:00:00+01:00", routine_files={syst.key: own})
    assert value(week_on, syst, "departments.Juridik") == "9"


def test_a_whole_file_is_loaded_or_its_line_named(lead: Desk, syst: Queue) -> None:
    with pytest.raises(Refused, match=":3: "):
        deciding.load(lead, syst, '# x\n[departments]\n"Mätning" = "två"\n', TODAY)
    with pytest.raises(Refused, match=":2: "):
        deciding.load(lead, syst, "[departments]\nMätning\n", TODAY)
    made = deciding.load(lead, syst, '# Vårt eget.\n[departments]\n"Mätning" = 9\n', TODAY)
    assert "# Vårt eget." in made.body
    assert value(lead, syst, "departments.Mätning") == "9"
    assert value(lead, syst, "departments.Kundavtal") == ""


@pytest.mark.rule("STORA-01")
def test_limits_hold_for_commands_that_only_reckon(office: Office) -> None:
    route = ("stora", "route", "--count", "6", "--kind", "invoice", "--customer", "private")
    assert office(*route, "--json").json["route"] == "backoffice"
    registered(office, call(0, direction="out"))
    ran = office("routine", "set", "stora", "limits.kundservice", "8", agent="xlead")
    assert ran.code == 0, ran.err
    assert "limits.kundservice: 5 → 8" in ran.err
    assert office(*route, "--json").json["route"] == "kundservice"


@pytest.mark.rule("STORA-11")
def test_a_letter_is_tried_before_it_holds(lead: Desk, desk: Desk) -> None:
    text = "Klart: {{ number }}\n\nHej {{ name }}\n{{ facilities | listed }}\n"
    assert letter_texts.preview("reply.sv", text)[0] == "Klart: 1003"
    for wrong, said in (
        ("Klart {{ nummer }}\n\nHej", "nummer"),
        ("Klart {{ number }\n\nHej", "rad 1"),
        ("Bara ett ämne\n", "ämne"),
        ("{% if change == 'move' %}Flytt {{ saknas }}{% else %}Annat{% endif %}\n\nHej", "saknas"),
    ):
        with pytest.raises(Refused, match=said):
            letter_texts.decide(lead, "reply.sv", wrong, TODAY)
    letter_texts.decide(lead, "reply.sv", text, TODAY, "Kortare")
    assert letter_texts.text_of(lead, "reply.sv") == text
    desk.look_again()
    context = desk.context(QUEUES["stora"])
    values = {"name": "Åsa", "number": "7", "facilities": ["735999"], "count": 1}
    assert context.letter("reply", "sv", values)[0] == "Klart: 7"
    with pytest.raises(Refused, match="skiftledare"):
        letter_texts.decide(desk, "reply.sv", text, TODAY)
    with pytest.raises(NotFound, match=r"confirmation\.sv"):
        letter_texts.text_of(lead, "../reply.sv")
    deciding.withdraw(lead, letter_texts.name_of("reply.sv"))
    assert letter_texts.text_of(lead, "reply.sv") != text


def test_by_command(office: Office) -> None:
    registered(office, call(0, direction="out"))
    assert office("routine", "set", "syst", "departments.Mätning", "3").code == 3
    change = ("routine", "set", "syst", "departments.Mätning", "3", "--reason", "Ny bemanning")
    ran = office(*change, "--dry-run", agent="xlead")
    assert (ran.code, "kommer tillbaka ons 2026-11-25" in ran.err) == (0, True)
    assert office("routine", "history", "syst", "--json").json == {"editions": []}
    made = office(*change, "--json", agent="xlead").json
    assert (made["version"], made["from"]) == ("2026-11-20.1", "2026-11-20")
    shown = office("routine", "show", "syst", "--json").json
    assert (shown["version"], shown["values"]["departments.Mätning"]) == ("2026-11-20.1", "3")
    assert "departments.Mätning\t3\t2" in office("routine", "show", "syst").out
    assert office(*change, "--from", "2026-11-01", agent="xlead").code == 3
    assert "Ny bemanning" in office("routine", "history", "syst").out
    assert office("routine", "unset", "syst", "groups", agent="xlead").code == 0
    assert office("routine", "undo", "syst", agent="xlead").code == 0
    assert office("routine", "undo", "syst", agent="xlead").code == 0
    assert office("routine", "undo", "syst", agent="xlead").code == 4
    assert office("routine", "apply", "--json", agent="xlead").json["moved"]["syst"] == 0
    office.file("brev.txt", "Klart {{ number }}\n\nHej {{ name }}\n")
    assert office("routine", "set-letter", "reply.sv", "brev.txt", agent="xlead").code == 0
    assert office("routine", "letter", "reply.sv").out.startswith("Klart {{ number }}")
    assert office("routine", "letter", "reply.sv", "--preview").out.startswith("Klart 1003")
    assert office("routine", "history", "reply.sv", "--json").json["editions"]
    office.file("egen.toml", "[departments]\nMätning\n")
    assert office("routine", "load", "syst", "egen.toml", agent="xlead").code == 3
    assert office("routine", "load", "syst", "saknas.toml", agent="xlead").code == 6
    assert office("routine", "load", "syst", "/dev/null", agent="xlead").code == 6
    (office.folder / "gammal.toml").write_bytes("[departments]\nMätning = 3".encode("cp1252"))
    ran = office("routine", "load", "syst", "gammal.toml", agent="xlead")
    assert (ran.code, "UTF-8" in ran.err) == (3, True)


def test_an_edition_that_no_longer_can_be_is_named_and_can_be_taken_back(
    lead: Desk, syst: Queue
) -> None:
    deciding.decide(lead, syst, "departments.Mätning", "3", TODAY)
    with lead.store.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE editions SET body = replace(body, '= 3', '= 99')"
        )
    lead.look_again()
    assert value(lead, syst, "departments.Mätning") == "2"
    routines = next(each for each in checks(lead) if each.name == "Rutinfiler")
    assert (routines.ok, "2026-11-20.1" in routines.message) == (False, True)
    with pytest.raises(Refused, match="60"):
        deciding.decide(lead, syst, "departments.Nätdrift", "3", TODAY)
    deciding.withdraw(lead, deciding.name_of(syst))
    assert deciding.broken(lead, syst) == ""


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_names_are_only_text(lead: Desk, syst: Queue, name: str) -> None:
    try:
        deciding.decide(lead, syst, f"departments.{HOSTILE[name]}", "3", TODAY, HOSTILE[name])
    except Refused:
        return
    made = deciding.history(lead, deciding.name_of(syst))[0]
    for text in (*values_of(lead.data(syst)), deciding.told(lead, made)):
        assert is_harmless(text)
