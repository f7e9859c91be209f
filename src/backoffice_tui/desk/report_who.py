"""The report on who has what."""

from collections.abc import Mapping

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.holders import HeldCase, held_cases, holders
from backoffice_tui.desk.report_parts import Asked, Made, heads, shown, stamp
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.reporting import BARS, Cell, Chart, Table
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say


def who(desk: Desk, asked: Asked) -> Made:
    """Who holds how much, and what lies with each."""
    key = asked.queues()[0].key if asked.queue else ""
    found = holders(desk, key)
    table = Table(
        title=say("figures.title.holders"),
        headings=heads("agent", "holding", "oldest", "at-work", "seen"),
        rows=tuple(
            (each.agent, each.held, each.oldest, shown(each.shift), shown(each.seen))
            for each in found
        ),
        chart=Chart(BARS, 0, (1,)),
    )
    cases = {each.agent: held_cases(desk, each.agent, key) for each in found}
    names = ("agent", "queue", "number", "state", "age", "since", "note")
    lying = Table(
        title=say("figures.title.held"),
        headings=heads(*names),
        rows=tuple(_held(each) for every in cases.values() for each in every),
        unwritten=1,
    )
    document = [
        {
            "agent": each.agent,
            "held": each.held,
            "queues": dict(each.queues),
            "oldest": each.oldest,
            "on_shift_since": stamp(each.shift),
            "seen": stamp(each.seen),
            "cases": [_case(one) for one in cases[each.agent]],
        }
        for each in found
    ]
    return (table, lying), (), {"holders": document}


def _held(each: HeldCase) -> tuple[Cell, ...]:
    line, note = each.line, each.notes[0].text if each.notes else ""
    queue = queue_named(line.queue)
    state = " ".join(filter(None, (queue.state_word(line), line.progress)))
    since = shown(each.since)
    return (
        line.handler,
        queue.title,
        line.number,
        state,
        each.age,
        since,
        clean(note, one_line=True),
    )


def _case(each: HeldCase) -> Mapping[str, object]:
    line = each.line
    return {
        "queue": line.queue,
        "number": line.number,
        "state": queue_named(line.queue).state_word(line),
        "received": line.received,
        "age_days": each.age,
        "since": stamp(each.since),
        "progress": line.progress or None,
        "notes": [
            {"at": stamp(note.at), "by": note.agent, "text": note.text} for note in each.notes
        ],
    }
