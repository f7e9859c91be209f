"""`contract`: the landlord's contracts, brought in, listed and shown."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli import documents, people
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import bring_in, bringing
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so, table
from backoffice_tui.cli.verbs import FILES, FINDS, READS, Verb, group_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.contracts import ACCOUNTS, ContractCard, LedgerView, PostedLine
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.money import decimal, euros
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk

PAGE: Final = 50
MOST: Final = 10_000
COLUMNS: Final = ("number", "apartment", "address", "tenants", "start", "end")


def app(call: Call) -> typer.Typer:
    """The contracts: taken in, listed, and one shown."""
    verbs = (_import(call), _list(call), _show(call))
    return group_of(say("cli.contract.help"), say("views.cli.example"), verbs, (0, 1, 2, 4, 6))


def _import(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.tenancies import take_in_contracts

        return bring_in(call, given, take_in_contracts)

    return Verb(
        name="import",
        help=say("views.cli.import"),
        example="backoffice contract import contracts.json --dry-run",
        params=bringing("contracts"),
        run=run,
        codes=FILES,
    )


def _list(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.contracts import listed

        limit = given.number("limit", PAGE)
        page = listed(call.desk(), given.text("search"), given.text("after"), limit)
        rows = [{name: getattr(each, name) for name in COLUMNS} for each in page.rows]
        if given.flag("json"):
            document({"contracts": rows, "next": page.next or None})
            return 0
        if rows:
            heads = [say(f"views.column.{name}") for name in COLUMNS]
            table(heads, [[each[name] or "" for name in COLUMNS] for each in rows], {2, 3})
        else:
            say_so(say("views.cli.none"))
        if page.next:
            say_so(say("views.cli.more", count=len(rows), cursor=page.next))
        return 0

    search = Param(name="search", help=say("views.cli.search"))
    after = Param(name="after", metavar=say("cli.metavar.cursor"), help=say("cli.option.after"))
    limit = Param(
        name="limit",
        low=1,
        high=MOST,
        metavar=say("cli.metavar.count"),
        help=say("cli.option.limit", count=PAGE),
    )
    return Verb(
        name="list",
        help=say("views.cli.list"),
        example="backoffice contract list --search virtanen",
        params=(search, limit, after),
        run=run,
        codes=READS,
    )


def _show(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import contracts, ledgers

        desk, number = call.desk(), given.text("contract")
        card, ledger = contracts.show(desk, number), ledgers.show(desk, number)
        if given.flag("json"):
            document(_told(desk, card, ledger))
        else:
            result("\n".join(_lines(desk, card, ledger)))
        return 0

    metavar, about = say("cli.metavar.number"), say("views.cli.number")
    contract = Param(name="contract", argument=True, required=True, metavar=metavar, help=about)
    return Verb(
        name="show",
        help=say("views.cli.show"),
        example="backoffice contract show V-1001",
        params=(contract,),
        run=run,
        codes=FINDS,
    )


def _told(desk: "Desk", card: ContractCard, ledger: LedgerView) -> Mapping[str, object]:
    from backoffice_tui.desk.desk import queue_of

    lease, queue = card.lease, _queue()
    zone = desk.data(queue).zone
    return {
        "number": lease.number,
        "apartment": lease.apartment,
        "address": lease.address,
        "free_from": lease.free_from,
        "start": lease.start,
        "end": lease.end,
        "rent": decimal(lease.rent_cents),
        **{account: decimal(lease.balance(account)) for account in ACCOUNTS},
        "parties": people.parties(queue, lease, zone),
        "spouses": people.spouses(lease),
        "marks": [{"name": each.name, "text": each.text, "rule": each.rule} for each in card.marks],
        "cases": [documents.case(desk, queue_of(each), each) for each in card.tasks],
        "ledger": [_posted(each, zone) for each in ledger.lines],
    }


def _posted(line: PostedLine, zone: str) -> Mapping[str, object]:
    return {
        "at": local(line.at, zone).isoformat(timespec="seconds"),
        "by": line.by,
        "kind": line.kind,
        "account": line.account,
        "amount": decimal(line.cents),
        "balance": decimal(line.balance),
        "case": line.case or None,
        "contract": line.other or None,
        "iban": line.iban or None,
        "holder": line.holder or None,
        "exported_at": line.exported_at,
        "payment_file": line.payment_file or None,
    }


def _lines(desk: "Desk", card: ContractCard, ledger: LedgerView) -> Sequence[str]:
    """The contract for people: itself, who is bound, what needs an eye, tasks, money."""
    lease, queue = card.lease, _queue()
    facts = {
        "apartment": f"{lease.apartment}  {lease.address}",
        "start": lease.start,
        "end": lease.end or say("views.until-now"),
        "free": lease.free_from or "",
        "rent": euros(lease.rent_cents),
        **{account: euros(lease.balance(account)) for account in ACCOUNTS},
    }
    zone = desk.data(queue).zone
    lines = [say("views.contract-title", number=clean(lease.number, one_line=True))]
    lines += [f"  {say(f'views.field.{name}')}: {value}" for name, value in facts.items() if value]
    lines += _part("people", list(people.lines(lease)))
    lines += _part("marks", [f"! {each.text} ({each.rule})" for each in card.marks])
    tasks = [f"{each.number}  {each.type}  {queue.state_word(each)}" for each in card.tasks]
    return [
        *lines,
        *_part("tasks", tasks),
        *_part("money", [_row(each, zone) for each in ledger.lines]),
    ]


def _queue() -> Queue:
    """The queue whose cases are about contracts."""
    return next(queue for queue in QUEUES.values() if queue.contracts)


def _part(name: str, rows: Sequence[str]) -> list[str]:
    shown = [f"  {clean(row, one_line=True)}" for row in rows]
    return ["", say(f"views.cli.part.{name}"), *shown] if rows else []


def _row(line: PostedLine, zone: str) -> str:
    parts = (
        f"{local(line.at, zone):%Y-%m-%d}",
        say(f"views.kind.{line.kind}"),
        say(f"views.field.{line.account}"),
        f"{euros(line.cents)} ({say('views.ledger.balance')} {euros(line.balance)})",
        line.other or line.iban,
        line.case,
    )
    return "  ".join(part for part in parts if part)
