"""Notices, endings, money and undo in any order, beside a model that is too simple to be wrong."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backoffice_tui.desk import card
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Refused
from backoffice_tui.texts import use
from tests.making import rows
from tests.tasks import make, notice, take_back, task, tenancy
from tests.tenancy_office import HELD, NEVER, PEOPLE, at_work, copied, office

FIRST: Final = date(2026, 12, 31)
DAYS: Final = st.sampled_from([FIRST, FIRST + timedelta(days=31)])
NUMBERS: Final = st.sampled_from(sorted(PEOPLE))
AGAIN: Final = 5
ONE_OF_TWO: Final = st.sampled_from(["V-1", "V-1", "V-1", "V-1", "V-2"])
"""Where notice is given: mostly where somebody may stay."""

WAYS: Final = ("confirm", "reject", "end-contract")
OFTEN: Final = st.sampled_from(["confirm", "confirm", "confirm", "reject", "end-contract"])
"""Once a contract has ended there is little left to try."""
ACCOUNT: Final = nobody.iban(3)

Key = tuple[str, str]
"""A contract and a person of it, or `end` or `deposit` of it."""


@dataclass
class Case:
    """What the model knows of a task: whose, whether it is open, and what each of its moves set."""

    number: str
    contract: str
    person: str = ""
    open: bool = True
    done: list[dict[Key, tuple[object, object]]] = field(default_factory=list)


class Tenancies(RuleBasedStateMachine):
    """The office and the model side by side."""

    def __init__(self) -> None:
        super().__init__()
        use("en")
        self.folder = tempfile.TemporaryDirectory(prefix="tenancies-")
        self.desk = at_work(copied(office(), Path(self.folder.name)))
        self.now: dict[Key, object] = {}
        for number, people in PEOPLE.items():
            self.now |= {(number, f"P-{1000 + which}"): None for which in people}
            self.now |= {(number, "end"): None, (number, "deposit"): HELD}
        self.cases: list[Case] = []
        self.decided: list[Case] = []

    def teardown(self) -> None:
        """Leaves nothing behind."""
        self.desk.close()
        self.folder.cleanup()

    # -- what the model expects -------------------------------------------------------------------

    def people(self, number: str) -> list[str]:
        return [f"P-{1000 + which}" for which in PEOPLE[number]]

    def bound(self, number: str) -> list[str]:
        return [each for each in self.people(number) if self.now[number, each] is None]

    def closed_ways(self, case: Case) -> set[str]:
        """The ways that are closed for an open notice, as the routine says it in words."""
        bound = self.bound(case.contract)
        if not bound:
            return {"confirm", "end-contract"}
        if bound == [case.person]:
            return {"confirm", "reject"}
        return set() if case.person in bound else {"confirm"}

    @contextmanager
    def expected(self, *, allowed: bool) -> Iterator[None]:
        """The move goes through where the model says so, and is refused where it does not."""
        if allowed:
            yield
            return
        with pytest.raises(Refused):
            yield

    def apply(self, case: Case, effect: dict[Key, object]) -> None:
        changed = {key: (self.now[key], value) for key, value in effect.items()}
        case.done.append({key: each for key, each in changed.items() if each[0] != each[1]})
        self.now |= effect
        case.open = False
        self.decided.append(case)

    def held(self, number: str) -> int:
        found = self.now[number, "deposit"]
        assert isinstance(found, int)
        return found

    def undoable(self, case: Case) -> bool:
        last = case.done[-1]
        money = [key for key in last if key[1] == "deposit"]
        if any(self.now[key] != last[key][1] for key in last if key not in money):
            return False
        for key in money:
            was, became = last[key]
            assert isinstance(was, int)
            assert isinstance(became, int)
            if self.held(key[0]) + was - became < 0:
                return False
        after = self.now | {key: was for key, (was, _) in last.items() if key not in money}
        return all(
            after[number, "end"] is None or all(after[number, who] for who in self.people(number))
            for number in PEOPLE
        )

    # -- what people do ---------------------------------------------------------------------------

    def given(self, number: str, which: int) -> Case:
        # Mostly somebody who has not left yet.
        bound, people = self.bound(number), self.people(number)
        chosen = people if which == AGAIN or not bound else bound
        person = chosen[which % len(chosen)]
        made = Case(notice(self.desk, person, number).number, number, person)
        self.cases.append(made)
        return made

    @rule(number=ONE_OF_TWO, which=st.integers(0, AGAIN))
    def give_notice(self, number: str, which: int) -> None:
        """A tenant gives notice, perhaps for the second time."""
        self.given(number, which)

    @rule(number=ONE_OF_TWO, which=st.integers(0, AGAIN), way=OFTEN, end=DAYS)
    def give_notice_and_decide(self, number: str, which: int, way: str, end: date) -> None:
        """A tenant gives notice, and it is dealt with at once."""
        self.decide(self.given(number, which), way, end)

    @precondition(lambda self: any(case.open for case in self.cases))
    @rule(at=st.integers(0, 3), way=OFTEN, end=DAYS)
    def decide_later(self, at: int, way: str, end: date) -> None:
        """A notice that came in before, or was taken up again, is dealt with."""
        waiting = [case for case in self.cases if case.open]
        self.decide(waiting[at % len(waiting)], way, end)

    def decide(self, case: Case, way: str, end: date) -> None:
        allowed = way not in self.closed_ways(case)
        asked: dict[str, dict[str, object]] = {
            "confirm": {"end": end.isoformat()},
            "reject": {"log": "No."},
            "end-contract": {"end": end.isoformat(), "yes": True},
        }
        with self.expected(allowed=allowed):
            make(self.desk, case.number, way, **asked[way])
        if allowed:
            self.apply(case, self.effect(case, way, end))

    def effect(self, case: Case, way: str, end: date) -> dict[Key, object]:
        """What a way to end a notice sets; whoever was to leave later leaves with the contract."""
        if way == "reject":
            return {}
        if way == "confirm":
            return {(case.contract, case.person): end}
        left = {who: self.now[case.contract, who] for who in self.people(case.contract)}
        effect: dict[Key, object] = {
            (case.contract, who): day if isinstance(day, date) and day <= end else end
            for who, day in left.items()
        }
        return {**effect, (case.contract, "end"): end}

    @rule(
        source=NUMBERS,
        other=NUMBERS,
        cents=st.sampled_from([HELD, HELD, 1, HELD - 1, 2 * HELD]),
    )
    def move_money(self, source: str, other: str, cents: int) -> None:
        """A deposit goes to another contract or back to its owner, or there is not so much."""
        asked = {"contract": source, "amount": f"{cents // 100}.{cents % 100:02d}"}
        if source != other:
            asked |= {"type": "Vakuuden siirto", "target_contract": other}
        case = Case(task(self.desk, **asked).number, source)
        held = self.held(source)
        given = {} if source != other else {"iban": ACCOUNT}
        with self.expected(allowed=cents <= held):
            make(self.desk, case.number, "acknowledge", log="Done.", **given)
        if cents <= held:
            effect: dict[Key, object] = {(source, "deposit"): held - cents}
            if source != other:
                effect[other, "deposit"] = self.held(other) + cents
            self.apply(case, effect)

    @precondition(lambda self: self.decided)
    @rule(at=st.integers(0, 2))
    def undo(self, at: int) -> None:
        """What was done lately is taken back, unless something later stands on it."""
        case = self.decided[-1 - at % len(self.decided)]
        allowed = self.undoable(case)
        with self.expected(allowed=allowed):
            take_back(self.desk, case.number)
        if not allowed:
            return
        self.decided.remove(case)
        for key, (was, became) in case.done.pop().items():
            if isinstance(was, int) and isinstance(became, int):
                self.now[key] = self.held(key[0]) + was - became
            else:
                self.now[key] = was
        case.open = True

    @precondition(lambda self: len(self.decided) > 1)
    @rule()
    def undo_what_came_before(self) -> None:
        """Not the last thing done, but the one before it."""
        self.undo(1)

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def contracts_are_as_the_model_has_them(self) -> None:
        """Every part and every end, and with the end the day the apartment is free."""
        for number in PEOPLE:
            found = tenancy(self.desk, number)
            days = {party.person.key: party.until for party in found.parties}
            assert days == {who: self.now[number, who] for who in self.people(number)}
            assert found.end == self.now[number, "end"]
            assert (found.free_from is None) == (found.end is None)
            assert all(party.liable_until == party.until for party in found.parties)

    @invariant()
    def what_may_never_be_is_not(self) -> None:
        """Nobody is bound by what has ended, nor twice; each booking sums to zero, no account is below it."""
        assert rows(self.desk, NEVER) == []
        assert all(tenancy(self.desk, each).deposit == self.held(each) for each in PEOPLE)

    @invariant()
    def the_right_ways_are_open(self) -> None:
        """For every open notice, as the parties stand now."""
        for case in self.cases:
            if not case.open:
                continue
            offers = card.show(self.desk, TYOJONO, case.number).offers
            found = {each.move for each in offers if each.closed and each.move in WAYS}
            assert found == self.closed_ways(case)


@pytest.mark.rule("TYO-09", "TYO-10", "TYO-11", "TYO-12", "TYO-17", "ALL-06")
def test_contracts_and_money_hold_whatever_is_done_in_whatever_order() -> None:
    chosen = settings(
        max_examples=25,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(Tenancies, settings=chosen)
