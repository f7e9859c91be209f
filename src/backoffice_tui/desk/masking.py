"""A person whose identity is protected is shown as dots, wherever a case is shown or sent."""

from collections.abc import Mapping
from typing import Final

from backoffice_tui.routine.listing import CaseLine

DOTS: Final = "●●●●"

PLAIN: Final = frozenset(
    {
        "answered",
        "answer_verdict",
        "answer_who",
        "category",
        "change",
        "channel",
        "customer",
        "customer_kind",
        "direction",
        "disconnected",
        "language",
        "letter",
        "power_of_attorney",
        "promised",
    }
)
"""Facts that tell nobody who or where a person is."""


def masked_line(line: CaseLine) -> CaseLine:
    """The line as anyone may see it."""
    if not line.protected:
        return line
    return line._replace(
        title=line.kind,
        customer_name=dots(line.customer_name),
        facility=dots(line.facility),
        subject=dots(line.subject),
        note=dots(line.note),
    )


def masked_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts as anyone may see them."""
    return {name: value if name in PLAIN else dots(value) for name, value in facts.items()}


def dots(text: str) -> str:
    """Dots for a text, nothing for nothing."""
    return DOTS if text else ""
