"""`db retention`: personal data that has been kept long enough."""

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.texts import say


def retention_verb(call: Call) -> Verb:
    """What is past its time, erased once that is said yes to."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import retention

        desk = call.desk()
        left: list[str] = []
        found = retention.due(desk)
        count = sum(each.cases for each in found)
        if count and not given.flag("dry_run"):
            call.confirm(say("cli.db.erase-past", count=count), yes=given.flag("yes"))
            found, unfinished = retention.erase(desk)
            left = [each.number for each in unfinished]
        if given.flag("json"):
            document({"queues": found, "dry_run": given.flag("dry_run"), "unfinished": left})
            return 1 if left else 0
        dry = "would" if given.flag("dry_run") else "done"
        for each in found:
            key = f"cli.db.past-{dry}" if each.days else "cli.db.past-never"
            result(say(key, queue=each.queue, days=each.days, count=each.cases))
        return 1 if left else 0

    return Verb(
        name="retention",
        help=say("cli.db.retention"),
        example="backoffice db retention --dry-run\nbackoffice db retention --yes",
        params=(
            Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
            Param(name="yes", flag=True, help=say("cli.option.yes")),
        ),
        run=run,
        codes=(0, 1, 2, 6),
    )
