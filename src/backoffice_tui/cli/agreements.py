"""`agreements`, `agreement`, `cancel`: agreements brought in, shown with their history, and cancelled."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import bring_in
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, plain, result, say_so, table
from backoffice_tui.cli.verbs import CHANGES, FILES, FINDS, Verb
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.agreements import Cancelled, Point
    from backoffice_tui.queues.datahub.agreement import Agreement
    from backoffice_tui.store.agreements import Act

SHOWN: Final = ("number", "kind", "seller", "start", "days")


def verbs(call: Call, queue: Queue) -> list[Verb]:
    """The commands for agreements."""
    return [_import(call, queue), _show(call, queue), _cancel(call, queue)]


def _import(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.agreement_file import take_in_agreements

        return bring_in(
            call, given, lambda desk, path, **how: take_in_agreements(desk, queue, path, **how)
        )

    file = Param(
        name="file",
        argument=True,
        required=True,
        metavar=say("cli.metavar.file"),
        help=say("agreements.cli.file"),
    )
    return Verb(
        name="agreements",
        help=say("agreements.cli.import-help"),
        example=f"backoffice {queue.key} agreements sopimukset.xlsx --dry-run",
        params=(file, Param(name="dry_run", flag=True, help=say("cli.option.dry-run"))),
        run=run,
        codes=FILES,
    )


def _show(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.agreements import show_point

        desk = call.desk()
        point = show_point(desk, given.text("point"))
        if given.flag("json"):
            document(_point(point))
            return 0
        _tell(point, desk.data(queue).zone)
        return 0

    return Verb(
        name="agreement",
        help=say("agreements.cli.show-help"),
        example=f"backoffice {queue.key} agreement 643999000000000015",
        params=(
            Param(
                name="point",
                argument=True,
                required=True,
                metavar=say("cli.metavar.number"),
                help=say("agreements.cli.point"),
            ),
        ),
        run=run,
        codes=FINDS,
    )


def _tell(point: "Point", zone: str) -> None:
    from backoffice_tui.desk.agreements import said_act, said_days

    result(point.shown)
    rows = [
        (
            each.number,
            say(f"agreements.kind.{each.kind}"),
            each.seller,
            each.start,
            said_days(each),
        )
        for each in point.agreements
    ]
    table([say(f"agreements.column.{name}") for name in SHOWN], rows, {2, 4})
    result("")
    result(say("agreements.cli.history"))
    for each in point.agreements:
        for act in point.history[each.number]:
            result(f"{each.number}  {said_act(act, zone)}")


def _point(point: "Point") -> Mapping[str, Any]:
    agreements = [
        {**as_document(each), "history": [_act(act) for act in point.history[each.number]]}
        for each in point.agreements
    ]
    return {"facility": point.shown, "protected": point.protected, "agreements": agreements}


def _act(act: "Act") -> Mapping[str, Any]:
    return {
        "at": act.at,
        "by": act.agent,
        "what": act.what,
        "agreement": act.agreement or None,
        "day": act.day,
        "rule": act.rule or None,
        "undone": act.undone,
        "was": act.was,
        "became": act.became,
    }


def as_document(each: "Agreement") -> dict[str, Any]:
    """An agreement as scripts read it: `end` and `end_reason` are those in force, days are inclusive."""
    last = each.last
    return {
        "agreement": each.number,
        "kind": each.kind,
        "seller": each.seller,
        "start": each.start,
        "end": last.last if last else None,
        "end_reason": (last.ended or None) if last else None,
        "valid": [
            {
                "from": period.first,
                "to": period.last,
                "ended": period.ended or None,
                "may_continue": period.may,
            }
            for period in each.periods
        ],
        "cancelled": each.cancelled_on,
        "case": each.case or None,
        "mass_ended_from": each.mass_from,
    }


def _cancel(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        number = given.text("agreement")
        if given.flag("undo"):
            return _undo(call, given, number)
        return _cancelled(call, queue, given, number)

    day = say("cli.metavar.date")
    return Verb(
        name="cancel",
        help=say("agreements.cli.cancel-help"),
        example=(
            f"backoffice {queue.key} cancel S-1002 --on 2022-11-02 --reason AR01 --dry-run\n"
            f"backoffice {queue.key} cancel S-1002 --undo"
        ),
        params=(
            Param(
                name="agreement",
                argument=True,
                required=True,
                metavar=say("cli.metavar.number"),
                help=say("agreements.cli.agreement"),
            ),
            Param(name="on", metavar=day, help=say("agreements.cli.on")),
            Param(
                name="reason", metavar=say("cli.metavar.text"), help=say("agreements.cli.reason")
            ),
            Param(name="continues_from", metavar=day, help=say("ar01.cli.continues_from")),
            Param(name="case", metavar=say("cli.metavar.number"), help=say("ar01.cli.case")),
            Param(name="undo", flag=True, help=say("agreements.cli.undo")),
            Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
            Param(name="yes", flag=True, help=say("cli.option.yes")),
        ),
        run=run,
        codes=CHANGES,
    )


def _undo(call: Call, given: Given, number: str) -> int:
    from backoffice_tui.desk.agreements import undo_cancelling

    back = undo_cancelling(call.desk(), number)
    if given.flag("json"):
        document({"agreement": number, "changes": [as_document(each) for each in back]})
    else:
        say_so(say("agreements.cli.undone", number=number))
    return 0


def _cancelled(call: Call, queue: Queue, given: Given, number: str) -> int:
    from backoffice_tui.desk.agreements import cancel, preview

    for name in ("on", "reason"):
        if not given.text(name).strip():
            raise Usage("routine.field-missing", rule="DH-05", field=name)
    desk = call.desk()
    typed = (given.text("on"), given.text("reason"), given.text("continues_from"))
    found = preview(desk, queue, number, *typed)
    if given.flag("dry_run"):
        _report(given, found)
        return 0
    asks = call.on_terminal() and not given.flag("json")
    if asks and found.plan.ruling.ruled:
        # What changes is seen before it is saved; a script has its dry run for that.
        _report(given, found)
        call.confirm(say("agreements.cli.confirm-cancel", number=number), yes=given.flag("yes"))
    done = cancel(desk, queue, number, *typed, case=given.text("case"), seen=found)
    if not asks or not found.plan.ruling.ruled:
        _report(given, done)
    if not given.flag("json"):
        say_so(say("agreements.cli.applied", number=number))
    return 0


def _report(given: Given, found: "Cancelled") -> None:
    if given.flag("json"):
        document(_document(found))
        return
    for text in found.answered.words:
        result(text)
    result("")
    result(say(f"agreements.cli.{'does' if found.applied else 'would'}"))
    for text in found.lines or (say("agreements.screen.nothing"),):
        result(f"  {text}")


def _document(found: "Cancelled") -> Mapping[str, Any]:
    ruling = found.plan.ruling
    own = ruling.agreement
    return {
        "agreement": found.plan.number,
        "applied": found.applied,
        "case": ruling.case or None,
        "ruled": ruling.ruled,
        "rule": ruling.rule,
        "validity": {"from": own.first, "to": own.last} if own else None,
        "changes": [
            {
                "agreement": each.was.number,
                "was": as_document(each.was),
                "became": as_document(each.became),
            }
            for each in found.plan.changes
        ],
        "notes": [
            {
                "agreement": each.number,
                "why": each.why,
                "message": say(f"agreements.note.{each.why}", number=each.number),
            }
            for each in found.plan.notes
        ],
        "answer": plain(found.answered.document),
    }
