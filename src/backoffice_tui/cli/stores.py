"""`db`, `doctor` and `demo`: the store as a file, the program's health, and a store to practise on."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.keeping import retention_verb
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so
from backoffice_tui.cli.verbs import CHANGES, READS, Verb, app_of, group_of
from backoffice_tui.routine.errors import Usage
from backoffice_tui.settings import SettingsError
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.doctor import Check

USUAL_SIZE: Final = 400
LARGEST_SIZE: Final = 1_000_000


def db_app(call: Call) -> typer.Typer:
    """The store as a file."""
    verbs = (
        _migrate(call),
        _check(call),
        _backup(call),
        _restore(call),
        _erase_proof(call),
        _finish_erasure(call),
        retention_verb(call),
    )
    return group_of(say("cli.db.help"), say("cli.db.example"), verbs, CHANGES)


def _migrate(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import database

        said = database.migrate(call.desk())
        if given.flag("json"):
            document({"message": said})
        else:
            result(said)
        return 0

    return Verb(
        name="migrate",
        help=say("cli.db.migrate"),
        example="backoffice db migrate",
        run=run,
        codes=READS,
    )


def _check(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import database

        problems = database.check(call.desk())
        if given.flag("json"):
            document({"ok": not problems, "problems": problems})
        else:
            result("\n".join(problems) or say("cli.db.sound"))
        return 1 if problems else 0

    return Verb(
        name="check",
        help=say("cli.db.check"),
        example="backoffice db check",
        run=run,
        codes=(0, 1, 2, 6),
    )


def _file(said: str) -> Param:
    metavar = say("cli.metavar.file")
    return Param(name="file", argument=True, required=True, metavar=metavar, help=said)


def _backup(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import database

        path = path_of(given.text("file"), call.cwd)
        database.backup(call.desk(), path)
        if given.flag("json"):
            document({"file": path})
        else:
            say_so(say("cli.db.copied", path=path))
        return 0

    return Verb(
        name="backup",
        help=say("cli.db.backup"),
        example="backoffice db backup backoffice-fredag.db",
        params=(_file(say("cli.option.copy-to")),),
        run=run,
        codes=READS,
    )


def _restore(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import database

        path, yes = path_of(given.text("file"), call.cwd), given.flag("yes")
        desk = call.desk()
        if not yes and call.on_terminal() and not call.json:
            db = desk.settings.db
            call.confirm(say("cli.db.replace", path=db, copy=path), yes=False)
            yes = True
        kept = database.restore(desk, path, yes=yes)
        if given.flag("json"):
            document({"file": path, "kept": kept})
        else:
            say_so(say("cli.db.restored", path=path, kept=kept))
        return 0

    return Verb(
        name="restore",
        help=say("cli.db.restore"),
        example="backoffice db restore backoffice-fredag.db --yes",
        params=(
            _file(say("cli.option.copy-from")),
            Param(name="yes", flag=True, help=say("cli.option.yes")),
        ),
        run=run,
        codes=(0, 2, 3, 6),
    )


def _erase_proof(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import database

        hits = database.erase_proof(call.desk(), given.text("text"))
        if given.flag("json"):
            document({"hits": hits})
            return 1 if hits else 0
        for hit in hits:
            row(hit.place, hit.where, hit.count)
        if not hits:
            result(say("cli.db.gone"))
        return 1 if hits else 0

    return Verb(
        name="erase-proof",
        help=say("cli.db.erase-proof"),
        example='backoffice db erase-proof "Namn Namnsson"',
        params=(
            Param(
                name="text",
                argument=True,
                required=True,
                metavar=say("cli.metavar.text"),
                help=say("cli.option.proof"),
            ),
        ),
        run=run,
        codes=(0, 1, 2, 6),
    )


def _finish_erasure(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import erasure

        left = erasure.finish(call.desk())
        if given.flag("json"):
            document({"unfinished": [each.number for each in left]})
        elif not left:
            result(say("cli.db.finished"))
        return 1 if left else 0

    return Verb(
        name="finish-erasure",
        help=say("cli.db.finish-erasure"),
        example="backoffice db finish-erasure",
        run=run,
        codes=(0, 1, 2, 6),
    )


def doctor_app(call: Call) -> typer.Typer:
    """One line a check."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.doctor import checks

        found = [*checks(call.desk()), *_keys(call)]
        if given.flag("json"):
            document({"checks": found})
        else:
            for each in found:
                sign = say("cli.doctor.ok" if each.ok else "cli.doctor.wrong")
                row(sign, each.name, each.message)
        return 0 if all(each.ok for each in found) else 1

    return app_of(
        Verb(
            name="doctor",
            help=say("cli.doctor.help"),
            example="backoffice doctor",
            run=run,
            codes=(0, 1, 2),
        )
    )


def _keys(call: Call) -> "list[Check]":
    """Whether the remapped keys can be pressed; nothing where none is remapped."""
    from backoffice_tui.desk.doctor import Check

    if not call.settings.keys:
        return []
    from backoffice_tui.tui.keymap import keymap

    title = say("beside.doctor.keys")
    try:
        keymap(call.settings)
    except SettingsError as why:
        return [Check(title, ok=False, message=str(why))]
    return [Check(title, ok=True, message=", ".join(call.settings.keys))]


def demo_app(call: Call) -> typer.Typer:
    """A store of invented cases: shown in the console, or only filled."""

    def run(given: Given) -> int:
        size = given.number("size", USUAL_SIZE)
        if given.flag("fill_only"):
            return _fill_only(call, given, size)
        if not call.on_terminal():
            raise Usage("cli.usage.no-terminal-demo")
        if given.text("db"):
            raise Usage("cli.usage.db-is-for-filling", field="db")
        return _practise(call, size)

    said = say("cli.option.size", size=USUAL_SIZE)
    metavar = say("cli.metavar.count")
    return app_of(
        Verb(
            name="demo",
            help=say("cli.demo.help"),
            example=say("cli.demo.example"),
            params=(
                Param(name="size", low=1, high=LARGEST_SIZE, metavar=metavar, help=said),
                Param(name="fill_only", flag=True, help=say("cli.option.fill-only")),
                Param(name="db", metavar=say("cli.metavar.file"), help=say("cli.option.fill-db")),
            ),
            run=run,
            codes=(0, 2, 3, 6),
        )
    )


def _fill_only(call: Call, given: Given, size: int) -> int:
    db = given.text("db") or call.flags.get("db", "")
    if not db:
        raise Usage("cli.usage.fill-which", field="db")
    desk = call.desk_at(db, create=True)
    _fill(call, desk, size)
    if given.flag("json"):
        document({"created": size, "db": desk.settings.db})
    else:
        say_so(say("cli.demo.filled", count=size, path=desk.settings.db))
    return 0


def _fill(call: Call, desk: "Desk", size: int) -> None:
    from backoffice_tui.desk.practice import practise

    with call.progress(say("cli.demo.filling")) as progress:
        practise(desk, size, progress=progress)


def _practise(call: Call, size: int) -> int:
    from backoffice_tui.cli import logs
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.tui.app import run_console

    logs.start()
    with tempfile.TemporaryDirectory(prefix="backoffice-demo-") as folder:
        desk = Desk(replace(call.settings, db=str(Path(folder) / "demo.db")), create=True)
        _fill(call, desk, size)
        return run_console(desk)
