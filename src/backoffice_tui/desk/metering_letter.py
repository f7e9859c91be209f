"""What a customer is told of their metering point, in their language."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from backoffice_tui.desk.metering import MeteringCard
from backoffice_tui.desk.metering_explain import Explanation
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.metering import HOUR, Month
from backoffice_tui.routine.metering_compare import WH, Verdict
from backoffice_tui.texts import LANGUAGES, language, say_in

MINUS: Final = "−"
NARROW: Final = "\xa0"


def kwh(wh: int, spoken: str = "") -> str:
    """Watt-hours as kilowatt-hours to the last one, as the language writes numbers: 10 871,9."""
    whole, rest = divmod(abs(wh), WH)
    decimals = f"{rest:03d}".rstrip("0") or "0"
    english = (spoken or language()) == "en"
    thousands = f"{whole:,}".replace(",", "," if english else NARROW)
    return f"{MINUS if wh < 0 else ''}{thousands}{'.' if english else ','}{decimals}"


def language_of(card: MeteringCard) -> str:
    """The language to write to the customer in: theirs where the register has it, else the agent's."""
    known = card.owner.language if card.owner else ""
    return known if known in LANGUAGES else language()


def letter(card: MeteringCard, spoken: str, explanation: Explanation | None = None) -> str:
    """The text for the customer; Refused where a protected person lives there and nobody said why it is wanted."""
    if card.protected:
        raise Refused("metering.protected", rule="ALL-08")
    paragraphs = [
        say_in(spoken, "metering.letter.about", facility=grouped(card.facility)),
        " ".join(_month(card, spoken)),
        *_connection(card, spoken),
        " ".join(_corrections(card, spoken)),
        *_explained(explanation, spoken),
        " ".join(advice(spoken)),
    ]
    return "\n\n".join(each for each in paragraphs if each)


def advice(spoken: str) -> list[str]:
    """What every customer should know."""
    return [say_in(spoken, f"metering.letter.{name}") for name in ("switch", "estimates", "free")]


def month_name(month: Month, spoken: str) -> str:
    """A month in words."""
    return f"{say_in(spoken, f'metering.month-name.{month.month}')} {month.year}"


def moment_text(at: datetime, spoken: str) -> str:
    """A local time as it is written in a letter."""
    clock = f"{at:%H.%M}" if spoken == "fi" else f"{at:%H:%M}"
    day = f"{at.day}.{at.month}.{at.year}" if spoken == "fi" else f"{at:%Y-%m-%d}"
    return say_in(spoken, "metering.letter.moment", day=day, clock=clock)


def _month(card: MeteringCard, spoken: str) -> Iterator[str]:
    bill, month = card.bill, month_name(card.month, spoken)
    wh = bill.consumption_wh if bill else card.sum.wh
    estimated = bill.estimated_wh if bill else card.sum.estimated_wh
    key = "billed" if bill else "month"
    yield say_in(spoken, f"metering.letter.{key}", month=month, kwh=kwh(wh, spoken))
    if estimated:
        yield say_in(spoken, "metering.letter.estimated", kwh=kwh(estimated, spoken))
    if missing := card.sum.missing_minutes // HOUR:
        yield say_in(spoken, "metering.letter.missing", hours=missing)


def _connection(card: MeteringCard, spoken: str) -> Iterator[str]:
    if not card.connection.up:
        since = moment_text(card.connection.since, spoken)
        yield say_in(spoken, "metering.letter.lost", since=since)


def _corrections(card: MeteringCard, spoken: str) -> Iterator[str]:
    parts = [("corrected", each) for each in (card.bill.corrections if card.bill else ())]
    for key, each in (*parts, *(("waiting", each) for each in card.waiting)):
        year, _, month = each.month.partition("-")
        yield say_in(
            spoken,
            f"metering.letter.{key}-{'more' if each.wh > 0 else 'less'}",
            month=month_name(Month(int(year), int(month)), spoken),
            kwh=kwh(abs(each.wh), spoken),
        )


def _explained(explanation: Explanation | None, spoken: str) -> Iterator[str]:
    if explanation is None:
        return
    yield explained(explanation, spoken)


def explained(it: Explanation, spoken: str) -> str:
    """What two readings and the series between them say, in one paragraph."""
    key = f"metering.explained.{it.verdict}"
    if it.verdict is Verdict.EXCHANGED:
        return say_in(spoken, key, day=it.exchanged)
    return say_in(
        spoken,
        key,
        first=kwh(it.first.wh, spoken),
        last=kwh(it.last.wh, spoken),
        begin=moment_text(it.begin, spoken),
        end=moment_text(it.end, spoken),
        readings=kwh(it.readings_wh, spoken),
        sum=kwh(it.part.wh, spoken),
        difference=kwh(abs(it.difference_wh), spoken),
        limit=kwh(it.limit_wh, spoken),
    )
