"""The lead's figures as they are kept by triggers, so that no screen has to count, and the indexes they are read by."""

from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import backoffice_tui.model.cases  # noqa: F401 (defines the tables that the indexes are on)
from backoffice_tui.model.naming import METADATA


class Flow(SQLModel, table=True):
    """By an hour of UTC (`2026-11-20 08`), group and agent: by how much the open cases grew, and how many were closed.

    Closed are those that work here closed and nobody took back; a case counts in the group it has now.
    """

    __tablename__ = "flows"

    queue: str = Field(primary_key=True)
    hour: str = Field(primary_key=True)
    team_key: str = Field(primary_key=True)
    agent: str = Field(primary_key=True)
    change: int
    closed: int


class Arrival(SQLModel, table=True):
    """How many cases that were open at first came in on a day, by their indatum and the group they have now."""

    __tablename__ = "arrivals"

    queue: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    team_key: str = Field(primary_key=True)
    cases: int


class Due(SQLModel, table=True):
    """How many open cases wait for a day."""

    __tablename__ = "dues"

    queue: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    team_key: str = Field(primary_key=True)
    cases: int


class Held(SQLModel, table=True):
    """How many open cases an agent holds."""

    __tablename__ = "held"

    handler: str = Field(primary_key=True)
    queue: str = Field(primary_key=True)
    team_key: str = Field(primary_key=True)
    cases: int


_INDEXES: Final = (
    ("ix_cases_oldest", "cases", ("queue", "team_key", "received", "received_time"), "bucket < 2"),
    ("ix_cases_held", "cases", ("handler", "received", "id"), "bucket < 2 AND handler != ''"),
    (
        "ix_entries_closing",
        "entries",
        ("at",),
        "was IN ('new', 'active', 'waiting') AND became IN ('done', 'rejected')",
    ),
    ("ix_entries_waits", "entries", ("at",), "became = 'waiting' AND was != ''"),
)

for _name, _table, _columns, _where in _INDEXES:
    _parts = (METADATA.tables[_table].c[column] for column in _columns)
    sa.Index(_name, *_parts, sqlite_where=sa.text(_where), postgresql_where=sa.text(_where))
