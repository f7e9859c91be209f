"""Cases for tests of the core: registered in a call, or born of a list, and the store's rows to look at."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.worklist import line
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine import nobody
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record

if TYPE_CHECKING:
    from sqlmodel import Session

RECEIVED: Final = date(2026, 11, 18)


def valid_person(which: int) -> str:
    """The 12 digits of an invented person."""
    return nobody.personnummer(which, man=False)


def coordinated(which: int) -> str:
    """The 12 digits of an invented samordningsnummer: 60 is added to the day of birth."""
    plain = valid_person(which)
    body = f"{plain[:6]}{int(plain[6:8]) + 60}{plain[8:11]}"
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(body[2:]))
    return body + str(-sum(each // 10 + each % 10 for each in doubled) % 10)


def move_log(which: int = 0, /, **changes: object) -> dict[str, object]:
    """A move log that can be saved; a change to None leaves the field out."""
    values: dict[str, object] = {
        "direction": "in",
        "customer_kind": "private",
        "customer_name": f"Ada Provsson {which}",
        "identity": valid_person(which),
        "caller": "kunden",
        "phone": nobody.MOBILES[which % len(nobody.MOBILES)],
        "power_of_attorney": False,
        "facility": nobody.facility(which),
        "address": f"Provgatan {which}",
        "move_date": "2026-11-25",
        "confirmation_address": "Provgatan 1",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def register(desk: Desk, which: int = 0, /, **changes: object) -> CaseLine:
    """A case as it is registered in a call."""
    from backoffice_tui.desk import intake

    made = intake.register(desk, SYST, move_log(which, **changes))
    assert made is not None
    return made.line


def reconnection(desk: Desk, which: int = 0, /, **changes: object) -> CaseLine:
    """A registered case about a facility that has to be switched on."""
    asked: dict[str, object] = {"disconnected": True, "contact_name": "Bo Provsson"}
    return register(desk, which, **asked | changes)


def listed_case(
    desk: Desk,
    number: str = "1001",
    title: str = "Inflytt",
    received: date = RECEIVED,
    *,
    facts: Mapping[str, str] | None = None,
    **columns: Any,
) -> CaseLine:
    """A case as a list brings it."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.model.states import State
    from backoffice_tui.store import cases

    def work(session: "Session") -> None:
        context = desk.context(SYST)
        given = {"code": "SYST", "team": "KS Privat", "origin": "list"} | columns
        case = Case(queue=SYST.key, number=number, received=received, **given)
        case.tell(title=title, **(facts or {}))
        SYST.settle(case, context.data)
        state = State(case.state)
        told = tuple(sorted(case.facts))
        record = Record(
            by="xnatt", at=context.at, move="import", was=state, became=state, facts=told
        )
        cases.write(session, case, record)

    desk.store.write(work)
    return line(desk, SYST, number)


def make(desk: Desk, number: str, move: str, **given: object) -> CaseLine:
    """The case after a move on it."""
    return perform(desk, SYST, number, move, given)


def rows(desk: Desk, sql: str, *params: object) -> list[tuple[Any, ...]]:
    """What a connection of its own reads in the store."""
    uri = desk.store.location.uri("rw")
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return connection.execute(sql, params).fetchall()


def everything(desk: Desk) -> list[str]:
    """All that the store holds, statement by statement; equal where nothing was changed."""
    with closing(sqlite3.connect(desk.store.location.uri("rw"), uri=True)) as connection:
        return list(connection.iterdump())


def facts_of(desk: Desk, number: str) -> Mapping[str, str]:
    """The facts of a case as they are now."""
    from backoffice_tui.store.card import card_of

    found = card_of(desk.store.reader, SYST.key, number)
    assert found is not None
    return found.facts
