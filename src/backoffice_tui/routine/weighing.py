"""A value that stands in two places, weighed: on which side it was changed since both agreed."""

from enum import Enum


class Side(Enum):
    """Where a value was changed since sheet and case last agreed."""

    NEITHER = "neither"
    THERE = "there"
    HERE = "here"
    BOTH = "both"


def weigh(there: str, here: str, base: str | None) -> Side:
    """Who changed a value; `base` is what both had when they last agreed, None where that is not known."""
    if there == here:
        return Side.NEITHER
    if base is None:
        # Nobody contradicts an empty cell.
        base = "" if not (there and here) else None
    if base == here:
        return Side.THERE
    return Side.HERE if base == there else Side.BOTH
