"""Facilities to tick, cases made beside others, erasures with their receipts, and workbooks."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns; nothing that is there changes."""
    # SQLite adds a column that refers to another table only in this one statement.
    op.execute(
        "ALTER TABLE cases ADD COLUMN parent_id INTEGER"
        " CONSTRAINT fk_cases_parent_id REFERENCES cases (id)"
    )
    for name, kind in (
        ("ticks_total", sa.Integer()),
        ("ticks_done", sa.Integer()),
        ("erased", sa.Boolean()),
    ):
        op.add_column("cases", sa.Column(name, kind, nullable=False, server_default=sa.text("0")))
    op.create_index("ix_cases_parent_id", "cases", ["parent_id"], unique=False)
    op.add_column("messages", sa.Column("exported_at", UTCDateTime(), nullable=True))
    op.add_column(
        "messages",
        sa.Column("exported_to", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        "ticks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ticks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticks")),
        sa.UniqueConstraint("case_id", "place", name=op.f("uq_ticks_case_id_place")),
    )
    op.create_table(
        "erasures",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("workbook", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_erasures_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "workbooks",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_workbooks")),
    )
