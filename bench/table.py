"""The figures as a table, printed line by line as they come."""

from typing import Final

from bench.measure import Line, shown

COLUMNS: Final = (
    ("what", 44),
    ("against", 30),
    ("ours", 11),
    ("other", 11),
    ("ratio", 8),
    ("spread", 15),
    ("noise", 6),
    ("target", 9),
    ("", 7),
)


def heading() -> str:
    """The names of the columns."""
    return _laid(tuple(name for name, _ in COLUMNS))


def row(line: Line) -> str:
    """A line of the table; a rival that is not here is named as skipped."""
    target = line.target.text(line.unit) if line.target else ""
    if line.skipped:
        start = _laid((line.name, line.other))
        return f"{start}  skipped: {line.skipped}"
    return _laid(
        (
            line.name,
            line.other,
            _figure(line.ours, line.unit),
            _figure(line.theirs, line.unit),
            "" if line.ratio is None else f"{line.ratio:.2f}×",
            "" if line.spread is None else f"{line.spread[0]:.2f} to {line.spread[1]:.2f}",
            "" if line.noise is None else f"{line.noise:.0%}",
            target,
            verdict(line),
        )
    )


def verdict(line: Line) -> str:
    """Whether the target is met; empty where there is none."""
    if line.target is None or line.skipped:
        return ""
    return "met" if line.target.met(line) else "MISSED"


def _figure(figure: float | None, unit: str) -> str:
    return "" if figure is None else shown(figure, unit)


def _laid(cells: tuple[str, ...]) -> str:
    found = []
    for at, (cell, (_, width)) in enumerate(zip(cells, COLUMNS, strict=False)):
        found.append(cell.ljust(width) if at < 2 else cell.rjust(width))
    return "  ".join(found).rstrip()
