"""Work lists that an agent keeps by name: a filter each, for one queue."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from backoffice_tui.desk import preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean, fold, sort_key

LONGEST: Final = 40
"""Characters of a name."""

MOST: Final = 50
"""So many lists can be kept for a queue; more is a search, not a list of lists."""

_FIELDS: Final = frozenset(each.name for each in fields(Filter))


def kept(desk: Desk, queue: Queue) -> Mapping[str, Filter]:
    """The lists that the agent keeps for a queue, by name in alphabetical order."""
    body = preferences.remembered(desk, _name(queue))
    try:
        found = json.loads(body or "{}")
    except ValueError:
        found = {}
    if not isinstance(found, dict):
        return {}
    lists = {str(name): _filter(each) for name, each in found.items() if isinstance(each, dict)}
    return dict(sorted(lists.items(), key=lambda each: sort_key(each[0])))


def keep(desk: Desk, queue: Queue, name: str, wanted: Filter) -> str:
    """Keep a filter under a name, in the place of the one that had it; the name as it is kept."""
    text = clean(name, one_line=True).strip()
    if not text:
        raise Refused("lists.no-name", rule="TYO-01", field="name")
    if len(text) > LONGEST:
        raise Refused("lists.long-name", rule="TYO-01", field="name", limit=LONGEST)
    lists = {each: its for each, its in kept(desk, queue).items() if fold(each) != fold(text)}
    if len(lists) >= MOST:
        raise Refused("lists.too-many", rule="TYO-01", limit=MOST)
    _put(desk, queue, {**lists, text: wanted})
    return text


def forget(desk: Desk, queue: Queue, name: str) -> None:
    """Let go of the list of that name."""
    lists = dict(kept(desk, queue))
    del lists[_meant(lists, name)]
    _put(desk, queue, lists)


def named(desk: Desk, queue: Queue, name: str) -> Filter:
    """The filter kept under a name, however it is written; NotFound names those there are."""
    lists = kept(desk, queue)
    return lists[_meant(lists, name)]


def name_of(lists: Mapping[str, Filter], wanted: Filter) -> str:
    """The name under which this very filter is kept; empty where it is not."""
    return next((name for name, each in lists.items() if each == wanted), "")


def _meant(lists: Mapping[str, Filter], name: str) -> str:
    wanted = fold(clean(name, one_line=True).strip())
    found = next((each for each in lists if fold(each) == wanted), None)
    if found is None:
        shown = clean(name, limit=LONGEST, one_line=True)
        known = ", ".join(lists) or "–"
        raise NotFound("lists.no-such", rule="TYO-01", field="kept", name=shown, known=known)
    return found


def _name(queue: Queue) -> str:
    return f"{queue.key}.lists"


def _put(desk: Desk, queue: Queue, lists: Mapping[str, Filter]) -> None:
    body = {name: _told(wanted) for name, wanted in lists.items()}
    preferences.remember(desk, _name(queue), json.dumps(body, ensure_ascii=False) if body else "")


def _told(wanted: Filter) -> dict[str, Any]:
    """What narrows the list; the rest is as in any list."""
    usual = asdict(Filter())
    return {name: value for name, value in asdict(wanted).items() if value != usual[name]}


def _filter(told: Mapping[str, Any]) -> Filter:
    """A kept filter; what this version does not know of it is left out."""
    known = {name: value for name, value in told.items() if name in _FIELDS}
    try:
        known["state"] = State(known["state"]) if known.get("state") else None
    except ValueError:
        known["state"] = None
    return Filter(**known)
