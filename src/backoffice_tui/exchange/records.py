"""A list of records in JSON, as other systems export their registers."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.routine.errors import StoreTrouble

MOST_BYTES: Final = 256 << 20


def read_records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each record with its place from 1; StoreTrouble where the file is no list in JSON or too large."""
    with told(path), opened(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise StoreTrouble("taking.too-big", name=shown(path), most=MOST_BYTES >> 20)
    try:
        records = json.loads(content, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise StoreTrouble("taking.not-json", name=shown(path)) from None
    if not isinstance(records, list):
        raise StoreTrouble("taking.not-json", name=shown(path))
    for row, record in enumerate(records, 1):
        yield row, record if isinstance(record, dict) else {"": record}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs by name; one that comes twice gets a name that no reader knows, so that it is refused by name."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        found[name if name not in found else f"{name} ×2"] = value
    return found
