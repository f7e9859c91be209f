"""`metering`: values taken in, the card of a point, a month billed, two readings explained."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import SHOWN, bringing, source
from backoffice_tui.cli.metering_card import (
    explain_verb,
    facility_param,
    hours,
    show_verb,
    text_param,
)
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import CHANGES, FILES, Verb, group_of
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.metering_bill import Billed
    from backoffice_tui.desk.metering_load import Loaded

COUNTED: Final = ("read", "created", "updated", "unchanged", "missing", "older", "late")


def app(call: Call) -> typer.Typer:
    """Everything about metering points."""
    verbs = (_load(call), show_verb(call), _bill(call), explain_verb(call), _exchange(call))
    return group_of(say("cli.metering.help"), say("metering.cli.example"), verbs, CHANGES)


# -- load -----------------------------------------------------------------------------------------


def _load(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.metering_load import load

        name, dry_run = given.text("file"), given.flag("dry_run")
        with (
            source(name, call.cwd) as path,
            call.practice(dry_run=dry_run) as desk,
            call.progress(say("cli.import.reading")) as progress,
        ):
            found = load(desk, path, dry_run=dry_run, progress=progress)
        shown = "-" if name == "-" else clean(name, limit=200, one_line=True)
        _tell_refused(shown, found)
        if given.flag("json"):
            document(_loaded(found))
        else:
            dry = f"{say('cli.import.dry-run')} " if dry_run else ""
            result(f"{dry}{loadedtext_param(found)}")
        return 1 if found.refused_count else 0

    return Verb(
        name="load",
        help=say("metering.cli.load"),
        example="backoffice metering load data/metering-2026-10.csv --dry-run",
        params=(
            Param(
                name="file",
                argument=True,
                required=True,
                metavar=say("cli.metavar.file"),
                help=say("metering.cli.option.file"),
            ),
            *bringing("in")[1:],
        ),
        run=run,
        codes=FILES,
    )


def _tell_refused(name: str, found: "Loaded") -> None:
    for each in found.refused[:SHOWN]:
        say_so(f"{name}:{each.row}:{each.field}: {each.message}")
    if found.refused_count > SHOWN:
        say_so(say("metering.cli.more-refused", count=found.refused_count - SHOWN))


def _counts(found: "Loaded") -> dict[str, int]:
    return {name: getattr(found.tally, name, found.read) for name in COUNTED}


def _loaded(found: "Loaded") -> dict[str, Any]:
    return {
        **_counts(found),
        "points": len(found.points),
        "new_points": found.new_points,
        "came_before": found.came_before,
        "came_by": found.came_by or None,
        "refused_count": found.refused_count,
        "refused": [
            {"row": each.row, "field": each.field, "message": each.message}
            for each in found.refused
        ],
    }


def loadedtext_param(found: "Loaded") -> str:
    """What a file did, in sentences."""
    from backoffice_tui.desk.metering_words import loaded

    return "\n".join(loaded(found))


# -- bill -----------------------------------------------------------------------------------------


def _bill(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.metering_bill import bill, preview
        from backoffice_tui.desk.metering_words import billed_lines

        make = preview if given.flag("preview") else bill
        found = make(call.desk(), given.text("facility"), given.text("month"))
        if given.flag("json"):
            document(_billed(found))
            for line in _remarks(found):
                say_so(line)
        else:
            result("\n".join(billed_lines(found)))
        return 0

    return Verb(
        name="bill",
        help=say("metering.cli.bill"),
        example="backoffice metering bill 735999990007368780 --month 2026-10 --preview",
        params=(
            facility_param(),
            text_param("month", "month", required=True),
            Param(name="preview", flag=True, help=say("metering.cli.option.preview")),
        ),
        run=run,
        codes=(0, 2, 3, 4, 6),
    )


def _billed(found: "Billed") -> dict[str, Any]:
    return {
        "facility": found.facility,
        "month": str(found.month),
        "hours": found.hours,
        "consumption_wh": found.consumption_wh,
        "estimated_wh": found.estimated_wh,
        "corrections": list(found.corrections),
        "missing_hours": hours(found.missing_minutes),
        "billed_at": found.at,
        "billed_by": found.by or None,
    }


def _remarks(found: "Billed") -> Iterator[str]:
    from backoffice_tui.desk.metering_words import remarks

    return remarks(found)


# -- exchange -------------------------------------------------------------------------------------


def _exchange(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.metering_explain import note_exchange, withdraw_exchange

        undo = given.flag("undo")
        change = withdraw_exchange if undo else note_exchange
        day = change(call.desk(), given.text("facility"), given.text("on"))
        if given.flag("json"):
            document({"exchanged": None if undo else day})
        else:
            result(say(f"metering.cli.exchange-{'withdrawn' if undo else 'noted'}", day=day))
        return 0

    return Verb(
        name="exchange",
        help=say("metering.cli.exchange"),
        example="backoffice metering exchange 735999990007368780 --on 2026-09-14",
        params=(
            facility_param(),
            text_param("on", "day", required=True),
            Param(name="undo", flag=True, help=say("metering.cli.option.undo")),
        ),
        run=run,
        codes=(0, 2, 3, 4, 6),
    )
