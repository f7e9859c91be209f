"""Contracts and people changed: each value with its line in the history, and nothing over what came later."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from backoffice_tui.model.cases import Change, Entry
from backoffice_tui.model.contracts import (
    Apartment,
    Contract,
    ContractWord,
    Party,
    Person,
    PersonVersion,
    Spouse,
)
from backoffice_tui.model.naming import METADATA
from backoffice_tui.routine.contracts import (
    PERSON_FIELDS,
    Alteration,
    altered,
    read_altered,
    unsound,
)
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.moves import as_text
from backoffice_tui.store.bulk import asking
from backoffice_tui.store.card import PERSON
from backoffice_tui.store.contracts import lease_by_id, searched

if TYPE_CHECKING:
    from sqlmodel import SQLModel

TABLES: Final[dict[str, "type[SQLModel]"]] = {
    "apartment": Apartment,
    "contract": Contract,
    "party": Party,
    "person": Person,
    "spouse": Spouse,
}
ENDS: Final = frozenset({("contract", "last_day"), ("party", "until")})
"""What remembers the entry that set it."""

DAYS: Final = frozenset({"free_from", "last_day", "until", "liable_until"})
VERSION: Final = PERSON
"""A change of a person refers to versions, `person:12`, which can be blanked."""


def alter(session: Session, entry: Entry, alterations: Sequence[Alteration], at: datetime) -> None:
    """Make the changes and write them beside the entry; Refused where a value is not what it was taken to be."""
    touched: set[int] = set()
    people: dict[int, list[Alteration]] = {}
    for each in alterations:
        if each.noun == "person":
            people.setdefault(each.id, []).append(each)
        else:
            touched |= _set(session, entry, each)
    for person_id, told in people.items():
        _tell(session, entry, person_id, told, at)
    session.flush()
    for contract_id in touched:
        found = lease_by_id(asking(session), contract_id)
        if found is not None and (why := unsound(found)):
            raise why


def _set(session: Session, entry: Entry, each: Alteration) -> set[int]:
    """Set one value of a contract or of what belongs to it; the ids of the contracts concerned."""
    row = _row(session, each)
    if each.noun == "party" and each.field == "until" and each.becomes is None:
        _refuse_twice(session, row, each)
    setattr(row, each.field, each.becomes)
    if (each.noun, each.field) in ENDS:
        row.entry_id = entry.id if each.becomes else None
    session.add(row)
    assert entry.id is not None  # noqa: S101 (flushed)
    session.add(
        Change(
            entry_id=entry.id,
            field=altered(each),
            was=as_text(each.was),
            became=as_text(each.becomes),
        )
    )
    if each.noun == "contract":
        return {each.id}
    return {row.contract_id} if each.noun in ("party", "spouse") else set()


def _row(session: Session, each: Alteration) -> Any:
    """What is to be changed, as it is now; Refused where somebody or a newer list has changed it since."""
    row: Any = session.get(TABLES[each.noun], each.id)
    if row is None or getattr(row, each.field) != each.was:
        raise Refused("contracts.changed-since", rule="ALL-06", field=each.field, whose=each.whose)
    return row


def _refuse_twice(session: Session, party: Party, each: Alteration) -> None:
    wanted = select(Party.id).where(
        Party.contract_id == party.contract_id,
        Party.person_id == party.person_id,
        col(Party.until).is_(None),
        Party.id != party.id,
    )
    if session.exec(wanted).first() is not None:
        raise Refused("contracts.party-twice", rule="ALL-06", whose=each.whose)


def _tell(
    session: Session, entry: Entry, person_id: int, told: Sequence[Alteration], at: datetime
) -> None:
    """A person's values as a new version, the one before it kept for the history."""
    person: Person | None = None
    for each in told:
        person = _row(session, each)
    assert person is not None  # noqa: S101 (told is never empty)
    assert entry.id is not None  # noqa: S101 (flushed)
    was = _version(session, person, at)
    for each in told:
        setattr(person, each.field, each.becomes or "")
    session.add(person)
    became = PersonVersion(person_id=person_id, entry_id=entry.id, at=at, body=_body(person))
    session.add(became)
    session.flush()
    for each in told:
        session.add(
            Change(
                entry_id=entry.id,
                field=altered(each),
                was=f"{VERSION}{was.id}",
                became=f"{VERSION}{became.id}",
            )
        )


def _version(session: Session, person: Person, at: datetime) -> PersonVersion:
    """The version that holds what is known now; a list may have told more since the last one."""
    newest = select(PersonVersion).where(PersonVersion.person_id == person.id)
    found = session.exec(newest.order_by(col(PersonVersion.id).desc())).first()
    if found is not None and found.body == _body(person):
        return found
    assert person.id is not None  # noqa: S101 (it was loaded)
    made = PersonVersion(person_id=person.id, at=at, body=_body(person))
    session.add(made)
    session.flush()
    return made


def _body(person: Person) -> dict[str, str]:
    told = {name: str(getattr(person, name)) for name in PERSON_FIELDS}
    return {name: text for name, text in told.items() if text}


def taken_back(session: Session, changes: Iterable[Change]) -> tuple[Alteration, ...]:
    """The alterations that undo what an entry altered, in the opposite order."""
    found = []
    for change in changes:
        known = read_altered(change.field)
        if known is not None:
            was, became = _value(session, known, change.was), _value(session, known, change.became)
            found.append(known._replace(was=became, becomes=was))
    return tuple(reversed(found))


def _value(session: Session, known: Alteration, stored: str) -> date | str | None:
    if stored.startswith(VERSION) and known.noun == "person":
        version = session.get(PersonVersion, int(stored.removeprefix(VERSION)))
        return version.body.get(known.field, "") if version else ""
    if known.field in DAYS:
        return date.fromisoformat(stored) if stored else None
    return stored


def index(session: Session, ids: Iterable[int]) -> None:
    """Bring the words that contracts are found by up to date."""
    wanted = list(dict.fromkeys(ids))
    table = METADATA.tables[str(ContractWord.__tablename__)]
    for start in range(0, len(wanted), 500):
        session.execute(delete(table).where(table.c.contract_id.in_(wanted[start : start + 500])))
    session.flush()
    rows = [
        {"word": word, "number_key": key, "contract_id": contract_id}
        for word, key, contract_id in searched(asking(session), wanted)
    ]
    if rows:
        session.execute(insert(table), rows)
