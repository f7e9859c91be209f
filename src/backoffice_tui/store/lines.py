"""A case as a line of a list: the columns that are read, and the line made of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.listing import LINE_FIELDS, CaseLine

_STATES: Final = {state.value: state for state in State}
_AT: Final = {name: at for at, name in enumerate(LINE_FIELDS)}
_STATE, _RECEIVED = _AT["state"], _AT["received"]
_DATES: Final = tuple(
    _AT[name] for name in ("due", "wished", "waits_since", "missing_since", "handled")
)
_FLAGS: Final = (_AT["protected"], _AT["erased"])

SELECT: Final = f"SELECT {', '.join(f'cases.{name}' for name in LINE_FIELDS)} FROM cases"


def line(row: Sequence[Any]) -> CaseLine:
    """A row of `SELECT` as a line."""
    cells = list(row)
    cells[_STATE] = _STATES[cells[_STATE]]
    cells[_RECEIVED] = date.fromisoformat(cells[_RECEIVED])
    for at in _DATES:
        if cells[at] is not None:
            cells[at] = date.fromisoformat(cells[at])
    for at in _FLAGS:
        cells[at] = bool(cells[at])
    return CaseLine._make(cells)
