"""The three ways to end a notice: confirmed while others stay, rejected, or the whole contract ended."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import days, messages
from backoffice_tui.queues.tyojono.people import (
    LAST_PARTY,
    giver,
    lease_of,
    leaving,
    may_be_rejected,
    running,
    some_stay,
)
from backoffice_tui.routine.contracts import Alteration, Lease, PartyCard
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import (
    LOG,
    Answer,
    Ask,
    Context,
    Further,
    Move,
    Outcome,
    Wants,
)
from backoffice_tui.routine.notice import next_day
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

CONFIRM: Final = "confirm"
END: Final = "end-contract"


def _of_party(party: PartyCard, field: str, was: date | None, becomes: date | None) -> Alteration:
    return Alteration("party", party.id, field, was, becomes, party.person.key)


def _ended(party: PartyCard, end: date, liability: date) -> Iterator[Alteration]:
    """A party's days as they become, where they are not so already."""
    if party.until != end:
        yield _of_party(party, "until", party.until, end)
    if party.liable_until != liability:
        yield _of_party(party, "liable_until", party.liable_until, liability)


def confirm(case: "Case", answer: Answer, context: Context) -> Outcome:
    """The person leaves the contract, and the liability to pay ends; the others stay."""
    lease = lease_of(case, context)
    party = leaving(case, answer, lease)
    end, liability = answer.date("end"), answer.date("liability")
    assert end is not None  # noqa: S101 (it is required)
    for name, day in (("end", end), ("liability", liability or end)):
        if day < party.since:
            raise days.before_start(day, party.since, field=name)
    if not giver(case):
        case.tell(person=party.person.key)
    told = [
        say(
            "tyojono.confirmed",
            person=party.person.key,
            contract=lease.number,
            end=end,
            liability=liability or end,
        ),
        days.changed(case, answer, context, lease),
    ]
    out, unreached = messages.written(CONFIRM, case, answer, context, lease, [party.person])
    return Outcome(
        text="\n".join(filter(None, (*told, unreached))),
        messages=out,
        alterations=tuple(_ended(party, end, liability or end)),
    )


def end_contract(case: "Case", answer: Answer, context: Context) -> Outcome:
    """The contract and everybody's part in it end, the apartment is free, and moving out begins."""
    lease, end = lease_of(case, context), answer.date("end")
    moving = answer.date("moving_day")
    assert end is not None  # noqa: S101 (it is required)
    assert moving is not None  # noqa: S101 (it is proposed)
    if not answer.flag("yes"):
        raise Refused("tyojono.end-yes", rule="TYO-11", field="yes", contract=lease.number)
    came = max((party.since for party in lease.bound), default=lease.start)
    if end < came:
        raise days.before_start(end, came)
    if moving <= end:
        raise Refused("tyojono.moving-early", rule="TYO-16", field="moving_day", end=end)
    told = [
        say("tyojono.ended", contract=lease.number, end=end, moving_day=moving),
        days.changed(case, answer, context, lease),
        _consent(lease, answer),
    ]
    people = [party.person for party in lease.bound]
    out, unreached = messages.written(END, case, answer, context, lease, people)
    return Outcome(
        text="\n".join(filter(None, (*told, unreached))),
        messages=out,
        alterations=tuple(_ending(lease, end)),
        further=_further(case, context, lease, moving),
    )


def _ending(lease: Lease, end: date) -> Iterator[Alteration]:
    if lease.end != end:
        yield Alteration("contract", lease.id, "last_day", lease.end, end, lease.number)
    for party in lease.parties:
        if party.until is None:
            yield from _ended(party, end, end)
        elif party.until > end:
            # Whoever was to leave later leaves with the contract.
            yield from _ended(party, end, min(party.liable_until or end, end))
    free = next_day(end)
    if lease.free_from != free:
        name = lease.apartment
        yield Alteration("apartment", lease.apartment_id, "free_from", lease.free_from, free, name)


def _consent(lease: Lease, answer: Answer) -> str:
    """What spouses who are not parties say of it; against a refusal there has to be a reason."""
    against = [each.person.key for each in lease.spouses if each.consent == "not-given"]
    if against and not answer.text("reason"):
        people = ", ".join(against)
        raise Refused("tyojono.no-consent", rule="TYO-16", field="reason", people=people)
    unasked = [each.person.key for each in lease.spouses if each.consent == "unknown"]
    return say("tyojono.consent-unasked", people=", ".join(unasked)) if unasked else ""


def _further(case: "Case", context: Context, lease: Lease, moving: date) -> tuple[Further, ...]:
    """Moving out and inspection, as tasks of their own."""
    kept = ("customer", "customer_name", "subject")
    about = {name: case.facts[name] for name in kept if case.facts.get(name)}
    return tuple(
        Further(
            code="",
            state=State.NEW,
            move="linked",
            text=say("tyojono.linked", number=case.number, contract=lease.number),
            facts={
                **about,
                "title": each.type,
                "contract": lease.number,
                "details": each.details,
            },
            klass=each.klass,
            type=each.type,
            due=moving,
        )
        for each in context.data.linked
    )


def _named(case: "Case", _answer: Answer, _context: Context) -> str:
    return giver(case)


CONFIRMING: Final = Move(
    name=CONFIRM,
    key="w",
    after=State.DONE,
    when=some_stay,
    asks=(
        Ask(
            name="person",
            rule="TYO-09",
            propose=_named,
            offered=lambda case: not giver(case),
        ),
        days.END,
        Ask(
            name="liability",
            wants=Wants.DATE,
            required=True,
            rule="TYO-09",
            propose=days.proposed_liability,
        ),
        days.REASON,
        messages.asked_for(CONFIRM),
    ),
    then=confirm,
    rules=("TYO-09", "TYO-16"),
    errand=True,
    bulk=False,
    preview=True,
)
REJECTING: Final = Move(
    name="reject",
    key="h",
    after=State.REJECTED,
    when=may_be_rejected,
    asks=(LOG,),
    rules=("TYO-10", LAST_PARTY),
    errand=True,
)
ENDING: Final = Move(
    name=END,
    key="e",
    after=State.DONE,
    when=running,
    asks=(
        days.END,
        Ask(
            name="moving_day",
            wants=Wants.DATE,
            required=True,
            rule="TYO-16",
            propose=days.proposed_moving,
        ),
        days.REASON,
        messages.asked_for(END),
        Ask(name="yes", wants=Wants.FLAG, rule="TYO-11"),
    ),
    then=end_contract,
    rules=("TYO-11", "TYO-13", "TYO-16"),
    errand=True,
    bulk=False,
    preview=True,
)
