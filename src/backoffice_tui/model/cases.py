"""A case, the personal facts told about it, and its log."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

import backoffice_tui.model.naming  # noqa: F401 (names the constraints of all tables)
from backoffice_tui.model.states import OPEN, SHOWN, State

_states = sa.Enum(
    State,
    native_enum=False,
    length=8,
    create_constraint=True,
    name="state",
    values_callable=lambda states: [state.value for state in states],
)
_version = sa.Column("version", sa.Integer, nullable=False)
_ZERO: Final = {"server_default": sa.text("0")}
_EMPTY: Final = {"server_default": ""}
"""Cases that are written in bulk leave these to the database."""


class Facts(SQLModel, table=True):
    """One version of what may have to be erased of a case; a new version is added, none is changed."""

    __tablename__ = "facts"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    body: dict[str, str] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))


class Tick(SQLModel, table=True):
    """A facility of a case, ticked when it is done; one that was pasted wrong has its text and what is wrong."""

    __tablename__ = "ticks"
    __table_args__ = (sa.UniqueConstraint("case_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    place: int
    facility: str = ""
    text: str = ""
    problem: str = ""
    dropped: bool = False
    done_at: datetime | None = None
    done_by: str = ""


class Case(SQLModel, table=True):
    """One piece of work in a queue.

    `rank`, `bucket`, `due_key` and `place` are the order of the work list, computed when the case is written.
    """

    __tablename__ = "cases"
    __table_args__ = (
        sa.UniqueConstraint("queue", "number"),
        sa.Index("ix_cases_order", "queue", "rank", "bucket", "due_key", "place"),
        sa.Index("ix_cases_team_order", "queue", "team_key", "rank", "bucket", "due_key", "place"),
        sa.Index(
            "ix_cases_unheld",
            "queue",
            "rank",
            "bucket",
            "due_key",
            "place",
            sqlite_where=sa.text("handler = ''"),
            postgresql_where=sa.text("handler = ''"),
        ),
        sa.Index("ix_cases_facility", "facility", "queue", "kind"),
        sa.Index("ix_cases_customer", "customer"),
        sa.Index("ix_cases_handler", "handler", "queue", "rank", "bucket", "due_key", "place"),
        sa.Index(
            "ix_cases_contract",
            "contract",
            "bucket",
            sqlite_where=sa.text("contract != ''"),
            postgresql_where=sa.text("contract != ''"),
        ),
        sa.Index(
            "ix_cases_target",
            "target_contract",
            "bucket",
            sqlite_where=sa.text("target_contract != ''"),
            postgresql_where=sa.text("target_contract != ''"),
        ),
    )
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}

    id: int | None = Field(default=None, primary_key=True)
    queue: str
    number: str
    code: str = ""
    title: str = ""
    kind: str = ""
    klass: str = ""
    type: str = ""
    state: State = Field(default=State.NEW, sa_type=_states)
    team: str = ""
    team_key: str = ""
    received: date
    received_time: str = ""
    due: date | None = None
    wished: date | None = None
    customer: str = ""
    customer_name: str = ""
    facility: str = ""
    subject: str = ""
    note: str = ""
    registered_by: str = ""
    handler: str = ""
    waits_for: str = ""
    waits_since: date | None = None
    origin: str = "here"
    worked: bool = False
    protected: bool = False
    missing_since: date | None = None
    handled: date | None = None
    """The day on which it was handled, where its queue keeps that."""
    counted_as: str = Field(default="", sa_column_kwargs={"server_default": sa.text("''")})
    """As what the case counts in its queue's figures; empty where there are none."""
    rank: int = 0
    bucket: int = 0
    due_key: str = ""
    place: str = ""
    parent_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case that this one was made beside; they are erased together."""
    ticks_total: int = Field(default=0, sa_column_kwargs=_ZERO)
    ticks_done: int = Field(default=0, sa_column_kwargs=_ZERO)
    erased: bool = Field(default=False, sa_column_kwargs=_ZERO)
    contract: str = Field(default="", sa_column_kwargs=_EMPTY)
    target_contract: str = Field(default="", sa_column_kwargs=_EMPTY)
    version: int | None = Field(default=None, sa_column=_version)

    versions: list[Facts] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Facts.id"}
    )
    ticks: list["Tick"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "Tick.place"}
    )

    @property
    def facts(self) -> Mapping[str, str]:
        """What is known of the customer and the errand now, by the name of the fact."""
        return self.versions[-1].body if self.versions else {}

    def tell(self, **facts: str) -> None:
        """Add facts, or replace those of the same name, as a new version; an empty text removes one."""
        known = {**self.facts, **facts}
        kept = {name: value for name, value in known.items() if value}
        if kept == dict(self.facts):
            return
        if self.versions and self.versions[-1].id is None:
            self.versions[-1].body = kept
        else:
            self.versions.append(Facts(body=kept))
        for name in SHOWN:
            setattr(self, name, kept.get(name, ""))

    def concern(self, facility: str, text: str = "", problem: str = "") -> None:
        """Add a facility to tick in the next place; one pasted wrong has no id but its text and what is wrong."""
        place = self.ticks[-1].place + 1 if self.ticks else 1
        self.ticks.append(Tick(place=place, facility=facility, text=text, problem=problem))

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


class Entry(SQLModel, table=True):
    """One line of a case's log: who did what, when, and in their words why."""

    __tablename__ = "entries"
    __table_args__ = (
        sa.Index("ix_entries_agent", "agent", "at"),
        sa.Index("ix_entries_at", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    at: datetime
    agent: str
    move: str
    text: str = ""
    was: str = ""
    became: str = ""
    routine: str = ""
    undoes: int | None = Field(default=None, foreign_key="entries.id", index=True)


class Change(SQLModel, table=True):
    """A field that an entry changed; `facts:N` refers to version N of the facts, which erasure blanks."""

    __tablename__ = "changes"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entries.id", index=True)
    field: str
    was: str = ""
    became: str = ""


class Errand(SQLModel, table=True):
    """What an entry still asks of somebody: that it be entered in the customer system too."""

    __tablename__ = "errands"
    __table_args__ = (
        sa.Index("ix_errands_open", "agent", "done_at"),
        sa.Index("ix_errands_done", "done_by", "done_at"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entries.id")
    agent: str
    done_at: datetime | None = None
    done_by: str = ""
