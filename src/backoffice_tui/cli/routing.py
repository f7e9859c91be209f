"""`route` and `ids`: who does a request, and the facility ids in what was pasted; neither needs a store."""

import sys
from pathlib import Path
from typing import Final

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.errors import NotFound, StoreTrouble, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say

LARGEST: Final = 20_000_000
"""Bytes of a pasted text."""

MOST: Final = 1_000_000


def route_verb(call: Call, queue: Queue) -> Verb:
    """Where a request goes, by how many changes, of what kind and by whom."""
    kinds, customers = queue.asked_by

    def run(given: Given) -> int:
        if queue.route is None:
            raise NotFound("routine.no-such-move", queue=queue.title, move="route")
        kind = _one_of(given, "kind", kinds)
        customer = _one_of(given, "customer", customers)
        count = given.number("count", 0)
        way, rule, reason = queue.route(count, kind, customer, call.desk().data(queue))
        if given.flag("json"):
            document({"route": way, "rule": rule})
        else:
            row(way, rule)
            result(reason)
        return 0

    return Verb(
        name="route",
        help=say("cli.route.help"),
        example=f"backoffice {queue.key} route --count 23 --kind invoice --customer company",
        params=(
            Param(
                name="count",
                low=1,
                high=MOST,
                required=True,
                metavar=say("cli.metavar.count"),
                help=say("cli.route.count"),
            ),
            Param(name="kind", required=True, metavar="|".join(kinds), help=say("cli.route.kind")),
            Param(
                name="customer",
                required=True,
                metavar="|".join(customers),
                help=say("cli.route.customer"),
            ),
        ),
        run=run,
        codes=(0, 2),
    )


def _one_of(given: Given, name: str, choices: tuple[str, ...]) -> str:
    wanted = fold(given.text(name))
    if wanted not in choices:
        text = clean(given.text(name), limit=40, one_line=True)
        raise Usage("routine.not-one-of", field=name, text=text, choices=", ".join(choices))
    return wanted


def ids_verb(call: Call, queue: Queue) -> Verb:
    """The facility ids in a text, each once: valid, repeated, invalid."""

    def run(given: Given) -> int:
        from backoffice_tui.routine.pasted import find_all

        found = find_all(_text(given.text("file") or "-", call.cwd))
        if given.flag("json"):
            invalid = [{"text": each.text, "message": each.message} for each in found.invalid]
            document(
                {
                    "valid": list(found.valid),
                    "duplicates": list(found.duplicates),
                    "invalid": invalid,
                    "warnings": list(found.warnings),
                }
            )
            return 0
        for facility in found.valid:
            row(facility)
        for facility in found.duplicates:
            say_so(say("cli.ids.twice", id=facility))
        for each in found.invalid:
            say_so(f"{each.text}: {each.message}")
        for warning in found.warnings:
            say_so(warning)
        total = len(found.valid) + len(found.invalid)
        say_so(say("cli.ids.count", count=total, invalid=len(found.invalid)))
        return 0

    return Verb(
        name="ids",
        help=say("cli.ids.help"),
        example=f"backoffice {queue.key} ids mejl.txt\npbpaste | backoffice {queue.key} ids -",
        params=(
            Param(
                name="file",
                argument=True,
                metavar=say("cli.metavar.file"),
                help=say("cli.option.pasted"),
            ),
        ),
        run=run,
        codes=(0, 2, 6),
    )


def _text(name: str, cwd: Path) -> str:
    if name == "-":
        raw = sys.stdin.buffer.read(LARGEST + 1)
    else:
        from backoffice_tui.exchange.files import opened

        with opened(path_of(name, cwd)) as file:
            raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise StoreTrouble("cli.file.too-large", name=clean(name, limit=200, one_line=True))
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """A text as mail programs and Windows write them: UTF-8 or UTF-16 where it says so, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
