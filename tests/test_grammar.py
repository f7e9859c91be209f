"""What every routine's declaration must hold, and what a move may and may not do to a case."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice_tui.model.cases import Case, Tick
from backoffice_tui.model.states import SHOWN, State
from backoffice_tui.queues import QUEUES, owner_of, queue_named
from backoffice_tui.routine import nobody, ticks
from backoffice_tui.routine.errors import NotFound, Problem
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import HOUSE_MOVES, Ask, Context, Move, Queue, Wants
from backoffice_tui.routine.moves import TRACKED, as_text, carry_out, offers
from backoffice_tui.routine.ticks import recount
from backoffice_tui.settings.routine_data import load_routine
from backoffice_tui.texts import catalogue
from tests.hostile import HOSTILE
from tests.making import coordinated, valid_person

HOUSE_KEYS: Final = frozenset("jkgGxuynrL0123456789")
ALTGR: Final = frozenset("@£$€{[]}\\|~^`´¨µ")
LAST_RULE: Final = {"SYST": 15, "STORA": 15, "TYO": 17, "DH": 11, "SYN": 6, "ALL": 12}
TODAY: Final = date(2026, 11, 20)
every_queue = pytest.mark.parametrize("queue", QUEUES.values(), ids=list(QUEUES))


def moves_of(queue: Queue) -> tuple[Move, ...]:
    return (*queue.moves, *HOUSE_MOVES)


def rules_of(queue: Queue) -> Iterator[str]:
    for move in moves_of(queue):
        yield from move.rules
        yield from (ask.rule for ask in move.asks if ask.rule)
    yield from (step.rule for step in queue.steps)
    yield from queue.rules
    if queue.form:
        yield from queue.form.rules
        yield from (field.rule for field in queue.form.fields if field.rule)


@every_queue
def test_moves_stay_in_the_states_that_the_routine_has(queue: Queue) -> None:
    for move in moves_of(queue):
        assert move.before & set(queue.states), move.name
        assert move.after is None or move.after in queue.states, move.name


@every_queue
def test_each_state_can_be_reached(queue: Queue) -> None:
    # New ones are registered; a registration that is taken back is rejected.
    reached = {State.NEW, State.REJECTED}
    while (
        more := {move.after for move in moves_of(queue) if move.after and move.before & reached}
        - reached
    ):
        reached |= more
    assert set(queue.states) <= reached


@every_queue
def test_words_of_states_lead_back_to_them(queue: Queue) -> None:
    for state, word in queue.states.items():
        assert queue.state_named(f" {word.upper()} ") is state
        assert queue.state_named(state.value) is state
    assert queue.state_named("finns inte") is None


@every_queue
def test_keys_are_each_for_one_move_and_can_be_typed(queue: Queue) -> None:
    keys = [move.key for move in moves_of(queue)]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & (HOUSE_KEYS | ALTGR)
    assert all(keys)
    assert len({move.name for move in moves_of(queue)}) == len(keys)


@every_queue
def test_places_have_keys_of_their_own_and_screens_behind_them(queue: Queue) -> None:
    from backoffice_tui.tui.faces import PLACES
    from backoffice_tui.tui.keys import EVERYWHERE, IN_A_LIST

    keys = [place.key for place in queue.places]
    assert len(set(keys)) == len(keys)
    taken = {move.key for move in moves_of(queue)} | {key for key, *_ in (*EVERYWHERE, *IN_A_LIST)}
    assert not set(keys) & (HOUSE_KEYS | ALTGR | taken)
    assert {place.name for place in queue.places} <= set(PLACES)


@every_queue
@pytest.mark.parametrize("language", ["sv", "en"])
def test_everything_a_person_reads_has_its_text(queue: Queue, language: str) -> None:
    wanted = [f"{part}.{move.name}" for move in moves_of(queue) for part in ("move", "help")]
    wanted += [ask.words for move in moves_of(queue) for ask in move.asks]
    wanted += [f"step.{step.name}" for step in queue.steps]
    wanted += [f"column.{column.name}" for column in queue.columns]
    wanted += [f"{part}.{place.name}" for place in queue.places for part in ("place", "help")]
    for field in queue.form.fields if queue.form else ():
        wanted += [f"field.{field.name}", *(f"choice.{choice}" for choice in field.choices)]
    own, house = catalogue(language, queue.key), catalogue(language, "routine")
    lacking = [key for key in wanted if key not in own and key not in house]
    assert lacking == []


@every_queue
def test_rules_are_named_as_the_routines_number_them(queue: Queue) -> None:
    for rule in rules_of(queue):
        found = re.fullmatch(r"([A-Z]+)-([0-9]{2})", rule)
        assert found, rule
        assert 1 <= int(found[2]) <= LAST_RULE[found[1]], rule


@every_queue
def test_codes_lead_to_their_queue(queue: Queue) -> None:
    assert queue_named(queue.key) is queue
    assert all(owner_of(f" {code.lower()} ") is queue for code in queue.codes)
    data = load_routine(queue.key)
    known = set(queue.ranks(data, ""))
    assert all(set(queue.ranks(data, kind)) <= known for kind in queue.kinds(data))


def test_unknown_names_are_said_to_be_unknown() -> None:
    with pytest.raises(NotFound):
        queue_named("finns inte")
    with pytest.raises(NotFound):
        next(iter(QUEUES.values())).move("finns inte")
    assert owner_of("finns inte") is None


def test_building_the_declarations_loads_neither_tables_nor_screens() -> None:
    code = (
        "import sys; from backoffice_tui.queues import QUEUES;"
        "[queue.title_of(move) for queue in QUEUES.values() for move in queue.moves];"
        "print([name for name in ('sqlmodel', 'sqlalchemy', 'textual', 'typer', 'rich', 'openpyxl')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- what a move may do ------------------------------------------------------------------------------

IDENTITIES = st.sampled_from(
    [valid_person(1), valid_person(2), coordinated(3), nobody.organisationsnummer(1), "12", ""]
)
FACTS = st.fixed_dictionaries(
    {"title": st.sampled_from(["Återinkoppling", "Inflytt", "Avflytt", "annat"])},
    optional={
        "identity": IDENTITIES,
        "contact_identity": IDENTITIES,
        "phone": st.sampled_from([nobody.MOBILES[0], ""]),
        "promised": st.sampled_from(["text", "confirmation"]),
        "answer_verdict": st.sampled_from(["counts", "somebody-else"]),
        "answer_last4": st.just("1234"),
    },
)
DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 31))
WORDS = st.one_of(
    st.none(), st.text(max_size=30), st.sampled_from(sorted(HOSTILE.values(), key=len)[:-2])
)
FACILITIES = [made_up(at) for at in range(4)]
TICKS = st.builds(
    Tick,
    facility=st.sampled_from(FACILITIES),
    dropped=st.booleans(),
    done_at=st.sampled_from([None, datetime.fromisoformat("2026-11-19T10:00:00+00:00")]),
    done_by=st.just("xbo"),
    place=st.just(0),
)
BAD = st.builds(Tick, text=st.just("735999"), problem=st.just("fel"), place=st.just(0))


def contexts(queue: Queue) -> st.SearchStrategy[Context]:
    return st.builds(
        Context,
        by=st.sampled_from(["xanna", "xbo"]),
        at=st.just(datetime.fromisoformat("2026-11-20T09:30:00+01:00")),
        today=st.just(TODAY),
        data=st.just(load_routine(queue.key)),
        lead=st.booleans(),
        register=st.fixed_dictionaries(
            {},
            optional={
                "identity": IDENTITIES,
                "phone": WORDS.filter(bool),
                "email": st.just("a@example.com"),
            },
        ),
        facilities=st.just((made_up(9),)),
        gone=st.sampled_from([frozenset(), frozenset({"mail"})]),
        letter=st.just(lambda name, language, values: (name, f"{language} {values}")),
    )


def answers(ask: Ask, context: Context) -> st.SearchStrategy[Any]:
    if ask.wants is Wants.CHOICE:
        return st.one_of(st.sampled_from([*ask.choices(context)] or [""]), WORDS)
    if ask.wants is Wants.DATE:
        return st.one_of(st.none(), DAYS, DAYS.map(str), WORDS)
    if ask.wants is Wants.FLAG:
        return st.one_of(st.none(), st.booleans(), st.sampled_from(["ja", "no", "kanske"]))
    if ask.wants is Wants.LIST:
        ids = st.lists(st.sampled_from([*FACILITIES, made_up(9), "735999"]), max_size=3)
        return st.one_of(WORDS, ids, st.just(f"{FACILITIES[0]}, {FACILITIES[1]}"))
    if ask.name in ("from", "until"):
        return st.sampled_from([None, "1", "2", "9", "x"])
    return st.one_of(WORDS, IDENTITIES, st.sampled_from(["070-174 06 05", "xbo", "Klart."]))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Queue, Case, Move, dict[str, Any], Context]:
    queue = draw(st.sampled_from(sorted(QUEUES.values(), key=lambda each: each.key)))
    case = Case(
        queue=queue.key,
        number=draw(st.sampled_from(["1001", "B7"])),
        received=date(2026, 11, 2),
        state=draw(st.sampled_from(sorted(queue.states))),
        handler=draw(st.sampled_from(["", "xanna", "xbo"])),
        registered_by=draw(st.sampled_from(["", "xanna"])),
        due=draw(st.one_of(st.none(), DAYS)),
        waits_for=draw(st.sampled_from(["", "Mätning"])),
    )
    case.tell(**draw(FACTS))
    if queue.start:
        case.ticks = draw(
            st.lists(st.one_of(TICKS, BAD), max_size=4, unique_by=lambda t: t.facility)
        )
        for place, tick in enumerate(case.ticks, 1):
            tick.place = place
        recount(case)
    context = draw(contexts(queue))
    queue.settle(case, context.data)
    move = draw(st.sampled_from(moves_of(queue)))
    asked = {ask.name: draw(answers(ask, context)) for ask in move.asks}
    return queue, case, move, asked, context


def picture(case: Case) -> tuple[dict[str, Any], list[dict[str, str]], list[dict[str, Any]]]:
    versions = [dict(version.body) for version in case.versions]
    return case.model_dump(), versions, [tick.model_dump() for tick in case.ticks]


@pytest.mark.rule("ALL-02")
@settings(max_examples=400, deadline=None)
@given(situations())
def test_a_move_is_refused_whole_or_explained_whole(
    found: tuple[Queue, Case, Move, dict[str, Any], Context],
) -> None:
    queue, case, move, asked, context = found
    before, facts = picture(case), dict(case.facts)
    was, pictures = before[0], ticks.pictures(case)
    offered = move in offers(queue, case, context)
    assert picture(case) == before
    refused, record = "", None
    try:
        record = carry_out(queue, case, move.name, asked, context)
    except Problem as why:
        refused = str(why)
    if record is None:
        assert refused
        assert picture(case) == before
        return
    assert offered
    now = case.model_dump()
    expected = {
        (name, as_text(was[name]), as_text(now[name])) for name in TRACKED if was[name] != now[name]
    }
    assert set(record.changes) == expected | set(ticks.changes(pictures, case))
    assert (record.was, record.became) == (was["state"], now["state"])
    told = {name for name in {*facts, *case.facts} if facts.get(name) != case.facts.get(name)}
    assert set(record.facts) == told
    assert all(now[name] == case.facts.get(name, "") for name in SHOWN)
    explained = {*TRACKED, *SHOWN, "state", "team_key", "rank", "bucket", "due_key", "place"}
    explained |= {"ticks_total", "ticks_done"}
    assert now["ticks_total"] == len(ticks.live(case))
    assert all(was[name] == now[name] for name in now if name not in explained)
    assert (record.by, record.at, record.routine) == (context.by, context.at, context.data.version)
    if any(ask.name == "log" and ask.required for ask in move.asks):
        assert record.text.strip()
