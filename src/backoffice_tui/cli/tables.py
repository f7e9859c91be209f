"""`rules` and `keys`: where each rule is carried out, and what each key does."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given
from backoffice_tui.cli.printing import document, table
from backoffice_tui.cli.verbs import READS, Verb, app_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from textual.binding import BindingType

SCREENS: Final[Mapping[str, str]] = {
    "next": "x",
    "new": "n",
    "show": "Enter",
    "undo": "u",
    "import": "I",
    "show --reveal": "V",
    "shift": "S",
    "wms": "D",
    "todo": "T",
    "find": "F",
    "outbox": "O",
    "metering load": "K l",
    "metering show": "K",
    "metering bill": "K b",
    "metering explain": "K c",
    "contract show": "F5",
    "cancel": "s, c",
    "skips": "H",
    "report": "W",
    "report holders": "B",
    "report today": "1",
    "routine": "E",
}
"""Command → what one presses for the same in the console."""

BESIDE: Final = (
    "shift",
    "wms",
    "todo",
    "find",
    "outbox",
    "customer",
    "contract",
    "keys",
    "metering",
    "skips",
    "report",
    "routine",
    "db",
)
"""Commands that stand beside the queues."""

HOUSE_RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "SYST-14": ("report today", "report weekly"),
    "SYST-15": ("report backlog",),
    "ALL-01": ("keys",),
    "ALL-04": ("show",),
    "ALL-05": ("next", "skips"),
    "ALL-06": ("undo", "todo --undo"),
    "ALL-07": ("--lang",),
    "ALL-08": ("show --reveal",),
    "ALL-09": ("find", "customer show"),
    "ALL-10": ("import",),
    "ALL-11": ("todo",),
    "SYN-01": ("metering bill",),
    "SYN-02": ("metering explain",),
    "SYN-03": ("metering show",),
    "SYN-04": ("metering bill",),
    "SYN-05": ("metering show",),
    "SYN-06": ("metering load",),
    "ALL-12": ("db retention", "routine set"),
}
"""Rules that hold in every queue and that no move carries out."""

KEY_NAMES: Final[Mapping[str, str]] = {
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "ctrl+p": "Ctrl+P",
    "ctrl+q": "Ctrl+Q",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}

FIXED: Final = (
    ("app.quit", "ctrl+q"),
    ("app.palette", "colon,ctrl+p"),
    ("list.open", "Enter"),
    ("list.back", "Esc"),
    ("list.mark", "Space"),
    ("list.walk", "↑ ↓ PgUp PgDn Home End, j k g G"),
)
"""Keys that belong to the screens themselves."""

_MARK = re.compile(r"mark\.rule\(([^)]*)\)")
_TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_ID = re.compile(r'"([A-Z]+-[0-9]+)"')


def rules_app(call: Call) -> typer.Typer:
    """Each rule with the screens, commands and tests that carry it out."""
    del call

    def run(given: Given) -> int:
        proofs = _tests()
        rows = [
            _row(rule, where, proofs) for rule, where in sorted(carried_out().items(), key=_order)
        ]
        if given.flag("json"):
            document({"rules": rows})
            return 0
        names = ("rule", "screens", "commands", "tests")
        lines = [[row["rule"], *(", ".join(row[name]) for name in names[1:])] for row in rows]
        table([say(f"cli.rules.column.{name}") for name in names], lines, {1, 2, 3})
        return 0

    return app_of(
        Verb(
            name="rules",
            help=say("cli.rules.help"),
            example="backoffice rules",
            run=run,
            codes=(0, 2),
        )
    )


def _order(found: tuple[str, object]) -> tuple[str, int]:
    family, _, number = found[0].partition("-")
    return family, int(number)


def carried_out() -> dict[str, list[tuple[str, str]]]:
    """Rule → pairs of what one presses in the console and what one writes on the command line."""
    found: dict[str, list[tuple[str, str]]] = {}
    for queue in QUEUES.values():
        for rule, pair in _of(queue):
            pairs = found.setdefault(rule, [])
            if pair not in pairs:
                pairs.append(pair)
    return found


def _of(queue: Queue) -> Iterable[tuple[str, tuple[str, str]]]:
    for move in (*queue.moves, *HOUSE_MOVES):
        own = f"backoffice {queue.key} {move.name}"
        command = "backoffice assign" if move.name == "assign" else own
        key = KEY_NAMES.get(move.key, move.key)
        for rule in move.rules:
            yield rule, (f"{queue.title}: {key}", command)
    for rule in queue.form.rules if queue.form else ():
        yield rule, _pair(queue, "new")
    for step in queue.steps:
        yield step.rule, _pair(queue, "show")
    for rule, name in queue.rules.items():
        yield rule, _pair(queue, name)
    for rule, names in HOUSE_RULES.items():
        for name in names:
            yield rule, _pair(queue, name)


def _pair(queue: Queue, name: str) -> tuple[str, str]:
    own = (place.key for place in queue.places if place.name == name)
    key = SCREENS.get(name) or next(own, "")
    if name.split(maxsplit=1)[0] in BESIDE or name.startswith("--"):
        return key, f"backoffice {name}"
    return f"{queue.title}: {key}" if key else queue.title, f"backoffice {queue.key} {name}"


def _row(
    rule: str, where: list[tuple[str, str]], proofs: Mapping[str, list[str]]
) -> dict[str, Any]:
    return {
        "rule": rule,
        "screens": list(dict.fromkeys(screen for screen, _ in where if screen)),
        "commands": list(dict.fromkeys(command for _, command in where)),
        "tests": proofs.get(rule, []),
    }


def _tests() -> Mapping[str, list[str]]:
    """The tests that name a rule, where the program is run beside its tests."""
    found: dict[str, list[str]] = {}
    folder = Path(__file__).parents[3] / "tests"
    for path in sorted(folder.glob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        for mark in _MARK.finditer(source):
            test = _TEST.search(source, mark.end())
            for rule in _ID.findall(mark[1]) if test else ():
                found.setdefault(rule, []).append(f"{path.stem}::{test[1]}")  # type: ignore[index]
    return found


def keys_app(call: Call) -> typer.Typer:
    """The keys of the console with their ids, as the settings have them."""

    def run(given: Given) -> int:
        from backoffice_tui.tui.keymap import keymap

        chosen = keymap(call.settings)
        # A key of the settings is told as it stands there.
        rows = [(name, chosen.get(name) or shown(key), said) for name, key, said in _keys()]
        if given.flag("json"):
            document(
                {"keys": [{"id": name, "key": key, "title": said} for name, key, said in rows]}
            )
            return 0
        heads = [say(f"cli.keys.column.{name}") for name in ("key", "title", "id")]
        table(heads, [(key, said, name) for name, key, said in rows], {1})
        return 0

    return app_of(
        Verb(
            name="keys", help=say("cli.keys.help"), example="backoffice keys", run=run, codes=READS
        )
    )


def shown(key: str) -> str:
    """A key as it stands on the keyboard."""
    every = key.split(",") if ", " not in key else [key]
    return " / ".join(KEY_NAMES.get(each, each) for each in every)


def _keys() -> list[tuple[str, str, str]]:
    """Id, key and title, each id once."""
    from backoffice_tui.tui.keys import everywhere, in_a_list, of_contracts, of_service

    made: list[BindingType] = [*everywhere()]
    for queue in QUEUES.values():
        made += in_a_list(queue)
        made += of_contracts() if queue.contracts else []
        made += of_service() if queue.arrive else []
    found = {name: (name, key, say(f"cli.keys.{name}")) for name, key in FIXED}
    for each in made:
        if not isinstance(each, tuple) and each.id:
            found.setdefault(each.id, (each.id, each.key, each.description))
    return list(found.values())
