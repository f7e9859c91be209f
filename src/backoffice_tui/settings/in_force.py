"""Which edition of a routine's data holds on a day: as shipped, a lead's own file, or what leads decided."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from backoffice_tui.settings.routine_data import RoutineData, changed, load_routine
from backoffice_tui.settings.toml import parse


@lru_cache(maxsize=64)
def read_changes(queue_key: str, text: str, name: str) -> RoutineData:
    """The shipped data with the tables of a text in place of its own; raises SettingsError."""
    return changed(load_routine(queue_key), parse(text, name))


def in_force(
    queue_key: str, override: Path | None, today: date, decided: str = "", name: str = ""
) -> RoutineData:
    """The data that holds today: what leads decided, or their file where it holds from a later day on."""
    data = load_routine(queue_key, override)
    from_file = override is not None and data.holds_from <= today
    found = data if from_file else load_routine(queue_key)
    if not decided:
        return found
    edition = read_changes(queue_key, decided, name)
    return found if from_file and found.holds_from > edition.holds_from else edition
