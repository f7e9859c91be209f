"""`metering`: values taken in, the card of a point, a month billed, two readings explained."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import SHOWN, bringing, source
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import CHANGES, FILES, FINDS, Verb, group_of
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.metering import HOUR
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import LANGUAGES, language, say

if TYPE_CHECKING:
    from backoffice_tui.desk.metering import MeteringCard
    from backoffice_tui.desk.metering_bill import Billed
    from backoffice_tui.desk.metering_explain import Explanation
    from backoffice_tui.desk.metering_load import Loaded

COUNTED: Final = ("read", "created", "updated", "unchanged", "missing", "older", "late")


def app(call: Call) -> typer.Typer:
    """Everything about metering points."""
    verbs = (_load(call), _show(call), _bill(call), _explain(call), _exchange(call))
    return group_of(say("cli.metering.help"), say("metering.cli.example"), verbs, CHANGES)


def _facility() -> Param:
    return Param(
        name="facility",
        argument=True,
        required=True,
        metavar=say("metering.cli.facility"),
        help=say("metering.cli.option.facility"),
    )


def _text(name: str, metavar: str, *, required: bool = False) -> Param:
    return Param(
        name=name,
        required=required,
        metavar=say(f"metering.cli.{metavar}"),
        help=say(f"metering.cli.option.{name}"),
    )


def hours(minutes: int) -> int | float:
    """Minutes as hours: whole ones, and quarters where there are any."""
    whole, rest = divmod(minutes, HOUR)
    return whole + rest / HOUR if rest else whole


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
            result(f"{dry}{loaded_text(found)}")
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


def loaded_text(found: "Loaded") -> str:
    """What a file did, in sentences."""
    from backoffice_tui.desk.metering_words import loaded

    return "\n".join(loaded(found))


# -- show -----------------------------------------------------------------------------------------


def _show(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.metering import show
        from backoffice_tui.desk.metering_letter import letter
        from backoffice_tui.desk.metering_words import card_lines

        reason = given.text("reason") if given.flag("reveal") else ""
        if given.flag("reveal") and not reason.strip():
            raise Usage("cli.usage.missing", what="--reason", path="backoffice metering show")
        spoken = given.text("letter")
        if spoken and spoken not in LANGUAGES:
            raise Usage("cli.usage.no-such-language", known=", ".join(LANGUAGES))
        card = show(call.desk(), given.text("facility"), given.text("month"), reason=reason)
        if given.flag("json"):
            document(_card(card))
        elif spoken:
            result(letter(card, spoken))
        else:
            result("\n".join(card_lines(card)))
        return 0

    return Verb(
        name="show",
        help=say("metering.cli.show"),
        example=(
            "backoffice metering show 735999990007368780 --month 2026-10\n"
            "backoffice metering show 735999990007368780 --letter fi"
        ),
        params=(
            _facility(),
            _text("month", "month"),
            _text("letter", "language"),
            Param(name="reveal", flag=True, help=say("metering.cli.option.reveal")),
            _text("reason", "text"),
        ),
        run=run,
        codes=(0, 2, 3, 4, 6),
    )


def _card(card: "MeteringCard") -> dict[str, Any]:
    from backoffice_tui.desk.metering_letter import advice

    connection, total = card.connection, card.sum
    hidden = card.protected
    return {
        "facility": card.facility,
        "protected": hidden,
        "zone": card.zone,
        "connection": {
            "up": connection.up,
            "since": None if hidden else connection.since,
            "last_value": None if hidden else connection.last,
            "arrived": None if hidden else connection.arrived,
        },
        "month": str(card.month),
        "hours": total.hours,
        "consumption_wh": total.wh,
        "estimated_wh": total.estimated_wh,
        "estimated_share": total.estimated_share,
        "missing_hours": hours(total.missing_minutes),
        "methods": _hours(card.methods),
        "days": [
            {
                "day": each.day,
                "wh": each.wh,
                "hours": hours(each.minutes),
                "estimated_hours": hours(each.estimated_minutes),
                "missing_hours": hours(each.missing_minutes),
            }
            for each in card.days
            if not each.future
        ],
        "bills": [
            {
                "month": str(bill.month),
                "hours": bill.hours,
                "consumption_wh": bill.consumption_wh,
                "estimated_wh": bill.estimated_wh,
                "missing_hours": hours(bill.missing_minutes),
                "corrections": list(bill.corrections),
                "billed_at": bill.at,
                "billed_by": bill.agent,
            }
            for bill in card.bills
        ],
        "waiting_corrections": list(card.waiting),
        "exchanges": [each.day for each in card.exchanges],
        "tell": advice(language()),
    }


def _hours(methods: "tuple[tuple[str, int], ...]") -> list[dict[str, Any]]:
    return [{"method": name, "hours": hours(minutes)} for name, minutes in methods]


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
            _facility(),
            _text("month", "month", required=True),
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


# -- explain --------------------------------------------------------------------------------------


def _explain(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.metering_explain import explain
        from backoffice_tui.desk.metering_words import explained_lines

        names = ("facility", "from", "to", "first", "last")
        found = explain(call.desk(), *(given.text(name) for name in names))
        if given.flag("json"):
            document(_explained(found))
        else:
            result("\n".join(explained_lines(found)))
        return 0

    return Verb(
        name="explain",
        help=say("metering.cli.explain"),
        example=(
            "backoffice metering explain 735999990007368780"
            " --from 2026-10-01 --to 2026-10-31 --first 10234.6 --last 10871.9"
        ),
        params=(
            _facility(),
            _text("from", "day", required=True),
            _text("to", "day", required=True),
            _text("first", "reading", required=True),
            _text("last", "reading", required=True),
        ),
        run=run,
        codes=(*FINDS[:2], 3, *FINDS[2:]),
    )


def _explained(found: "Explanation") -> dict[str, Any]:
    from backoffice_tui.desk.metering_letter import explained
    from backoffice_tui.routine.metering_compare import UNCOMPARED

    compared = found.verdict not in UNCOMPARED
    return {
        "facility": found.facility,
        "from": found.begin,
        "to": found.end,
        "first_wh": found.first.wh,
        "last_wh": found.last.wh,
        "readings_wh": found.readings_wh if compared else None,
        "sum_wh": found.part.wh,
        "difference_wh": found.difference_wh if compared else None,
        "rounding_wh": found.limit_wh,
        "verdict": str(found.verdict),
        "exchanged": found.exchanged,
        "estimated_values": found.part.estimated,
        "missing_values": found.part.missing,
        "message": explained(found, language()),
    }


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
            _facility(),
            _text("on", "day", required=True),
            Param(name="undo", flag=True, help=say("metering.cli.option.undo")),
        ),
        run=run,
        codes=(0, 2, 3, 4, 6),
    )
