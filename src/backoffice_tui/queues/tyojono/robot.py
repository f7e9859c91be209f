"""What the rules decide of a notice without judgement, and what they prepare for the one who decides."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import days, taking_over
from backoffice_tui.queues.tyojono.people import giver, is_last, may_be_rejected, others
from backoffice_tui.routine.contracts import Lease, PartyCard
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Answer, Context
from backoffice_tui.routine.judging import Earlier, Finding, Verdict, finding
from backoffice_tui.routine.notice import moving_day

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

TOLD: Final = ("ends_on", *(f"new_{name}" for name in taking_over.TOLD))
"""What makes a second notice more than the first one said again."""


def judge(case: "Case", earlier: Sequence[Earlier], context: Context) -> Verdict | None:
    """What is to be done with a notice; None where contract or person are not known any more."""
    lease = context.lease_of(case.contract)
    party = lease.party(giver(case)) if lease else None
    if lease is None or party is None:
        return None
    standing = [each for each in earlier if each.state is not State.REJECTED]
    why = _settled(case, lease, party, standing, context)
    if why and may_be_rejected(case, context) is None:
        return Verdict(rejects=True, findings=(why,))
    found = (*([why] if why else _other_notices(standing)), *_days(case, context))
    return Verdict(rejects=False, findings=(*found, *_people(case, lease), *_data(case, party)))


def _settled(
    case: "Case", lease: Lease, party: PartyCard, earlier: Sequence[Earlier], context: Context
) -> Finding | None:
    """Why nothing is left to decide: it is over, the person has left, or it was said before."""
    if not lease.runs(context.today):
        return finding("over", contract=lease.number, end=lease.end or party.until or "–")
    if party.until is not None:
        return finding("left", person=party.person.key, contract=lease.number, until=party.until)
    same = next((each for each in earlier if _says_nothing_new(case, each)), None)
    return finding("twice", number=same.number) if same else None


def _says_nothing_new(case: "Case", earlier: Earlier) -> bool:
    told = {name: case.facts.get(name, "") for name in TOLD}
    return all(not text or text == earlier.facts.get(name) for name, text in told.items())


def _other_notices(earlier: Sequence[Earlier]) -> Iterator[Finding]:
    for each in earlier:
        yield finding("differs", number=each.number)


def _days(case: "Case", context: Context) -> Iterator[Finding]:
    ruled, end = days.ruled_end(case, context), days.proposed_end(case, Answer(), context)
    moving = moving_day(end, context.data)
    yield finding("ends", given=days.given_on(case, context), end=end, moving=moving)
    wished = case.facts.get("ends_on", "")
    if wished and wished < ruled.isoformat():
        yield finding("wished-earlier", wished=wished, ruled=ruled)
    elif wished and wished != end.isoformat():
        yield finding("wished-other", wished=wished, end=end)


def _people(case: "Case", lease: Lease) -> Iterator[Finding]:
    """Who stays, who has given notice too, and what spouses say."""
    for party in others(lease, giver(case)):
        if party.notice is None:
            yield finding("no-notice", person=party.person.key)
        else:
            number = party.notice.number
            yield finding("notice-too", person=party.person.key, number=number)
    yield finding("last" if is_last(case, lease) else "some-stay", contract=lease.number)
    for spouse in lease.spouses:
        yield finding(f"consent-{spouse.consent}", person=spouse.person.key)


def _data(case: "Case", party: PartyCard) -> Iterator[Finding]:
    """Which data of the person differ, and which cannot stand on a card; never the data themselves."""
    for pair in taking_over.pairs(case.facts, party.person):
        try:
            taking_over.TOLD[pair.field](pair.becomes)
        except Problem:
            yield finding(f"odd-{pair.field}")
        else:
            yield finding(f"new-{pair.field}")
