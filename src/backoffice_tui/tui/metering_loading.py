"""A file of values taken in from the screen: looked at, asked about, loaded while it counts."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering_load import Loaded, load
from backoffice_tui.desk.metering_words import loaded
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.paths import typed

if TYPE_CHECKING:
    from backoffice_tui.tui.metering import MeteringScreen

NAMED = 5
"""So many refused lines are named before the question."""


async def load_by_hand(screen: "MeteringScreen", desk: Desk) -> None:
    """Ask for a file, say what it would do, and take it in."""
    question = AskLine(say("metering.screen.load"), say("metering.screen.load-label"))
    text = await screen.app.push_screen_wait(question)
    if not isinstance(text, str) or not text:
        return
    path = typed(text)
    looked = await _run(screen, desk, path, dry_run=True)
    if looked is None:
        return
    body = [*loaded(looked)]
    body += [f"{each.row}: {each.field}: {each.message}" for each in looked.refused[:NAMED]]
    name = clean(path.name, limit=60, one_line=True)
    title, yes = say("metering.screen.load-title", name=name), say("metering.screen.load-yes")
    if not await screen.app.push_screen_wait(Confirm(title, "\n".join(body), yes, danger=False)):
        return
    done = await _run(screen, desk, path, dry_run=False)
    if done is not None:
        screen.app.notify(" ".join(loaded(done)))


async def _run(screen: "MeteringScreen", desk: Desk, path: Path, *, dry_run: bool) -> Loaded | None:
    key = f"metering.screen.{'looking' if dry_run else 'loading'}"

    def progress(done: int, of: int) -> bool:
        share = f"{min(done, of) * 100 // of} %" if of else str(done)
        screen.app.call_from_thread(screen.note, say(key, done=share))
        return bool(screen.is_attached)

    try:
        return await asyncio.to_thread(_load(desk, path, progress, dry_run=dry_run))
    except Problem as problem:
        screen.trouble(problem)
        return None
    finally:
        screen.note("")


def _load(
    desk: Desk, path: Path, progress: Callable[[int, int], bool], *, dry_run: bool
) -> Callable[[], Loaded]:
    return lambda: load(desk, path, dry_run=dry_run, progress=progress)
