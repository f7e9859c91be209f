"""Writing a list or the team's workbook to a file: asked where to, shown what it would change, then written."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import App

from backoffice_tui.desk import preferences, writing_out
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.paths import typed

if TYPE_CHECKING:
    from backoffice_tui.desk.tracker import Written

SHOWN: Final = 4
"""So many of each kind of change are named; the rest are counted."""


async def write_out(app: App[Any], desk: Desk, queue: Queue, wanted: Filter) -> str:
    """Write what the list shows to a file of the agent's choice; what became of it, empty where nothing was written.

    Raises the problem that stands in the way; the file is then as it was.
    """
    kept = f"write-out-{queue.key}"
    last = await asyncio.to_thread(preferences.remembered, desk, kept)
    proposed = last or str(Path.home() / f"{queue.title}{writing_out.WORKBOOK}")
    question = AskLine(say("write-out.title", queue=queue.title), say("write-out.label"), proposed)
    answer = await app.push_screen_wait(question)
    if not isinstance(answer, str) or not answer.strip():
        return ""
    path = typed(answer)
    name = clean(path.name, limit=100, one_line=True)
    outlook = await asyncio.to_thread(writing_out.would_write, desk, queue, wanted, path)
    body = told(outlook) if outlook else say("write-out.overwrite") if path.exists() else ""
    if body:
        sure = Confirm(say("write-out.sure", name=name), body, say("write-out.yes"))
        if await app.push_screen_wait(sure) is not True:
            return ""
    app.notify(say("write-out.writing", name=name))
    done = await asyncio.to_thread(writing_out.write_out, desk, queue, wanted, path)
    await asyncio.to_thread(preferences.remember, desk, kept, str(path.absolute()))
    if isinstance(done, int):
        return say("write-out.listed", count=done, name=name)
    left = say("write-out.left", count=len(done.left)) if done.left else ""
    return f"{say('write-out.written', count=done.rows, name=name)} {left}".strip()


def told(outlook: "Written") -> str:
    """What writing the workbook would add, change, erase, leave and lose, each counted and some named."""
    left = [f"{each.number} {each.heading}" for each in outlook.left]
    refused = [say("screens.take-in.row", row=each.row) for each in outlook.refused]
    lines = [
        say(f"write-out.{key}", count=len(found), some=_some(found))
        for key, found in (
            ("added", outlook.added),
            ("changed", outlook.changed),
            ("erased", outlook.erased),
            ("kept", left),
            ("refused", refused),
            ("lost", outlook.dropped),
        )
        if found
    ]
    return "\n".join(lines) or say("write-out.nothing")


def _some(found: list[str]) -> str:
    more = " …" if len(found) > SHOWN else ""
    return ", ".join(clean(each, limit=60, one_line=True) for each in found[:SHOWN]) + more
