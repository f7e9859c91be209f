"""What a shift lead looks at and decides: cases taken out of turn, and the editions of a routine."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import backoffice_tui.model.cases  # noqa: F401 (skips refer to its tables)


class Skip(SQLModel, table=True):
    """A case that was taken although another one was next; the reason may have to be erased."""

    __tablename__ = "skips"
    __table_args__ = (sa.Index("ix_skips_at", "at"),)

    entry_id: int = Field(primary_key=True, foreign_key="entries.id")
    case_id: int = Field(foreign_key="cases.id", index=True)
    passed_id: int = Field(foreign_key="cases.id", index=True)
    """The case that was next."""
    at: datetime
    agent: str
    rank: int
    passed_rank: int
    reason: str = ""


class Edition(SQLModel, table=True):
    """A text that leads decide on (a routine's data, a letter), from a day on; the last one that holds is in force."""

    __tablename__ = "editions"
    __table_args__ = (sa.Index("ix_editions_name", "name", "holds_from"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    """`routine:KEY` or `letter:NAME.LANGUAGE`."""
    version: str
    holds_from: date
    body: str
    reason: str = ""
    made_at: datetime
    made_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
