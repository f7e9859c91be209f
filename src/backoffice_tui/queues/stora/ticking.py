"""The facilities of a case: ticked as they are done, those that were pasted wrong answered for."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine import ticks
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.facilities import check
from backoffice_tui.routine.grammar import LOG, Answer, Ask, Context, Move, Outcome, Wants
from backoffice_tui.routine.pasted import Found, find_all
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case, Tick

RULE: Final = "STORA-05"
SHOWN: Final = 5
"""So many ids are named in a refusal; the rest are counted."""

_BETWEEN: Final = re.compile(r"[\n;,]+")


def put_on(case: "Case", found: Found) -> int:
    """Give the case what was pasted, each id once; how many it did not have before."""
    had = {tick.facility or tick.text: tick for tick in case.ticks}
    new = 0
    pasted = [(facility, "", "") for facility in found.valid]
    pasted += [("", each.text, each.message) for each in found.invalid]
    for facility, text, problem in pasted:
        known = had.get(facility or text)
        if known is not None:
            new += known.dropped
            known.dropped = False
            continue
        new += 1
        case.concern(facility, text, problem)
    ticks.recount(case)
    return new


def _outdate_letter(case: "Case") -> None:
    if case.facts.get("letter"):
        case.tell(letter="old")


def _named(case: "Case", texts: Iterable[str]) -> list["Tick"]:
    """The facilities that the texts name; Refused names those that the case does not have."""
    known = {tick.facility: tick for tick in ticks.live(case) if tick.facility}
    chosen: list[Tick] = []
    unknown: list[str] = []
    for text in texts:
        parts = {part: "".join(part.split()) for part in _BETWEEN.split(text)}
        exact = {part: known.get(part.strip()) or known.get(whole) for part, whole in parts.items()}
        chosen += (tick for tick in exact.values() if tick)
        rest = "\n".join(part for part, tick in exact.items() if not tick)
        found = find_all(rest)
        chosen += (known[facility] for facility in found.valid if facility in known)
        unknown += (facility for facility in found.valid if facility not in known)
        unknown += (each.text for each in found.invalid)
        if rest.strip() and not (found.valid or found.invalid or any(exact.values())):
            unknown.append(clean(rest, limit=40, one_line=True).strip())
    if unknown:
        raise Refused(
            "stora.unknown-ids",
            rule=RULE,
            field="facilities",
            number=case.number,
            count=len(unknown),
            shown=", ".join(unknown[:SHOWN]) + (" …" if len(unknown) > SHOWN else ""),
        )
    return chosen


def _place(case: "Case", answer: Answer, name: str, otherwise: int) -> int:
    text = answer.text(name)
    last = max((tick.place for tick in case.ticks), default=0)
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= last):
        shown = clean(text, limit=40, one_line=True)
        raise Refused("stora.no-such-place", rule=RULE, field=name, text=shown, last=last)
    return int(text)


def chosen(case: "Case", answer: Answer) -> list["Tick"]:
    """The facilities meant: all, a range of places, or those that are named."""
    found = _named(case, answer.texts("facilities"))
    usable = [tick for tick in ticks.live(case) if tick.facility]
    if answer.flag("all"):
        found += usable
    if answer.text("from") or answer.text("until"):
        last = max((tick.place for tick in case.ticks), default=0)
        first, until = _place(case, answer, "from", 1), _place(case, answer, "until", last)
        found += (tick for tick in usable if first <= tick.place <= until)
    elif not found and not answer.flag("all"):
        raise Refused("stora.nothing-named", rule=RULE, field="facilities", number=case.number)
    return list({tick.place: tick for tick in found}.values())


def _said(case: "Case", key: str, count: int) -> Outcome:
    _outdate_letter(case)
    ticks.recount(case)
    progress = ticks.progress(case.ticks_done, case.ticks_total)
    return Outcome(text=say(key, count=count, progress=progress))


def tick(case: "Case", answer: Answer, context: Context) -> Outcome | None:
    """What was named is done; what was done before stays as it is."""
    fresh = [each for each in chosen(case, answer) if each.done_at is None]
    for each in fresh:
        each.done_at, each.done_by = context.at, context.by
    return _said(case, "stora.ticked", len(fresh)) if fresh else None


def untick(case: "Case", answer: Answer, _context: Context) -> Outcome | None:
    """What was named has yet to be done."""
    done = [each for each in chosen(case, answer) if each.done_at is not None]
    for each in done:
        each.done_at, each.done_by = None, ""
    return _said(case, "stora.unticked", len(done)) if done else None


def has_facilities(case: "Case", _context: Context) -> Problem | None:
    """There is something to tick."""
    if not case.ticks_total:
        return Refused("stora.no-facilities", rule=RULE, number=case.number)
    return None


def add(case: "Case", answer: Answer, _context: Context) -> Outcome:
    """Ids pasted later are the case's too."""
    texts = answer.texts("facilities")
    found = find_all(texts[0]) if len(texts) == 1 else find_all(texts)
    if not (found.valid or found.invalid):
        raise Refused("stora.no-ids", rule=RULE, field="facilities")
    new = put_on(case, found)
    if not new:
        raise Refused("stora.all-known", rule=RULE, field="facilities", number=case.number)
    _outdate_letter(case)
    return Outcome(text=say("stora.added", count=new, bad=len(found.invalid)))


