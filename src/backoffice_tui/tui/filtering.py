"""Narrowing the work list: group, code, handler, state, and whether closed cases are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Checkbox, Input, Static

from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Dialog, line
from backoffice_tui.tui.fields import LineField, after, meant
from backoffice_tui.tui.tick import Tick

FIELDS = ("team", "code", "handler", "state", "kind", "klass", "type")
KNOWN = ("kind", "klass", "type")
"""Fields in which nothing else will do than what there is to choose."""


def types_of(data: RoutineData) -> Mapping[str, Sequence[str]]:
    """Class → its types, those of tasks that are only made beside others last."""
    found = {klass: list(types) for klass, types in data.types.items()}
    for each in data.linked:
        found.setdefault(each.klass, []).append(each.type)
    return found


class FilterDialog(Dialog):
    """Gives the filter that was chosen, or None; an empty field does not narrow."""

    DEFAULT_CSS = """
    FilterDialog {
        & LineField, & LineField:focus { max-width: 100%; margin: 0; }
        & Tick { background: transparent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False, priority=True, id="filter.save"),
        Binding("enter", "save", show=False, id="filter.enter"),
    ]

    def __init__(self, queue: Queue, data: RoutineData, wanted: Filter) -> None:
        super().__init__()
        self._queue, self._wanted = queue, wanted
        self._types = types_of(data)
        self._choices: dict[str, tuple[str, ...]] = {
            "team": data.groups,
            "code": tuple(sorted(queue.codes)),
            "handler": (),
            "state": tuple(queue.states.values()),
            # Where there are types, they are the kinds.
            "kind": () if data.types else tuple(queue.kinds(data)),
            "klass": tuple(self._types),
            "type": tuple(each for types in self._types.values() for each in types),
        }
        self._fields = tuple(name for name in FIELDS if name == "handler" or self._choices[name])

    def compose(self) -> ComposeResult:
        """A line for each field, with what there is to choose."""
        wanted = self._wanted
        state = self._queue.states[wanted.state] if wanted.state else ""
        values = {
            "team": wanted.team,
            "code": wanted.code,
            "handler": wanted.handler,
            "state": state,
            "kind": wanted.kind,
            "klass": wanted.klass,
            "type": wanted.type,
        }
        with Vertical():
            yield line(say("console.filter.title"), "title")
            for name in self._fields:
                choices = self._choices[name]
                hint = f"  {' · '.join(choices)}" if choices else ""
                yield line(f"{say(f'console.filter.{name}')}{hint}", "hint")
                yield LineField(values[name], choices=choices, select=True, id=f"filter-{name}")
            yield Tick(
                Text(say("console.filter.unassigned")),
                wanted.unassigned,
                id="filter-unassigned",
                compact=True,
            )
            yield Tick(
                Text(say("console.filter.missing")),
                wanted.missing,
                id="filter-missing",
                compact=True,
            )
            yield Tick(Text(say("console.filter.all")), wanted.all, id="filter-all", compact=True)
            yield line("", "wrong")
            yield line(say("console.filter.hint"), "hint")

    @on(Input.Submitted)
    @on(Tick.GoOn)
    def _go_on(self) -> None:
        """Enter takes the filter as it stands."""
        self.action_save()

    def action_save(self) -> None:
        """Give the filter, or say which field will not do."""
        text = {name: self._value(name) for name in self._fields}
        state = self._queue.state_named(text["state"]) if text["state"] else None
        if text["state"] and state is None:
            self._refuse("state")
            return
        for name in KNOWN:
            if text.get(name) and text[name] not in self._choices[name]:
                self._refuse(name)
                return
        klass = self._types.get(text.get("klass", ""))
        if klass and text["type"] and text["type"] not in klass:
            # Two that exclude each other would show an empty list without a word.
            self._refuse("type", klass)
            return
        self.dismiss(
            replace(
                self._wanted,
                team=text.get("team", ""),
                code=text.get("code", ""),
                handler=text["handler"].casefold(),
                state=state,
                kind=text.get("kind", ""),
                klass=text.get("klass", ""),
                type=text.get("type", ""),
                unassigned=self.query_one("#filter-unassigned", Checkbox).value,
                missing=self.query_one("#filter-missing", Checkbox).value,
                all=self.query_one("#filter-all", Checkbox).value,
            )
        )

    def _value(self, name: str) -> str:
        typed = clean(self.query_one(f"#filter-{name}", Input).value, one_line=True).strip()
        return meant(self._choices[name], typed)

    def on_key(self, event: events.Key) -> None:
        """The arrows go through what there is to choose."""
        field = self.focused
        name = str(field.id).removeprefix("filter-") if field else ""
        if event.key in ("up", "down") and isinstance(field, Input) and self._choices.get(name):
            field.value = after(self._choices[name], field.value, 1 if event.key == "down" else -1)

    def _refuse(self, name: str, known: Sequence[str] = ()) -> None:
        choices = ", ".join(known or self._choices[name])
        text = say("console.filter.wrong", what=say(f"console.filter.{name}"), choices=choices)
        self.query_one(".wrong", Static).update(Text(text))
        self.query_one(f"#filter-{name}", Input).focus()
