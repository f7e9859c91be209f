"""`new` of a queue: cases from options, or from a file of JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so
from backoffice_tui.cli.troubles import as_problem, complain, sentence
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.errors import Problem, Refused, StoreTrouble, Usage
from backoffice_tui.routine.grammar import Queue, Wants
from backoffice_tui.routine.intake import Field, Form
from backoffice_tui.routine.text import clean
from backoffice_tui.settings import SettingsError
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.intake import Registered

WIDEST: Final = 60
"""Cells of choices that stand behind an option; more are told in its help, where they wrap."""

LARGEST: Final = 20_000_000
"""Bytes of JSON that are read at once."""

CODES: Final = (0, 1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field of an item that cannot be registered."""

    index: int
    field: str
    problem: Problem


def new_verb(call: Call, queue: Queue, form: Form) -> Verb:
    """A case from options, or cases from a file."""

    def run(given: Given) -> int:
        items = _items(call, given, form)
        if not call.has_store() and not given.flag("dry_run"):
            # A store is not made for cases that will all be refused.
            with call.empty_desk() as desk:
                made, wrong = _register(desk, queue, items, dry_run=True)
                if len({each.index for each in wrong}) == len(items):
                    return _report(desk, queue, items, given, made, wrong)
        with call.practice(dry_run=given.flag("dry_run")) as desk:
            made, wrong = _register(desk, queue, items, dry_run=given.flag("dry_run"))
            return _report(desk, queue, items, given, made, wrong)

    return Verb(
        name="new",
        help=say("cli.queue.new.help"),
        example=say("cli.queue.new.example", queue=queue.key),
        params=(
            *(_option(queue, field) for field in form.fields),
            Param(name="file", metavar=say("cli.metavar.file"), help=say("cli.option.json-file")),
            Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
        ),
        run=run,
        codes=CODES,
    )


def _report(
    desk: "Desk",
    queue: Queue,
    items: Sequence[object],
    given: Given,
    made: "Sequence[Registered]",
    wrong: Sequence[Wrong],
) -> int:
    dry_run, as_json = given.flag("dry_run"), given.flag("json")
    for each in wrong:
        about = each.field if len(items) == 1 else f"{each.index} {each.field}".strip()
        complain(each.problem, json=as_json, about=about)
    _warn(made)
    refused = len({each.index for each in wrong})
    if as_json:
        document(_document(desk, queue, made, wrong))
    elif dry_run:
        result(say("cli.new.dry-run", count=len(items) - refused, refused=refused))
    else:
        _say(desk, queue, items, made)
    return 0 if not refused else 3 if refused == len(items) else 1


def _option(queue: Queue, field: Field) -> Param:
    said = queue.word(f"field.{field.name}")
    if field.required({}):
        said += f" [{say('cli.help.required')}]"
    metavar = "|".join(field.choices)
    if len(metavar) > WIDEST:
        said, metavar = f"{said}: {', '.join(field.choices)}", ""
    if field.wants is Wants.DATE:
        metavar = say("cli.metavar.date")
    flag = field.wants is Wants.FLAG
    return Param(name=field.name, help=said, metavar=metavar, flag=flag, no=flag)


def _items(call: Call, given: Given, form: Form) -> Sequence[object]:
    told = given.only({field.name: field for field in form.fields})
    if not given.text("file"):
        if not told:
            raise Usage("cli.usage.nothing-to-register")
        return [told]
    if told:
        raise Usage("cli.usage.file-or-options", field="file")
    found = read_json(given.text("file"), call.cwd)
    return found if isinstance(found, list) else [found]


def read_json(name: str, cwd: Path) -> Any:
    """What stands in a file of JSON, `-` being standard input; StoreTrouble says where it breaks off."""
    shown = clean(name, limit=200, one_line=True)
    raw = _bytes(name, cwd)
    if len(raw) > LARGEST:
        raise StoreTrouble("cli.file.too-large", name=shown)
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as why:
        place = f"{shown}:{why.lineno}:{why.colno}"
        raise StoreTrouble("cli.file.not-json", place=place) from why
    except (UnicodeDecodeError, RecursionError, ValueError) as why:
        raise StoreTrouble("cli.file.not-json", place=shown) from why


def _bytes(name: str, cwd: Path) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    from backoffice_tui.exchange.files import opened

    with opened(path_of(name, cwd)) as file:
        return file.read(LARGEST + 1)


def _register(
    desk: "Desk", queue: Queue, items: Sequence[object], *, dry_run: bool
) -> "tuple[list[Registered], list[Wrong]]":
    from backoffice_tui.desk.intake import Unfit, register

    made: list[Registered] = []
    wrong: list[Wrong] = []
    for index, item in enumerate(items):
        try:
            if not isinstance(item, dict):
                raise Refused("cli.file.not-an-object")
            found = register(desk, queue, item, dry_run=dry_run)
        except Unfit as why:
            wrong += [Wrong(index, name, each) for name, each in why.problems.items()]
        except StoreTrouble:
            raise
        except (Problem, SettingsError) as why:
            problem = as_problem(why)
            wrong.append(Wrong(index, _field_of(problem), problem))
        else:
            if found:
                made.append(found)
    return made, wrong


def _field_of(problem: Problem) -> str:
    return problem.field or str(problem.values.get("field", ""))


def _document(
    desk: "Desk", queue: Queue, made: "Sequence[Registered]", wrong: Sequence[Wrong]
) -> Mapping[str, object]:
    return {
        "created": [documents.case(desk, queue, each.line) for each in made],
        "refused": [
            {
                "index": each.index,
                "field": each.field or None,
                "rule": each.problem.rule or None,
                "message": sentence(each.problem),
            }
            for each in wrong
        ],
    }


def _warn(made: "Sequence[Registered]") -> None:
    for each in made:
        for field, warning in each.warnings.items():
            about = f"{field}: " if field else ""
            say_so(say("cli.warning", number=each.line.number, text=about + warning))


def _say(desk: "Desk", queue: Queue, items: Sequence[object], made: "Sequence[Registered]") -> None:
    from backoffice_tui.desk.intake import check, flat, form_of

    for each in made:
        row(*documents.cells(queue, each.line, ("number", "title", "team", "state")))
    if len(items) == 1 and made and isinstance(items[0], dict):
        form = form_of(queue)
        values = check(desk, queue, flat(items[0], form)).values
        for told in form.script(values):
            say_so(say("cli.new.tell", text=told))
