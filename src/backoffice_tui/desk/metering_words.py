"""Cards, bills and explanations in sentences for the agent; screen and command say the same."""

from collections.abc import Iterator, Mapping
from typing import Final

from backoffice_tui.desk.metering import DayLine, MeteringCard
from backoffice_tui.desk.metering_bill import Billed
from backoffice_tui.desk.metering_explain import Explanation
from backoffice_tui.desk.metering_letter import advice, explained, kwh
from backoffice_tui.desk.metering_load import Loaded
from backoffice_tui.routine.dates import local, weekday_text
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.metering import HOUR
from backoffice_tui.routine.metering_compare import UNCOMPARED
from backoffice_tui.texts import knows, language, say

ESTIMATE_SIGN: Final = "~"
MISSING_SIGN: Final = "?"


def loaded(found: Loaded) -> Iterator[str]:
    """What a file did."""
    tally = found.tally
    yield say(
        "metering.loaded.done",
        read=found.read,
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=found.refused_count,
    )
    yield say("metering.loaded.points", count=len(found.points), new=found.new_points)
    if tally.missing:
        yield say("metering.loaded.missing", count=tally.missing)
    if tally.late:
        yield say("metering.loaded.late", count=tally.late)
    if found.came_before:
        at = f"{found.came_before:%Y-%m-%d %H:%M}"
        yield say("metering.loaded.before", at=at, by=found.came_by)
    if tally.older:
        yield say("metering.loaded.older", count=tally.older)
    if found.stopped:
        yield say("metering.loaded.stopped")


def connection(card: MeteringCard) -> str:
    """Whether values come, and since when."""
    if card.protected:
        return say("metering.card.up-hidden" if card.connection.up else "metering.card.lost-hidden")
    key = "up" if card.connection.up else "lost"
    return say(f"metering.card.{key}", since=f"{card.connection.since:%Y-%m-%d %H:%M}")


def last_value(card: MeteringCard) -> str:
    """When the last value ended and when it came in; nothing of a protected person's."""
    if card.protected:
        return ""
    text = say("metering.card.last", last=f"{card.connection.last:%Y-%m-%d %H:%M}")
    if card.connection.arrived:
        arrived = card.connection.arrived.astimezone(card.connection.last.tzinfo)
        text += f", {say('metering.card.arrived', at=f'{arrived:%Y-%m-%d %H:%M}')}"
    return text


def month_sum(card: MeteringCard) -> Iterator[str]:
    """The month's sum, and how much of it was estimated or is missing."""
    total = card.sum
    yield say("metering.card.sum", month=card.month, kwh=kwh(total.wh), hours=total.hours)
    yield from shares(total.estimated_wh, total.estimated_minutes, total.hours, dict(card.methods))
    yield from missing(total.missing_minutes)


