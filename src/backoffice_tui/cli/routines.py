"""`routine`: what leads decide, from a day on: a routine's data and the letters."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so, table
from backoffice_tui.cli.verbs import CHANGES, FINDS, Verb, group_of
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.store.editions import Decided

LARGEST: Final = 200_000
"""Bytes of a file with what is decided."""


def app(call: Call) -> typer.Typer:
    """Looking at what holds, changing it, its history, and taking a change back."""
    verbs = (
        _show(call),
        _set(call),
        _unset(call),
        _load(call),
        _letter(call),
        _set_letter(call),
        _history(call),
        _undo(call),
        _apply(call),
    )
    return group_of(say("cli.routine.help"), say("cli.routine.example"), verbs, CHANGES)


def _verb(
    name: str, run: Callable[[Given], int], *params: Param, codes: tuple[int, ...] = CHANGES
) -> Verb:
    return Verb(
        name=name,
        help=say(f"cli.routine.{name}.help"),
        example=say(f"cli.routine.{name}.example"),
        params=params,
        run=run,
        codes=codes,
    )


def _queue() -> Param:
    said = say("cli.option.routine-queue", known=", ".join(QUEUES))
    return Param(name="queue", argument=True, required=True, help=said)


def _word(name: str) -> Param:
    return Param(name=name, argument=True, required=True, help=say(f"cli.option.routine-{name}"))


def _when() -> tuple[Param, ...]:
    metavar = say("cli.metavar.date")
    return (
        Param(name="from", metavar=metavar, help=say("cli.option.routine-from")),
        Param(name="reason", help=say("cli.option.routine-reason")),
        Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
    )


def _show(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.settings.edited import values_of
        from backoffice_tui.settings.routine_data import load_routine

        desk, queue = call.desk(), queue_named(given.text("queue"))
        data = desk.data(queue)
        values, shipped = values_of(data), values_of(load_routine(queue.key))
        if given.flag("json"):
            document({"version": data.version, "from": data.holds_from, "values": values})
            return 0
        heads = [say(f"cli.routine.column.{name}") for name in ("key", "value", "shipped")]
        rows = [
            [key, value, "" if shipped.get(key) == value else shipped.get(key, "–")]
            for key, value in values.items()
        ]
        table(heads, rows, {1, 2})
        say_so(say("cli.routine.version", version=data.version, day=data.holds_from))
        return 0

    return _verb("show", run, _queue(), codes=FINDS)


def _set(call: Call) -> Verb:
    def run(given: Given) -> int:
        return _decide(call, given, given.text("value"))

    params = (_queue(), _word("key"), _word("value"), *_when())
    return _verb("set", run, *params)


def _unset(call: Call) -> Verb:
    def run(given: Given) -> int:
        return _decide(call, given, None)

    params = (_queue(), _word("key"), *_when())
    return _verb("unset", run, *params)


def _decide(call: Call, given: Given, value: str | None) -> int:
    from backoffice_tui.desk import deciding

    desk, queue = call.desk(), queue_named(given.text("queue"))
    day = deciding.day_of(desk, given.text("from"))
    change = deciding.changed(desk, queue, given.text("key"), value, day)
    say_so(say("deciding.change", key=change.key, before=change.before, after=change.after))
    if effect := deciding.effect(desk, queue, change):
        say_so(effect)
    if given.flag("dry_run"):
        desk.require_lead()
        return 0
    made = deciding.decide(desk, queue, given.text("key"), value, day, given.text("reason"))
    if change.key.partition(".")[0] in deciding.REORDERS and day <= desk.today(queue):
        say_so(say("deciding.moved", count=deciding.apply(desk, queue)))
    return _say(desk, made, given)


def _load(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import deciding

        desk, queue = call.desk(), queue_named(given.text("queue"))
        text = _read(path_of(given.text("file"), call.cwd))
        day = deciding.day_of(desk, given.text("from"))
        if given.flag("dry_run"):
            deciding.check(desk, queue, text, day)
            return 0
        made = deciding.load(desk, queue, text, day, given.text("reason"))
        if day <= desk.today(queue):
            say_so(say("deciding.moved", count=deciding.apply(desk, queue)))
        return _say(desk, made, given)

    return _verb("load", run, _queue(), _word("file"), *_when())


def _letter(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import letter_texts

        desk, name = call.desk(), given.text("letter")
        text = letter_texts.text_of(desk, name)
        subject, body = letter_texts.preview(name, text) if given.flag("preview") else ("", text)
        if given.flag("json"):
            document({"letter": name, "subject": subject or None, "text": body})
        else:
            result("\n\n".join(filter(None, (subject, body))))
        return 0

    preview = Param(name="preview", flag=True, help=say("cli.option.routine-preview"))
    return _verb("letter", run, _word("letter"), preview, codes=FINDS)


def _set_letter(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import deciding, letter_texts

        desk, name = call.desk(), given.text("letter")
        text = _read(path_of(given.text("file"), call.cwd))
        subject, body = letter_texts.preview(name, text)
        say_so(f"{subject}\n\n{body}")
        if given.flag("dry_run"):
            desk.require_lead()
            return 0
        day = deciding.day_of(desk, given.text("from"))
        return _say(desk, letter_texts.decide(desk, name, text, day, given.text("reason")), given)

    return _verb("set-letter", run, _word("letter"), _word("file"), *_when())


def _history(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import deciding

        desk = call.desk()
        found = deciding.history(desk, _named(given.text("what")))
        if given.flag("json"):
            document({"editions": [_document(each) for each in found]})
        else:
            result("\n".join(deciding.told(desk, each) for each in found))
        return 0

    return _verb("history", run, _word("what"), codes=FINDS)


def _undo(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import deciding

        desk, name = call.desk(), given.text("what")
        gone = deciding.withdraw(desk, _named(name))
        if name in QUEUES:
            say_so(say("deciding.moved", count=deciding.apply(desk, QUEUES[name])))
        if given.flag("json"):
            document(_document(gone))
        else:
            say_so(say("deciding.taken-back", version=gone.version))
        return 0

    return _verb("undo", run, _word("what"))


def _apply(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import deciding

        desk = call.desk()
        moved = {key: deciding.apply(desk, queue) for key, queue in QUEUES.items()}
        if given.flag("json"):
            document({"moved": moved})
        else:
            say_so(say("deciding.moved", count=sum(moved.values())))
        return 0

    return _verb("apply", run)


def _named(name: str) -> str:
    """A queue's key or a letter's name, as its editions are kept."""
    from backoffice_tui.desk import deciding, letter_texts

    return deciding.name_of(QUEUES[name]) if name in QUEUES else letter_texts.name_of(name)


def _read(path: Path) -> str:
    """The text of a file; StoreTrouble where it cannot be read, Refused where it is no text of that size."""
    from backoffice_tui.exchange.files import opened

    with opened(path) as file:
        raw = file.read(LARGEST + 1)
    try:
        if len(raw) <= LARGEST:
            return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    shown = clean(path.name, limit=100, one_line=True)
    raise Refused("deciding.no-text", field="file", file=shown, most=LARGEST >> 10)


def _document(each: "Decided") -> dict[str, object]:
    return {
        "version": each.version,
        "from": each.holds_from,
        "by": each.made_by,
        "at": each.made_at.isoformat(timespec="seconds"),
        "reason": each.reason,
        "withdrawn_by": each.withdrawn_by or None,
    }


def _say(desk: "Desk", made: "Decided", given: Given) -> int:
    from backoffice_tui.desk import deciding

    if given.flag("json"):
        document(_document(made))
    else:
        say_so(deciding.told(desk, made))
    return 0
