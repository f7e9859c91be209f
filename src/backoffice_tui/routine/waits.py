"""What the log teaches of how long departments take: the middle and the slow end of it, in working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

ENOUGH: Final = 5
"""From so many cases something can be learned."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Of so many cases half were back within the median, nine of ten within the ninth tenth, in working days."""

    cases: int
    median: Fraction
    ninth: int


def learned(days: Sequence[int]) -> Learned | None:
    """What so many working days teach; None where there are none. The ninth tenth is the nearest rank."""
    if not days:
        return None
    ranked = sorted(days)
    half = len(ranked) // 2
    middle = ranked[half] if len(ranked) % 2 else Fraction(ranked[half - 1] + ranked[half], 2)
    ninth = ranked[-(-len(ranked) * 9 // 10) - 1]
    return Learned(len(ranked), Fraction(middle), ninth)


def in_days(number: Fraction) -> str:
    """A number of whole or half days as it is written in every language: 2, or 2½."""
    whole, rest = divmod(number, 1)
    return f"{whole or ''}½" if rest else str(whole)
