"""An AR01 answer in words: for the agent in the language spoken, for the ticket in Finnish."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

from backoffice_tui.queues.datahub.ar01 import SOURCE, Fate, Question, Ruling, Span, Why
from backoffice_tui.queues.datahub.timeline import Stretch, timelines
from backoffice_tui.texts import say, say_in

TICKET: Final = "fi"
"""The language in which tickets are answered."""

GIVEN, BY_HAND, BY_DATA = "given", "by-hand", "by-data"
"""Where the end of a validity comes from: a DH-341-3, a window said by hand, the window of the data."""

Say = Callable[..., str]


def explained(ruling: Ruling, window_from: str = "") -> tuple[str, ...]:
    """The answer line by line; `window_from` says where a window that was counted with comes from."""
    return tuple(_lines(ruling, say, date.isoformat, window_from))


def for_ticket(ruling: Ruling, window_from: str = "") -> str:
    """The answer as it is pasted into a ticket, in Finnish."""
    speak = partial(say_in, TICKET)
    return "\n".join(_lines(ruling, speak, _finnish, window_from))


def _finnish(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _lines(
    ruling: Ruling, speak: Say, write: Callable[[date], str], window_from: str
) -> Iterator[str]:
    asked = ruling.asked
    yield speak(
        "ar01.said.asked",
        start=write(asked.start),
        cancelled=write(asked.cancelled),
        previous=speak(f"ar01.previous.{asked.previous}"),
    )
    if ruling.why is not None:
        yield from _not_ruled(ruling, ruling.why, speak, write)
        return
    yield speak(f"ar01.case.{ruling.case}", rule=ruling.rule)
    yield from _validity(ruling.agreement, speak, write)
    yield _previous(ruling, speak, write)
    yield speak(f"ar01.grid.{ruling.grid}", **_span(ruling.agreement, write))
    for event in ruling.events:
        mark = _mark(asked, speak)
        yield speak("ar01.said.event", event=event.name, day=write(event.date), mark=mark)
    if ruling.case == "2A":
        yield _counted(asked, speak, write, window_from)
    yield speak("ar01.said.computed")
    yield speak("ar01.said.source", rule=ruling.rule, source=SOURCE)


def _validity(own: Span | None, speak: Say, write: Callable[[date], str]) -> Iterator[str]:
    if own is None:
        yield speak("ar01.said.no-validity")
        return
    yield speak("ar01.said.validity", **_span(own, write))
    yield speak("ar01.said.invoices", **_span(own, write))


def _span(own: Span | None, write: Callable[[date], str]) -> Mapping[str, str]:
    if own is None or own.last is None:
        return {"first": "", "last": ""}
    return {"first": write(own.first), "last": write(own.last)}


def _previous(ruling: Ruling, speak: Say, write: Callable[[date], str]) -> str:
    day = ruling.previous_continues_from
    return speak(
        f"ar01.fate.{ruling.asked.previous}.{ruling.previous}",
        day=write(day) if day else "",
        mark=_mark(ruling.asked, speak),
    )


def _mark(asked: Question, speak: Say) -> str:
    """Whether the day from which the previous agreement may continue was computed or given."""
    return speak(f"ar01.mark.{'computed' if asked.continues_from is None else GIVEN}")


def _counted(asked: Question, speak: Say, write: Callable[[date], str], window_from: str) -> str:
    if asked.continues_from is not None:
        return speak("ar01.window.given", day=write(asked.continues_from))
    return speak(
        f"ar01.window.{BY_DATA if window_from else BY_HAND}", days=asked.window, since=window_from
    )


def _not_ruled(ruling: Ruling, why: Why, speak: Say, write: Callable[[date], str]) -> Iterator[str]:
    yield speak("ar01.not-ruled.head", rule=ruling.rule)
    yield _reason(ruling.asked, why, speak, write)
    yield speak("ar01.not-ruled.known", since=write(ruling.asked.start))
    yield speak("ar01.not-ruled.ask")
    yield speak("ar01.said.source", rule=ruling.rule, source=SOURCE)


def _reason(asked: Question, why: Why, speak: Say, write: Callable[[date], str]) -> str:
    given = asked.continues_from
    day = write(given) if given else ""
    return speak(f"ar01.not-ruled.{why}", window=asked.window, day=day)


def why_not(ruling: Ruling) -> str:
    """Why no rule covers it, in the language spoken; empty where one does."""
    return _reason(ruling.asked, ruling.why, say, date.isoformat) if ruling.why else ""


def _days(own: Span | None) -> Mapping[str, object] | None:
    return None if own is None else {"from": own.first, "to": own.last}


def as_document(ruling: Ruling, window_from: str = "") -> Mapping[str, object]:
    """The answer as scripts read it; days are inclusive, every one computed but a given one."""
    asked = ruling.asked
    lines = explained(ruling, window_from)
    return {
        "case": ruling.case or None,
        "ruled": ruling.ruled,
        "agreement": _days(ruling.agreement),
        "balance": _days(ruling.balance),
        "invoices": _invoices(ruling),
        "previous": ruling.previous,
        "previous_continues_from": ruling.previous_continues_from,
        "events": [
            {"event": each.name, "to": each.to, "date": each.date} for each in ruling.events
        ],
        "grid": ruling.grid,
        "rule": ruling.rule,
        "source": SOURCE,
        "window": asked.window,
        "continues_from": asked.continues_from,
        "computed": ruling.ruled,
        "reason": ruling.why,
        "timelines": {
            name: [_stretch(each) for each in every] for name, every in timelines(ruling).items()
        },
        "explanation": list(lines),
        "text": for_ticket(ruling, window_from),
    }


def _invoices(ruling: Ruling) -> list[Mapping[str, object]]:
    """Who may invoice which days, as far as the rules say."""
    found: list[Mapping[str, object]] = []
    if ruling.agreement is not None:
        own = ruling.agreement
        found.append({"who": "cancelling-seller", "from": own.first, "to": own.last})
    if ruling.previous_continues_from is not None:
        whether = {"if_continued": ruling.previous is Fate.MAY_CONTINUE}
        found.append(
            {
                "who": "previous-seller",
                "from": ruling.previous_continues_from,
                "to": None,
                **whether,
            }
        )
    return found


def _stretch(each: Stretch) -> Mapping[str, object]:
    return {"whose": each.whose, "from": each.first, "to": each.last}
