"""`show` of a queue: one case with everything about it."""

from typing import TYPE_CHECKING

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result
from backoffice_tui.cli.verbs import CHANGES, Verb
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from backoffice_tui.desk.card import Card, LogLine


def show_verb(call: Call, queue: Queue) -> Verb:
    """One case with facts, log, steps and the moves open now."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.card import reveal, show

        desk = call.desk()
        number = given.text("number")
        reason = given.text("reason")
        hidden = not given.flag("reveal")
        card = show(desk, queue, number) if hidden else reveal(desk, queue, number, reason)
        if given.flag("json"):
            document(documents.card(desk, queue, card))
        else:
            result("\n".join(_lines(queue, card, desk.data(queue).zone)))
        return 0

    return Verb(
        name="show",
        help=say("cli.queue.show.help"),
        example=say("cli.queue.show.example", queue=queue.key),
        params=(
            Param(
                name="number",
                argument=True,
                required=True,
                metavar=say("cli.metavar.number"),
                help=say("cli.option.number"),
            ),
            Param(name="reveal", flag=True, help=say("cli.option.reveal")),
            Param(name="reason", help=say("cli.option.reason")),
        ),
        run=run,
        codes=CHANGES,
    )


def _lines(queue: Queue, card: "Card", zone: str) -> list[str]:
    line = card.line
    columns = [each.name for each in queue.columns if each.name in line._fields]
    lines = [f"{line.number}  {line.title}", card.why, ""]
    for name, cell in zip(columns, documents.cells(queue, line, columns), strict=True):
        if cell and name not in ("number", "title"):
            lines.append(f"  {queue.word(f'column.{name}')}: {cell}")
    if card.informed:
        lines.append(f"  {say('cli.show.informed')}")
    lines += _section(
        "facts", [f"{_fact(queue, name)}: {text}" for name, text in card.facts.items()]
    )
    lines += _section("steps", [_step(each.done, each.title, each.rule) for each in card.steps])
    lines += _section("log", [told for each in card.log for told in _entry(queue, each, zone)])
    offers = [queue.word(f"move.{each.move}") for each in card.offers if not each.closed]
    return lines + _section("offers", [", ".join(offers)] if offers else [])


def _section(name: str, rows: list[str]) -> list[str]:
    return ["", say(f"cli.show.{name}"), *(f"  {clean(row)}" for row in rows)] if rows else []


def _fact(queue: Queue, name: str) -> str:
    own = f"{queue.key}.field.{name}"
    return say(own) if knows(own) else name.removeprefix("aside:")


def _step(done: bool, title: str, rule: str) -> str:
    return f"[{'x' if done else ' '}] {title} ({rule})"


def _entry(queue: Queue, line: "LogLine", zone: str) -> list[str]:
    at = local(line.at, zone).strftime("%Y-%m-%d %H:%M")
    undone = f" ({say('cli.show.undone')})" if line.undone else ""
    rows = [f"{at}  {line.by}  {queue.word(f'move.{line.move}')}{undone}"]
    if line.became != line.was:
        was, became = (documents.state_of(queue, each) for each in (line.was, line.became))
        rows.append(f"    {was or '–'} → {became or '–'}")
    rows += [f"    {each}" for each in clean(line.text).split("\n") if each]
    for change in line.changes:
        name = _fact(queue, change.field)
        rows.append(f"    {name}: {change.was or '–'} → {change.became or '–'}")
    return rows