def first_bad(case: "Case", _answer: Answer, _context: Context) -> str | None:
    """What has to be answered for first."""
    return next((tick.text for tick in case.ticks if ticks.standing(tick) == ticks.BAD), None)


def _meant(case: "Case", text: str) -> "Tick":
    wanted = "".join(text.split())
    found = [
        tick
        for tick in ticks.live(case)
        if wanted in ("".join((tick.text or tick.facility).split()), tick.facility)
    ]
    found += [tick for tick in ticks.live(case) if wanted == str(tick.place)]
    if not found:
        shown = clean(text, limit=60, one_line=True)
        raise Refused("stora.not-in-case", rule=RULE, field="text", text=shown, number=case.number)
    return found[0]


def mend(case: "Case", answer: Answer, _context: Context) -> Outcome:
    """An id that cannot be one gets the right one, or what should not be in the case leaves it."""
    if not answer.text("text"):
        raise Refused("stora.none-bad", rule=RULE, field="text", number=case.number)
    meant = _meant(case, answer.text("text"))
    if bool(answer.text("to")) == answer.flag("drop"):
        raise Refused("stora.mend-how", rule=RULE, field="to")
    if answer.flag("drop"):
        if meant.done_at is not None:
            raise Refused("stora.mend-done", rule=RULE, field="text", place=meant.place)
        meant.dropped = True
    else:
        _put_right(case, meant, answer.text("to"))
    _outdate_letter(case)
    ticks.recount(case)
    key = "stora.dropped" if meant.dropped else "stora.mended"
    return Outcome(text=say(key, place=meant.place))


def _put_right(case: "Case", meant: "Tick", to: str) -> None:
    if meant.facility:
        raise Refused("stora.mend-good", rule=RULE, field="to", place=meant.place)
    facility = check(to, field="to").facility
    twin = next((tick for tick in ticks.live(case) if tick.facility == facility), None)
    if twin is not None:
        raise Refused("stora.mend-twin", rule=RULE, field="to", place=twin.place)
    meant.facility = facility


def _asks() -> tuple[Ask, ...]:
    return (
        Ask(name="facilities", wants=Wants.LIST, rule=RULE, follows=True),
        Ask(name="from", rule=RULE),
        Ask(name="until", rule=RULE),
        Ask(name="all", wants=Wants.FLAG, rule=RULE),
    )


TICK: Final = Move(
    name="tick",
    key="p",
    when=has_facilities,
    asks=_asks(),
    then=tick,
    rules=(RULE,),
    bulk=False,
)
UNTICK: Final = Move(
    name="untick",
    key="P",
    when=has_facilities,
    asks=_asks(),
    then=untick,
    rules=(RULE,),
    bulk=False,
)
ADD: Final = Move(
    name="add",
    key="i",
    asks=(Ask(name="facilities", wants=Wants.LIST, required=True, rule=RULE, follows=True),),
    then=add,
    rules=(RULE,),
    claims=False,
    bulk=False,
)
MEND: Final = Move(
    name="mend",
    key="l",
    when=has_facilities,
    asks=(
        Ask(name="text", rule=RULE, propose=first_bad, label="bad-id"),
        Ask(name="to", rule=RULE, label="right-id"),
        Ask(name="drop", wants=Wants.FLAG, rule=RULE),
        LOG,
    ),
    then=mend,
    rules=(RULE,),
    claims=False,
    bulk=False,
)
