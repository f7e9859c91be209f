"""Numbers drawn with the blocks that every terminal has."""

from collections.abc import Sequence
from typing import Final

MARK: Final = "│"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_HEIGHTS: Final = "▁▂▃▄▅▆▇█"


def bar(number: int, most: int, width: int) -> str:
    """A bar of so many cells for `most`, in proportion for less; anything above nothing is seen."""
    if number <= 0 or most <= 0:
        return ""
    eighths = max(1, round(number * width * 8 / most))
    whole, rest = divmod(min(eighths, width * 8), 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def marked(drawn: str, number: int, most: int, width: int) -> str:
    """A bar of `width` cells at most with a stroke where another number would end it."""
    if number <= 0 or most <= 0:
        return drawn
    at = min(width - 1, number * width // most)
    return f"{drawn.ljust(at)[:at]}{MARK}{drawn[at + 1 :]}"


def sparkline(numbers: Sequence[int]) -> str:
    """A block for each number, as high as it is against the highest; a low dot for nothing."""
    most = max(numbers, default=0)
    return "".join(
        _HEIGHTS[min(7, max(0, -(-each * 8 // most) - 1))] if each > 0 else "·" for each in numbers
    )
