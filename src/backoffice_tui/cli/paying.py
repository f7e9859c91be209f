"""`returns`: a day's returns as a payment file for the bank."""

from typing import TYPE_CHECKING

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.money import decimal, euros
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.returns import PaidBack
    from backoffice_tui.store.returns import Return


def returns_verb(call: Call, queue: Queue) -> Verb:
    """The file of a day, made once and given again."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.returns import pay_back

        desk = call.desk()
        text, out, sheet = (given.text(name) for name in ("date", "out", "xlsx"))
        found = pay_back(
            desk,
            queue,
            read_date(text, desk.today(queue), field="date") if text else None,
            path_of(out, call.cwd) if out else None,
            path_of(sheet, call.cwd) if sheet else None,
            dry_run=given.flag("dry_run"),
            overwrite=given.flag("yes"),
        )
        for note in _notes(found):
            say_so(note)
        if given.flag("json"):
            document(_document(found))
        else:
            _show(found, dry_run=given.flag("dry_run"))
        return 1 if found.left_out else 0

    file = say("cli.metavar.file")
    return Verb(
        name="returns",
        help=say("payments.cli.help"),
        example=f"backoffice {queue.key} returns --date 2026-11-20 --out pay.xml --xlsx pay.xlsx",
        params=(
            Param(name="date", metavar=say("cli.metavar.date"), help=say("payments.cli.date")),
            Param(name="out", metavar=file, help=say("payments.cli.out")),
            Param(name="xlsx", metavar=file, help=say("payments.cli.xlsx")),
            Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
            Param(name="yes", flag=True, help=say("payments.cli.yes")),
        ),
        run=run,
        codes=(0, 1, 2, 3, 5, 6),
    )


def _notes(found: "PaidBack") -> list[str]:
    """What is worth knowing besides the file."""
    why = say("payments.no-account")
    notes = [
        say("payments.cli.left-out", contract=each.contract, amount=euros(each.cents), why=why)
        for each in found.left_out
    ]
    if found.later:
        notes.append(say("payments.cli.later", count=found.later))
    if hidden := sum(each.protected for each in found.paid):
        notes.append(say("payments.cli.protected", count=hidden))
    return [*notes, *found.notes]


def _document(found: "PaidBack") -> dict[str, object]:
    return {
        "day": found.day,
        "file": found.file or None,
        "again": found.again,
        "payments": len(found.paid),
        "amount": decimal(found.cents),
        "returns": [_return(each) for each in found.paid],
        "left_out": [_return(each) for each in found.left_out],
        "later": found.later,
    }


def _return(each: "Return") -> dict[str, object]:
    """A return as a script reads it; to whom it goes stands in the bank's file only."""
    return {
        "case": each.case or None,
        "contract": each.contract,
        "type": each.type,
        "amount": decimal(each.cents),
    }


def _show(found: "PaidBack", *, dry_run: bool) -> None:
    for each in found.paid:
        row(each.contract, each.case, each.type, euros(each.cents))
    if not found.paid:
        result(say("payments.cli.nothing", day=found.day))
        return
    told = [say("payments.cli.dry-run")] if dry_run else []
    if found.again:
        told.append(say("payments.cli.again"))
    amount, count = euros(found.cents), len(found.paid)
    told.append(say("payments.cli.done", file=found.file or "–", count=count, amount=amount))
    result(" ".join(told))