def shares(wh: int, minutes: int, hours: int, methods: Mapping[str, int]) -> Iterator[str]:
    """How much was estimated, and how."""
    if not minutes:
        yield say("metering.card.no-estimates")
        return
    percent = -(-100 * minutes // (hours * HOUR))
    key = "metering.card.estimated"
    text = say(key, sign=ESTIMATE_SIGN, kwh=kwh(wh), hours=_hours(minutes), percent=percent)
    names = ", ".join(method_name(name) for name in methods)
    yield f"{text} {say('metering.card.method', names=names)}" if names else text


def missing(minutes: int) -> Iterator[str]:
    """How much is not known and cannot be estimated."""
    if minutes:
        yield say("metering.card.missing", sign=MISSING_SIGN, hours=_hours(minutes))


def method_name(name: str) -> str:
    """A method of estimation in words; one that a lead has named has that name."""
    key = f"metering.method.{name}"
    return say(key) if knows(key) else name


def bill_lines(card: MeteringCard) -> Iterator[str]:
    """What was billed of the month, and what the next bill puts right."""
    if card.bill is None:
        yield say("metering.card.not-billed", month=card.month)
    else:
        yield say(
            "metering.card.billed",
            month=card.month,
            kwh=kwh(card.bill.consumption_wh),
            at=f"{local(card.bill.at, card.zone):%Y-%m-%d}",
            by=card.bill.agent,
        )
        for each in card.bill.corrections:
            yield say("metering.card.correction", month=each.month, kwh=signed(each.wh))
    for each in card.waiting:
        yield say("metering.card.waiting", month=each.month, kwh=signed(each.wh))
    for exchange in card.exchanges:
        yield say("metering.card.exchange", day=exchange.day)


def signed(wh: int) -> str:
    """Kilowatt-hours with their sign."""
    return f"+{kwh(wh)}" if wh > 0 else kwh(wh)


def card_lines(card: MeteringCard) -> Iterator[str]:
    """The whole card, a line each."""
    yield head(card)
    yield from filter(None, (connection(card), last_value(card), ""))
    yield from month_sum(card)
    yield from bill_lines(card)
    if card.protected:
        yield say("metering.card.protected")
    yield ""
    for day in card.days:
        if not day.future:
            yield day_line(day)
    yield from ("", say("metering.card.tell"))
    yield from (f"  • {each}" for each in advice(language()))


def head(card: MeteringCard) -> str:
    """Which point it is and whose."""
    parts = [grouped(card.facility)]
    if card.owner:
        parts += [card.owner.address, card.owner.customer, card.owner.name]
    return " · ".join(each for each in parts if each)


def day_line(day: DayLine) -> str:
    """A day with its sum and its signs."""
    parts = [f"{day.day} {weekday_text(day.day)}", f"{kwh(day.wh):>10} kWh"]
    if day.estimated_minutes:
        parts.append(
            say(
                "metering.card.day-estimated",
                sign=ESTIMATE_SIGN,
                hours=_hours(day.estimated_minutes),
            )
        )
    if day.missing_minutes:
        parts.append(
            say("metering.card.day-missing", sign=MISSING_SIGN, hours=_hours(day.missing_minutes))
        )
    if day.minutes != 24 * HOUR:
        parts.append(say("metering.card.day-long", hours=day.minutes // HOUR))
    return "  ".join(parts)


def billed_lines(found: Billed) -> Iterator[str]:
    """A bill, a line each."""
    yield f"{grouped(found.facility)}  {found.month}"
    yield say("metering.bill.sum", kwh=kwh(found.consumption_wh), hours=found.hours)
    for each in found.corrections:
        yield say("metering.bill.correction", month=each.month, kwh=signed(each.wh))
    yield from remarks(found)


def remarks(found: Billed) -> Iterator[str]:
    """What has to be known of a bill beside its figures."""
    if found.estimated_wh:
        names = ", ".join(method_name(name) for name in found.methods)
        text = say(
            "metering.bill.estimated",
            sign=ESTIMATE_SIGN,
            kwh=kwh(found.estimated_wh),
            percent=found.estimated_share,
        )
        yield f"{text} {say('metering.card.method', names=names)}" if names else text
    if found.missing_minutes:
        yield say("metering.bill.missing", sign=MISSING_SIGN, hours=_hours(found.missing_minutes))
    if found.at is None:
        yield say("metering.bill.preview")
        return
    key = "again" if found.again else "frozen"
    yield say(f"metering.bill.{key}", at=f"{found.at:%Y-%m-%d %H:%M}", by=found.by)


def explained_lines(found: Explanation) -> Iterator[str]:
    """Readings, sum and difference, and what they mean."""
    yield say(f"metering.verdict.{found.verdict}")
    if found.verdict not in UNCOMPARED:
        yield say(
            "metering.explain.figures",
            readings=kwh(found.readings_wh),
            sum=kwh(found.part.wh),
            difference=signed(found.difference_wh),
            limit=kwh(found.limit_wh),
        )
    yield explained(found, language())


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, HOUR)
    return f"{whole}:{rest:02d}" if rest else str(whole)
