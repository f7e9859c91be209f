"""`find` and `customer`: whoever calls back is found at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import bring_in, bringing
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, plain, result, say_so, table
from backoffice_tui.cli.verbs import FILES, FINDS, READS, Verb, app_of, group_of
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from backoffice_tui.desk.customers import CustomerCard
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.find import Found

HITS: Final = 50
IN_A_LINE: Final = (
    "facility",
    "apartment",
    "address",
    "contract_from",
    "contract_to",
    "start",
    "end",
    "queue",
    "number",
    "case",
    "title",
    "state",
    "received",
    "due",
    "handler",
    "channel",
    "subject",
)
"""What is told of a facility, a case or a message, in this order."""

KEYS: Final = ("kind", "queue", "number", "title", "text")


def find_app(call: Call) -> typer.Typer:
    """One search over everything."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.find import find

        found = find(call.desk(), " ".join(given.texts("text")), given.number("limit", HITS))
        if given.flag("json"):
            document({"found": [_hit(each) for each in found]})
        elif found:
            rows = [list(_hit(each).values()) for each in found]
            table([say(f"cli.find.column.{key}") for key in KEYS], rows, {3, 4})
        else:
            say_so(say("cli.find.nothing"))
        return 0

    metavar = say("cli.metavar.text")
    return app_of(
        Verb(
            name="find",
            help=say("cli.find.help"),
            example=say("cli.find.example"),
            params=(
                Param(
                    name="text",
                    argument=True,
                    required=True,
                    many=True,
                    metavar=metavar,
                    help=say("cli.option.find"),
                ),
                Param(
                    name="limit",
                    low=1,
                    high=1_000,
                    metavar=say("cli.metavar.count"),
                    help=say("cli.option.limit", count=HITS),
                ),
            ),
            run=run,
            codes=READS,
        )
    )


def _hit(found: "Found") -> dict[str, object]:
    return {key: getattr(found, key) for key in KEYS}


def customer_app(call: Call) -> typer.Typer:
    """The register of customers: taken in, and one card."""
    verbs = (_import(call), _show(call))
    return group_of(say("cli.customer.help"), say("cli.customer.example"), verbs, (0, 1, 2, 4, 6))


def _import(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.customers import take_in_customers

        return bring_in(call, given, take_in_customers)

    return Verb(
        name="import",
        help=say("cli.customer.import.help"),
        example=say("cli.customer.import.example"),
        params=bringing("customers"),
        run=run,
        codes=FILES,
    )


def _show(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.customers import show_customer

        desk = call.desk()
        card = _card(desk, show_customer(desk, given.text("customer")))
        if given.flag("json"):
            document(card)
        else:
            result("\n".join(_lines(plain(card))))
        return 0

    return Verb(
        name="show",
        help=say("cli.customer.show.help"),
        example="backoffice customer show 400123",
        params=(
            Param(
                name="customer",
                argument=True,
                required=True,
                metavar=say("cli.metavar.number"),
                help=say("cli.option.customer"),
            ),
        ),
        run=run,
        codes=FINDS,
    )


def _card(desk: "Desk", card: "CustomerCard") -> dict[str, object]:
    """The card as a document, its cases as everywhere else."""
    from backoffice_tui.desk.desk import queue_of

    return {
        **plain(card.customer),
        "registered": card.registered,
        "facilities": [
            {name: value for name, value in plain(each).items() if name != "customer"}
            for each in card.facilities
        ],
        "contracts": [
            {
                "number": each.number,
                "apartment": each.apartment,
                "address": each.address,
                "start": each.start,
                "end": each.end,
            }
            for each in card.contracts
        ],
        "cases": [documents.case(desk, queue_of(line), line) for line in card.cases],
        "more": card.more,
        "messages": list(card.messages),
    }


def _lines(card: Mapping[str, object]) -> list[str]:
    """Names and values, one a line; a list has a line for each of its things."""
    lines: list[str] = []
    for name, value in card.items():
        title = say(f"cli.customer.key.{name}") if knows(f"cli.customer.key.{name}") else name
        if isinstance(value, list):
            rows = [_line(each) for each in value if isinstance(each, dict)]
            lines += ["", f"{title} ({len(rows)})", *rows] if rows else []
        elif value not in (None, "", False):
            lines.append(f"{title}: {say('cli.said-yes') if value is True else value}")
    return lines


def _line(found: Mapping[str, object]) -> str:
    shown = [str(found[name]) for name in IN_A_LINE if found.get(name)]
    return "  " + "  ".join(dict.fromkeys(shown))
