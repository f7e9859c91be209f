"""What stands beside the cases: customers, messages, outages, shifts, drafts and what agents prefer."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import backoffice_tui.model.cases  # noqa: F401 (messages and drafts refer to its tables)


class Customer(SQLModel, table=True):
    """A customer as the customer system knows them; a mirror, kept by `customer import`."""

    __tablename__ = "customers"

    customer: str = Field(primary_key=True)
    name: str
    kind: str
    identity: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    protected: bool = False


class CustomerWord(SQLModel, table=True):
    """A folded word of a customer's name, or the phone number; erased with them."""

    __tablename__ = "customer_words"

    word: str = Field(primary_key=True)
    customer: str = Field(primary_key=True, foreign_key="customers.customer", index=True)


class Facility(SQLModel, table=True):
    """A metering point of a customer, with the days of its agreement."""

    __tablename__ = "facilities"
    __table_args__ = (sa.UniqueConstraint("customer", "facility"),)

    id: int | None = Field(default=None, primary_key=True)
    customer: str = Field(foreign_key="customers.customer")
    facility: str = Field(index=True)
    address: str = ""
    contract_from: date | None = None
    contract_to: date | None = None
    connected: bool = True


class Message(SQLModel, table=True):
    """A text message or mail in the outbox: `draft`, `sent` or `withdrawn`."""

    __tablename__ = "messages"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entries.id")
    channel: str
    recipient: str
    subject: str = ""
    body: str
    state: str = Field(default="draft", index=True)
    made_at: datetime
    made_by: str
    sent_at: datetime | None = None
    sent_by: str = ""
    exported_at: datetime | None = None
    exported_to: str = ""
    """The file it was last written to, which goes when the case is erased."""
    """When it was last written to a file."""


class Erasure(SQLModel, table=True):
    """The receipt of an erasure; `finished_at` is None while its bytes may still stand somewhere."""

    __tablename__ = "erasures"

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    at: datetime
    agent: str
    finished_at: datetime | None = None
    workbook: str = ""
    """Paths of the workbooks that have yet to be rewritten, a line each."""


class Workbook(SQLModel, table=True):
    """A workbook that is known to hold rows of a queue."""

    __tablename__ = "workbooks"

    path: str = Field(primary_key=True)
    queue: str
    at: datetime
    agent: str


class Outage(SQLModel, table=True):
    """A time when the move system was down."""

    __tablename__ = "outages"

    id: int | None = Field(default=None, primary_key=True)
    down_at: datetime
    down_by: str
    up_at: datetime | None = None
    up_by: str = ""


class Shift(SQLModel, table=True):
    """An agent's shift; its follow-up is computed from the log."""

    __tablename__ = "shifts"
    __table_args__ = (sa.Index("ix_shifts_agent", "agent", "started_at"),)

    id: int | None = Field(default=None, primary_key=True)
    agent: str
    started_at: datetime
    ended_at: datetime | None = None


class BoxCorrection(SQLModel, table=True):
    """A box of a shift's follow-up put right by hand; the last one holds."""

    __tablename__ = "box_corrections"

    id: int | None = Field(default=None, primary_key=True)
    shift_id: int = Field(foreign_key="shifts.id", index=True)
    box: str
    closed: int | None = None
    reason: str
    at: datetime
    agent: str


class Draft(SQLModel, table=True):
    """Text that an agent has typed and not saved yet."""

    __tablename__ = "drafts"

    agent: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    body: str
    at: datetime


class Preference(SQLModel, table=True):
    """What an agent chose last, such as the group of the activity list."""

    __tablename__ = "preferences"

    agent: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


class Count(SQLModel, table=True):
    """How many cases stand where; kept by triggers, so that no screen has to count."""

    __tablename__ = "counts"

    queue: str = Field(primary_key=True)
    team_key: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    rank: int = Field(primary_key=True)
    cases: int


class DayCount(SQLModel, table=True):
    """How many cases came to a queue on a day and count as what; kept by triggers as `Count` is."""

    __tablename__ = "day_counts"

    queue: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    counted_as: str = Field(primary_key=True)
    cases: int
    same_day: int
    """How many of them were handled on the day they came."""
