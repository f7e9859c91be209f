"""Agreements of metering points, what was done to them, and the mass terminations of sellers that ceased."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import backoffice_tui.model.naming  # noqa: F401 (names the constraints of all tables)


class SupplyAgreement(SQLModel, table=True):
    """A sales or grid agreement: as another system tells of it, and the periods that are left of it here.

    `periods` is read and written whole and never searched by, so it is one JSON list: first day, last
    day or null, why it ended, whether it waits for its seller's word.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        sa.Index("ix_agreements_facility", "facility", "kind", "starts"),
        sa.Index("ix_agreements_seller", "seller_key", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    facility: str
    kind: str
    seller: str
    seller_key: str
    """The folded name, by which a seller is found however it is spelled."""
    starts: date
    ends: date | None = None
    end_reason: str = ""
    periods: list[Any] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    cancelled_on: date | None = None
    ar01_case: str = ""
    mass_from: date | None = None
    version: int = 1


class AgreementAct(SQLModel, table=True):
    """Something done to agreements at once: `import`, `cancel`, `undo` or `mass-end`."""

    __tablename__ = "agreement_acts"

    id: int | None = Field(default=None, primary_key=True)
    what: str
    at: datetime
    agent: str
    agreement: str = ""
    """The number of the agreement that was cancelled."""
    day: date | None = None
    rule: str = ""
    undoes: int | None = Field(default=None, foreign_key="agreement_acts.id", index=True)


class AgreementChange(SQLModel, table=True):
    """An agreement before and after an act; `was` is null where the act brought it."""

    __tablename__ = "agreement_changes"

    act_id: int = Field(primary_key=True, foreign_key="agreement_acts.id")
    agreement_id: int = Field(primary_key=True, foreign_key="agreements.id", index=True)
    was: dict[str, Any] | None = Field(
        default=None, sa_column=sa.Column(sa.JSON(none_as_null=True))
    )
    became: dict[str, Any] = Field(
        default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False)
    )
    version: int = 1
    """The version of the agreement after it."""


class MassTermination(SQLModel, table=True):
    """All agreements of a seller ended from a day; `cursor` is the last one that was dealt with."""

    __tablename__ = "mass_terminations"
    __table_args__ = (sa.UniqueConstraint("seller_key", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    seller: str
    seller_key: str
    day: date
    at: datetime
    agent: str
    act_id: int = Field(foreign_key="agreement_acts.id")
    cursor: int = 0
    finished_at: datetime | None = None


class MassLine(SQLModel, table=True):
    """What a mass termination made of one agreement: the outcome, and its last day before and after."""

    __tablename__ = "mass_lines"

    mass_id: int = Field(primary_key=True, foreign_key="mass_terminations.id")
    agreement_id: int = Field(primary_key=True, foreign_key="agreements.id", index=True)
    outcome: str
    was_last: date | None = None
    last: date | None = None
