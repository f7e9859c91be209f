"""The keys a person has chosen, looked at before the console opens: is each for something, can it be pressed."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from typing import Final

from textual.app import App
from textual.binding import Binding, BindingsMap, BindingType
from textual.keys import Keys, key_to_character
from textual.screen import Screen
from textual.widget import Widget

from backoffice_tui import tui
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import HOUSE_MOVES
from backoffice_tui.settings import Settings, SettingsError
from backoffice_tui.settings.toml import Document, read

TABLE: Final = "keys"
UNTYPABLE: Final = "@£$€{[]}\\|~^`´¨"
"""Signs that need AltGr or a dead key on Swedish and Finnish keyboards."""

UNSENT: Final = frozenset({"ctrl+enter", "ctrl+s"})
"""Keys that many terminals keep to themselves."""

KEPT: Final = frozenset(
    {"escape", "enter", "tab", "shift+tab", "space", "backspace", "delete"}
    | {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    | set("jkgGxuynrL")
)
"""Keys that mean the same on every screen; only an action that has one already may keep it."""

LAST_FUNCTION_KEY: Final = 24

_NAMES: Final = frozenset(each.value for each in Keys)

Place = Mapping[str, frozenset[str]]
"""Id of an action → its keys, for all that can be pressed at the same time."""


def keymap(settings: Settings) -> dict[str, str]:
    """The remapped actions as Textual takes them; SettingsError names file, line and key of one that cannot be."""
    if not settings.keys:
        return {}
    every = list(places())
    chosen = {}
    for action, keys in settings.keys.items():
        if not any(action in place for place in every):
            near = get_close_matches(action, sorted({each for place in every for each in place}), 1)
            raise _wrong(settings, action, "key-no-action", near=near[0] if near else "list.next")
        chosen[action] = ",".join(_usable(settings, action, keys, every))
    for place in every:
        _refuse_clashes(settings, chosen, place)
    return chosen


def _usable(settings: Settings, action: str, keys: str, every: Iterable[Place]) -> tuple[str, ...]:
    own = frozenset[str]().union(*(place.get(action, frozenset()) for place in every))
    untypable = {name: sign for sign in UNTYPABLE for name in _keys_of(sign)}
    found = tuple(_keys_of(keys))
    for key in found:
        *held, last = key.split("+")
        sign = key_to_character(last) or last
        if last in untypable:
            raise _wrong(settings, action, "key-untypable", text=untypable[last])
        if key in UNSENT or "alt" in held or {"ctrl", "shift"} <= set(held):
            raise _wrong(settings, action, "key-unsent", text=key)
        if last not in _NAMES and len(sign) != 1 and not _is_function_key(last):
            raise _wrong(settings, action, "key-no-key", text=key)
        if key not in own and (key in KEPT or (len(key) == 1 and key.isdigit())):
            raise _wrong(settings, action, "key-kept", text=key)
    return found


def _is_function_key(name: str) -> bool:
    return name[:1] == "f" and name[1:].isdigit() and 1 <= int(name[1:]) <= LAST_FUNCTION_KEY


def _refuse_clashes(settings: Settings, chosen: Mapping[str, str], place: Place) -> None:
    """Two actions that had keys of their own must not share one now."""
    for action, keys in chosen.items():
        for key in keys.split(",") if action in place else ():
            for other, before in place.items():
                after = chosen[other].split(",") if other in chosen else before
                shared = key in before and key in place[action]
                if other != action and key in after and not shared:
                    raise _wrong(settings, action, "key-taken", text=key, other=other)


def _keys_of(text: str) -> Iterator[str]:
    """Each key by the name that Textual has for it."""
    wanted = [each.strip() for each in text.split(",")] if text != "," else ["comma"]
    for each in filter(None, wanted):
        name = each if len(each) == 1 else each.lower() if "+" not in each else each
        yield from BindingsMap([Binding(name, "chosen")]).key_to_bindings


def _wrong(settings: Settings, action: str, problem: str, **values: object) -> SettingsError:
    """The error at the line where the action is remapped, in the file that wins."""
    for path in settings.files:
        document: Document = read(path)
        if action in document.values.get(TABLE, {}):
            return document.error(problem, TABLE, action, action=action, **values)
    return Document("", "", {}).error(problem, TABLE, action, action=action, **values)


# -- what there is to remap ---------------------------------------------------------------------


def places() -> Iterator[Place]:
    """For each screen all that can be pressed on it."""
    from backoffice_tui.tui.case_list import CaseList
    from backoffice_tui.tui.grid_screen import grid_keys
    from backoffice_tui.tui.keys import everywhere, in_a_list
    from backoffice_tui.tui.list_screen import ListScreen

    classes = list(_classes())
    always = _merged(everywhere(), *(_own(each) for each in classes if issubclass(each, App)))
    listing = _merged(_of(CaseList))
    for queue in QUEUES.values():
        faces = [each for each in classes if issubclass(each, ListScreen)]
        for face in faces:
            yield _merged(always, listing, _of(face), in_a_list(queue), grid_keys())
        moves: list[BindingType] = [
            Binding(move.key, "move", id=f"{queue.key}.case.{move.name}")
            for move in (*queue.moves, *HOUSE_MOVES)
        ]
        yield _merged(always, listing, moves)
    for each in classes:
        if issubclass(each, Screen) and not issubclass(each, ListScreen):
            yield _merged(always, listing, _of(each))
        elif issubclass(each, Widget):
            yield _merged(always, _of(each))


def _classes() -> Iterator[type]:
    for module in iter_modules(tui.__path__, f"{tui.__name__}."):
        for _, each in getmembers(import_module(module.name), isclass):
            if each.__module__ == module.name and "BINDINGS" in vars(each):
                yield each


def _of(each: type) -> list[BindingType]:
    return [binding for base in each.__mro__ for binding in _own(base)]


def _own(each: type) -> list[BindingType]:
    ours = each.__module__.startswith(tui.__name__)
    return list(vars(each).get("BINDINGS", ())) if ours else []


def _merged(*parts: Iterable[BindingType] | Place) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for part in parts:
        if isinstance(part, Mapping):
            found |= part
            continue
        for binding in part:
            if isinstance(binding, Binding) and binding.id:
                found[binding.id] = frozenset(_keys_of(binding.key))
    return found
