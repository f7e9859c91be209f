"""`find` and `customer`: whoever calls back is found at once."""

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
    from backoffice_tui.desk.find import Found

HITS: Final = 50
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

        dry_run = given.flag("dry_run")
        return bring_in(
            call,
            given,
            lambda desk, path, _progress: take_in_customers(desk, path, dry_run=dry_run),
        )

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

        card = plain(show_customer(call.desk(), given.text("customer")))
        if given.flag("json"):
            document(card)
        else:
            result("\n".join(_lines(card)))
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


def _lines(card: object, indent: str = "") -> list[str]:
    """Names and values, one a line; lists of things indented below their name."""
    if not isinstance(card, dict):
        return [f"{indent}{card}"]
    lines: list[str] = []
    for name, value in card.items():
        title = say(f"cli.customer.key.{name}") if knows(f"cli.customer.key.{name}") else name
        if isinstance(value, list) and value:
            lines.append(f"{indent}{title}:")
            for each in value:
                lines += (
                    ["", *_lines(each, indent + "  ")]
                    if isinstance(each, dict)
                    else _lines(each, indent + "  ")
                )
        elif isinstance(value, dict):
            lines += [f"{indent}{title}:", *_lines(value, indent + "  ")]
        elif value not in (None, "", []):
            lines.append(f"{indent}{title}: {_word(name, value)}")
    return lines


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return say("cli.said-yes" if value else "cli.said-no")
    return documents.queue_title(str(value)) if name == "queue" else str(value)
