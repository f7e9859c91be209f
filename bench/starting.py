"""Rows 1 and 2: what it takes to ask the program something from a shell."""

import shutil
import sys
from collections.abc import Iterator

from bench import stores
from bench.measure import Bench, Line, Rival, Target, in_turn
from bench.processes import PROGRAM, command_on, peer_argv, running

TASKS = 50_000
NEXT = """
import json, sqlite3, sys
store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for rank in range(3):
    for bucket, until in ((1, "2026-11-20"), (0, "")):
        row = store.execute(
            "SELECT * FROM cases WHERE queue = ? AND handler = '' AND rank = ? AND bucket = ?"
            " AND (? = '' OR due_key <= ?) ORDER BY due_key, place LIMIT 1",
            (sys.argv[2], rank, bucket, until, until),
        ).fetchone()
        if row:
            print(json.dumps(row))
            sys.exit()
"""
"""The question behind `next --peek`, asked by a script that does nothing else."""


def help_(bench: Bench) -> Iterator[Line]:
    """`--help`."""
    bare = Rival("bare Python", running(sys.executable, "-c", "print()"))
    argv, missing = peer_argv("posting")
    measure = None if missing else running(*argv, "--help")
    posting = Rival("posting --help", measure, Target(0.35), missing)
    yield from in_turn(
        "1 --help", running(str(PROGRAM), "--help"), (posting, bare), bench.rounds(16)
    )


def next_(bench: Bench) -> Iterator[Line]:
    """`next --peek --json` on the loaded store."""
    store = stores.loaded(bench.size)
    script = (sys.executable, "-c", NEXT, str(store), stores.QUEUE.key)
    rivals = (_taskwarrior(), Rival("Python, sqlite3, the query", running(*script)))
    yield from in_turn(
        f"2 next --peek --json, {bench.size:,} cases",
        running(*command_on(store, "next", "--peek", "--json")),
        rivals,
        bench.rounds(16),
    )


def _taskwarrior() -> Rival:
    name, target = f"task next, {TASKS:,} tasks", Target(0.4)
    program = shutil.which("task")
    if program is None:
        missing = "Taskwarrior is not installed (Debian: apt-get install taskwarrior)"
        return Rival(name, target=target, missing=missing)
    folder = stores.tasks(TASKS)
    env = {"TASKDATA": str(folder), "TASKRC": str(folder / "taskrc")}
    return Rival(name, running(program, "next", env=env), target)
