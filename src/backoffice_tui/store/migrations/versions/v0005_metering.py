"""Series of metering points, the files they came in, bills with their corrections, and exchanges of meters."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "metering_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_points")),
        sa.UniqueConstraint("facility", name=op.f("uq_metering_points_facility")),
    )
    op.create_table(
        "metering_days",
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("wh", sa.LargeBinary(), nullable=False),
        sa.Column("quality", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point"], ["metering_points.id"], name=op.f("fk_metering_days_point")
        ),
        sa.PrimaryKeyConstraint("point", "day", name=op.f("pk_metering_days")),
    )
    op.create_table(
        "metering_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("reaches", sa.BigInteger(), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_files")),
        sa.UniqueConstraint("digest", name=op.f("uq_metering_files_digest")),
    )
    op.create_table(
        "metering_bills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("consumption_wh", sa.BigInteger(), nullable=False),
        sa.Column("estimated_wh", sa.BigInteger(), nullable=False),
        sa.Column("missing_minutes", sa.Integer(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point"], ["metering_points.id"], name=op.f("fk_metering_bills_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_bills")),
        sa.UniqueConstraint("point", "month", name=op.f("uq_metering_bills_point_month")),
    )
    op.create_table(
        "metering_corrections",
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("wh", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["metering_bills.id"], name=op.f("fk_metering_corrections_bill_id")
        ),
        sa.PrimaryKeyConstraint("bill_id", "month", name=op.f("pk_metering_corrections")),
    )
    op.create_table(
        "metering_exchanges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point"], ["metering_points.id"], name=op.f("fk_metering_exchanges_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metering_exchanges")),
    )
    op.create_index("ix_metering_exchanges_point", "metering_exchanges", ["point"], unique=False)
    for table in ("metering_bills", "metering_corrections"):
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'what was billed stays'); END"
            )
