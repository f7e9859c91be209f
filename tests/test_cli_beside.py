"""The commands beside the queues."""

from pathlib import Path

import pytest

from tests.commands import Office, call, registered


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def number(office: Office) -> str:
    return registered(office, call(0, disconnected=True, contact_name="Bo Ek"))[0]


@pytest.mark.rule("SYST-15")
def test_the_outage_is_switched_with_who_and_when(office: Office, number: str) -> None:
    assert number
    assert office("wms", "status", "--json").json == {"down": False, "since": None, "by": None}
    told = {"down": True, "since": "2026-11-20T09:30:00+01:00", "by": "xbo"}
    assert office("wms", "down", "--json", agent="xbo").json == told
    assert office("wms", "--json").json == told
    assert "NERE" in office("wms").out
    assert office("wms", "up", "--json").json["down"] is False


@pytest.mark.rule("SYST-14")
def test_a_shift_from_start_to_report(office: Office) -> None:
    (number,) = registered(office, call(0, direction="out"))
    assert office("shift", "end").code == 3
    assert office("shift", "start", "--json").json["ended"] is None
    office("syst", "close", number, "--log", "Klart.")
    boxes = {each["box"]: each for each in office("shift", "status", "--json").json["boxes"]}
    assert list(boxes["KS Privat"]) == ["box", "worked", "closed", "corrected"]
    assert (boxes["KS Privat"]["worked"], boxes["KS Privat"]["closed"]) == (True, 1)
    assert boxes["KS Företag"]["closed"] is None
    assert office("shift", "correct", "ks foretag", "4", "--reason", "På papper").code == 0
    assert office("shift", "correct", "KS Privat", "nej").code == 3
    assert office("shift", "correct", "KS Privat", "många", "--reason", "x").code == 2
    assert "KS Företag\tJa, 4 (rättat för hand)" in office("shift", "end").out
    (shift,) = office("shift", "report", "--week", "2026-W47", "--json").json["shifts"]
    assert (shift["agent"], shift["remaining"]["errands"]) == ("xanna", 0)
    assert office("shift", "report", "--week", "x").code == 2
    ran = office("shift", "report", "--out", "f.xlsx", "--json")
    assert ran.json == {"written": 1, "file": "f.xlsx", "already": 0, "no_column": []}
    assert "xanna" in office("shift", "report").out


def test_messages_are_listed_shown_exported_and_marked(office: Office, number: str) -> None:
    office("syst", "text", number)
    (message,) = office("outbox", "list", "--json").json["messages"]
    assert list(message) == ["id", "case", "channel", "to", "subject", "state"]
    assert (message["case"], message["channel"]) == (number, "sms")
    shown = office("outbox", "show", str(message["id"]), "--json").json
    assert list(shown) == [*message, "body", "attachments"]
    assert shown["attachments"] == []
    assert "personnummer" in office("outbox", "show", str(message["id"])).out
    (office.folder / "ut").mkdir()
    (written,) = office("outbox", "export", "ut", "--json").json["written"]
    assert (office.folder / "ut" / written).exists()
    assert office("outbox", "export", "none").code == 6
    marked = office("outbox", "mark-sent", str(message["id"]), "--json")
    assert (marked.code, marked.json["state"]) == (0, "sent")
    assert office("outbox", "mark-sent", str(message["id"])).code == 3
    assert office("outbox", "show", "99").code == 4
    assert office("outbox", "show", "x").code == 2
    assert office("outbox", "send").code == 3
    assert office("outbox", "list", "--json").json == {"messages": []}
    assert len(office("outbox", "list", "--all", "--json").json["messages"]) == 1


@pytest.mark.rule("ALL-11")
def test_what_has_to_be_entered_elsewhere_is_ticked(office: Office) -> None:
    (number,) = registered(office, call(0, direction="out"))
    office("syst", "close", number, "--log", "Klart.")
    todo = office("todo", "--json").json["todo"]
    assert list(todo[0]) == ["id", "queue", "number", "at", "what", "state", "text"]
    assert [each["number"] for each in todo] == [number, number]
    assert "Klart." in office("todo", "--text").out
    assert office("todo", "--json", agent="xbo").json == {"todo": []}
    assert len(office("todo", "--everyone", "--json", agent="xbo").json["todo"]) == 2
    ticks = [word for each in todo for word in ("--done", str(each["id"]))]
    assert office("todo", *ticks, "--json").json == {"todo": []}
    assert office("todo", "--done", "x").code == 2


def test_the_store_as_a_file(office: Office, number: str) -> None:
    assert number
    assert office("db", "check", "--json").json == {"ok": True, "problems": []}
    assert office("db", "migrate").code == 0
    assert office("db", "backup", "copy.db").code == 0
    assert office("db", "backup", "copy.db").code == 6
    assert office("db", "restore", "copy.db").code == 3
    ran = office("db", "restore", "copy.db", "--yes", "--json")
    assert ran.code == 0
    assert Path(ran.json["kept"]).exists()
    hits = office("db", "erase-proof", "Åsa Ek", "--json")
    assert hits.code == 1
    assert list(hits.json["hits"][0]) == ["place", "where", "count"]
    assert office("db", "erase-proof", "Finns Inte Alls").code == 0
    assert office("db", "erase-proof", "x").code == 2


def test_doctor_has_a_line_a_check(office: Office, number: str) -> None:
    assert number
    checks = office("doctor", "--json").json["checks"]
    assert list(checks[0]) == ["name", "ok", "message"]
    assert len(office("doctor").out.splitlines()) == len(checks)
    office.db.unlink()
    assert office("doctor").code == 1


@pytest.mark.rule("ALL-01")
def test_every_rule_is_carried_out_somewhere(office: Office) -> None:
    rules = {each["rule"]: each for each in office("rules", "--json").json["rules"]}
    wanted = {f"SYST-{at:02}" for at in range(1, 16)} | {f"ALL-{at:02}" for at in range(1, 12)}
    assert set(rules) >= wanted
    for rule in rules.values():
        assert rule["commands"], rule
        assert all(command.startswith("backoffice ") for command in rule["commands"])
    assert "test_cli_beside::test_every_rule_is_carried_out_somewhere" in rules["ALL-01"]["tests"]
    assert office("rules").code == 0
    assert not office.db.exists()


def test_the_keys_have_ids_and_follow_the_settings(office: Office) -> None:
    keys = {each["id"]: each for each in office("keys", "--json").json["keys"]}
    assert keys["syst.close"]["key"] == "a"
    assert all(each["title"] for each in keys.values())
    office.file("backoffice.toml", '[keys]\n"syst.close" = "f7"\n')
    changed = {each["id"]: each["key"] for each in office("keys", "--json").json["keys"]}
    assert changed["syst.close"] == "f7"


def test_a_store_to_practise_on(office: Office) -> None:
    ran = office("demo", "--fill-only", "--size", "30", "--json")
    assert (ran.code, ran.json["created"]) == (0, 30)
    assert office("syst", "list", "--all", "--json").json["total"] == 30
    assert office("demo", "--fill-only", "--size", "30").code == 3
    other = str(office.folder / "other.db")
    assert (
        office.bare("--as", "xanna", "demo", "--fill-only", "--db", other, "--size", "5").code == 0
    )
    assert office.bare("--as", "xanna", "demo", "--fill-only").code == 2
    assert office("demo").code == 2
    assert office("demo", "--size", "0").code == 2
    assert office("demo", "--size", "1000001").code == 2
