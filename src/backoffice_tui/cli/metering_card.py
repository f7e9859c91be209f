"""`metering show` and `metering explain`: the card of a point, and two readings held against its series."""

from typing import TYPE_CHECKING, Any

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.metering import HOUR
from backoffice_tui.texts import LANGUAGES, language, say

if TYPE_CHECKING:
    from backoffice_tui.desk.metering import MeteringCard
    from backoffice_tui.desk.metering_explain import Explanation


def facility_param() -> Param:
    """The metering point that a command is about."""
    return Param(
        name="facility",
        argument=True,
        required=True,
        metavar=say("metering.cli.facility"),
        help=say("metering.cli.option.facility"),
    )


def text_param(name: str, metavar: str, *, required: bool = False) -> Param:
    """An option of these commands."""
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


def show_verb(call: Call) -> Verb:
    """The card of a point."""

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
            facility_param(),
            text_param("month", "month"),
            text_param("letter", "language"),
            Param(name="reveal", flag=True, help=say("metering.cli.option.reveal")),
            text_param("reason", "text"),
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


def explain_verb(call: Call) -> Verb:
    """Two readings and the series between them."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.metering_explain import explain
        from backoffice_tui.desk.metering_words import explained_lines

        names = ("facility", "from", "to", "first", "last")
        found = explain(call.desk(), *(given.text(name) for name in names))
        if given.flag("json"):
            document(_explained(found))
        else:
            period = f"{found.begin:%Y-%m-%d %H:%M} – {found.end:%Y-%m-%d %H:%M}"
            result("\n".join([f"{grouped(found.facility)}  {period}", *explained_lines(found)]))
        return 0

    return Verb(
        name="explain",
        help=say("metering.cli.explain"),
        example=(
            "backoffice metering explain 735999990007368780 --from 2026-10-01 --to 2026-10-31 \\\n"
            "  --first 10234.6 --last 10871.9"
        ),
        params=(
            facility_param(),
            text_param("from", "day", required=True),
            text_param("to", "day", required=True),
            text_param("first", "reading", required=True),
            text_param("last", "reading", required=True),
        ),
        run=run,
        codes=(0, 2, 3, 4, 6),
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
