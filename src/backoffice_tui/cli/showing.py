"""`show` of a queue: one case with everything about it."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.listing import SHOWABLE
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result
from backoffice_tui.cli.verbs import CHANGES, Verb
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.routine.ticks import FIELD
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from backoffice_tui.desk.card import Card, LogLine
    from backoffice_tui.desk.desk import Desk


UNSHOWN: Final = frozenset(
    {"title", "promised", "list_log", "answer_verdict", "answer_who", "answer_last4", "letter"}
)
"""Facts that the log or the head of the card tells in other words."""


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
            result("\n".join(_lines(desk, queue, card)))
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


def _lines(desk: "Desk", queue: Queue, card: "Card") -> list[str]:
    line, zone = card.line, desk.data(queue).zone
    columns = [each.name for each in queue.columns if each.name in SHOWABLE]
    lines = [f"{line.number}  {line.title}", card.why, ""]
    for name, cell in zip(columns, documents.cells(queue, line, columns), strict=True):
        if cell and name not in ("number", "title"):
            lines.append(f"  {queue.word(f'column.{name}')}: {cell}")
    if card.informed:
        lines.append(f"  {say('cli.show.informed')}")
    lines += _section("facts", _facts(queue, card))
    lines += _section("parties", _parties(desk, card))
    lines += _section("facilities", _ticks(card))
    lines += _section("steps", [_step(each.done, each.title, each.rule) for each in card.steps])
    lines += _section("log", [told for each in card.log for told in _entry(queue, each, zone)])
    offers = [queue.word(f"move.{each.move}") for each in card.offers if not each.closed]
    return lines + _section("offers", [", ".join(offers)] if offers else [])


def _parties(desk: "Desk", card: "Card") -> list[str]:
    if not card.line.contract:
        return []
    from backoffice_tui.cli import people
    from backoffice_tui.desk import contracts

    try:
        return list(people.lines(contracts.show(desk, card.line.contract).lease))
    except NotFound:
        return []


def beside(field: str) -> bool:
    """Whether the words of an entry tell of a change already: facilities and cases made beside."""
    return field == "further" or field.startswith(FIELD)


def _ticks(card: "Card") -> list[str]:
    return [
        f"{tick.place:>4} [{'x' if tick.done_at else ' '}] {tick.facility or f'? {tick.text}'}"
        + (f"  {tick.done_by}" if tick.done_by else "")
        + (f"  {tick.problem}" if tick.problem and not tick.facility else "")
        for tick in card.ticks
        if not tick.dropped
    ]


def _section(name: str, rows: list[str]) -> list[str]:
    return ["", say(f"cli.show.{name}"), *(f"  {clean(row)}" for row in rows)] if rows else []


def _facts(queue: Queue, card: "Card") -> list[str]:
    return [
        f"{label(queue, name)}: {in_words(queue, text)}"
        for name, text in card.facts.items()
        if name not in UNSHOWN
    ]


def label(queue: Queue, name: str) -> str:
    """A fact or column in words; one that only the list knows keeps its heading."""
    from backoffice_tui.cli.people import altered_label

    if altered := altered_label(name):
        return altered
    for kind in ("field", "column"):
        if knows(f"{queue.key}.{kind}.{name}"):
            return queue.word(f"{kind}.{name}")
    return name.removeprefix("aside:")


def in_words(queue: Queue, value: str) -> str:
    """A fact's value in words where it is yes, no or a choice of the form."""
    if value in ("yes", "no"):
        return say(f"cli.said-{value}")
    fields = queue.form.fields if queue.form else ()
    known = {choice for field in fields for choice in field.choices}
    told = value in known and knows(f"{queue.key}.choice.{value}")
    return queue.word(f"choice.{value}") if told else value


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
        if change.field not in UNSHOWN and line.move != "new" and not beside(change.field):
            name = label(queue, change.field)
            rows.append(f"    {name}: {change.was or '–'} → {change.became or '–'}")
    return rows
