"""Apartments, contracts, people and the money held for them: the landlord's mirror, changed here too."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import backoffice_tui.model.desk  # noqa: F401 (its tables are referred to)


class Apartment(SQLModel, table=True):
    """An apartment; `free_from` is the first day it can be let again, None while it is let until further notice."""

    __tablename__ = "apartments"

    id: int | None = Field(default=None, primary_key=True)
    apartment: str = Field(unique=True)
    address: str = ""
    free_from: date | None = None


class Person(SQLModel, table=True):
    """A person as the landlord knows them; what may have to be erased is the newest of their versions."""

    __tablename__ = "persons"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str = ""
    hetu: str = Field(default="", index=True)
    phone: str = ""
    email: str = ""
    address: str = ""
    iban: str = ""
    language: str = ""
    protected: bool = False


class PersonVersion(SQLModel, table=True):
    """What was known of a person from `at` on; written where an entry changed it, and for what it was before."""

    __tablename__ = "person_versions"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entries.id")
    at: datetime
    body: dict[str, str] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))


class Contract(SQLModel, table=True):
    """A tenancy of an apartment; `entry_id` is what ended it here, None where the landlord did."""

    __tablename__ = "contracts"
    __table_args__ = (sa.Index("ix_contracts_number_key", "number_key", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    number_key: str
    """The number as it sorts."""
    apartment_id: int = Field(foreign_key="apartments.id", index=True)
    first_day: date
    last_day: date | None = None
    rent_cents: int = 0
    entry_id: int | None = Field(default=None, foreign_key="entries.id")


class ContractWord(SQLModel, table=True):
    """A folded word of a contract's number, apartment, address or of a name of its people."""

    __tablename__ = "contract_words"

    word: str = Field(primary_key=True)
    number_key: str = Field(primary_key=True)
    contract_id: int = Field(primary_key=True, foreign_key="contracts.id", index=True)


class Party(SQLModel, table=True):
    """A person bound by a contract from `since` to `until`, both inclusive, and liable to pay until `liable_until`."""

    __tablename__ = "parties"
    __table_args__ = (
        sa.Index(
            "uq_parties_bound",
            "contract_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contracts.id", index=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    since: date
    until: date | None = None
    liable_until: date | None = None
    entry_id: int | None = Field(default=None, foreign_key="entries.id")
    """What ended it here; None where the landlord did."""


class Spouse(SQLModel, table=True):
    """A spouse in the apartment who is not a party; `consent` is `unknown`, `given` or `not-given`."""

    __tablename__ = "spouses"
    __table_args__ = (sa.UniqueConstraint("contract_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contracts.id")
    person_id: int = Field(foreign_key="persons.id", index=True)
    consent: str = "unknown"


class Booking(SQLModel, table=True):
    """A movement of money: its postings sum to zero; a return says to whom, and when the bank got it."""

    __tablename__ = "bookings"
    __table_args__ = (sa.Index("ix_bookings_unpaid", "kind", "exported_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    """`opening`, `return`, `transfer` or `undo`."""
    at: datetime
    agent: str
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entries.id", index=True)
    undoes: int | None = Field(default=None, foreign_key="bookings.id", unique=True)
    iban: str = ""
    holder: str = ""
    exported_at: datetime | None = None
    payment_file: str = ""


class PaymentFile(SQLModel, table=True):
    """A file of returns made for the bank: with what it says of the payer it can be made again, byte for byte."""

    __tablename__ = "payment_files"

    name: str = Field(primary_key=True)
    day: date = Field(unique=True)
    """The day on which the bank pays; each has one file."""
    made_at: datetime
    agent: str
    payer_name: str
    payer_iban: str
    payer_bic: str = ""
    payments: int
    cents: int
    digest: str
    """SHA-256 of the file."""


class Posting(SQLModel, table=True):
    """Cents on an account: a contract's `deposit` or `prepayment`, or the `bank`, which is no contract's."""

    __tablename__ = "postings"
    __table_args__ = (sa.Index("ix_postings_account", "contract_id", "account"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="bookings.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contracts.id")
    account: str
    cents: int


class Notice(SQLModel, table=True):
    """A notice from the e-service, known by the service's own id; what it says of the person is facts of its case."""

    __tablename__ = "notices"

    feed_id: str = Field(primary_key=True)
    case_id: int = Field(foreign_key="cases.id", unique=True)
    contract_id: int = Field(foreign_key="contracts.id", index=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    submitted_at: datetime
    ends_on: date | None = None
    digest: str = ""
    """SHA-256 of the record, so that the same id with other contents is noticed."""


class RobotMark(SQLModel, table=True):
    """What the robot made of a notice the last time, so that it does nothing twice."""

    __tablename__ = "robot_marks"

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    digest: str
    at: datetime


class SetAside(SQLModel, table=True):
    """A record of a feed that could not be taken in, kept whole with its reason until it can or is let go."""

    __tablename__ = "set_aside"
    __table_args__ = (
        sa.Index(
            "ix_set_aside_open",
            "id",
            sqlite_where=sa.text("taken_in_at IS NULL AND let_go_at IS NULL"),
            postgresql_where=sa.text("taken_in_at IS NULL AND let_go_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    """Of the record's bytes, so that the same record is kept once."""
    source: str
    line: int
    raw: str
    """Empty once it is taken in or let go."""
    feed_id: str = Field(default="", index=True)
    field: str = ""
    reason: str
    """The key of the sentence; what it names is in `details`."""
    details: dict[str, str] = Field(
        default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False)
    )
    at: datetime
    agent: str
    taken_in_at: datetime | None = None
    let_go_at: datetime | None = None
    let_go_by: str = ""
    case_id: int | None = Field(default=None, foreign_key="cases.id")


class MessageAttachment(SQLModel, table=True):
    """A text that goes with a message, under a file name."""

    __tablename__ = "attachments"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="messages.id", index=True)
    name: str
    body: str
