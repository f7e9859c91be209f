"""Cases taken out of turn, and the editions of what leads decide."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "skips",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("passed_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("passed_rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_skips_entry_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_skips_case_id")),
        sa.ForeignKeyConstraint(["passed_id"], ["cases.id"], name=op.f("fk_skips_passed_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_skips")),
    )
    op.create_index("ix_skips_at", "skips", ["at"], unique=False)
    op.create_index("ix_skips_case_id", "skips", ["case_id"], unique=False)
    op.create_index("ix_skips_passed_id", "skips", ["passed_id"], unique=False)
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
    )
    op.create_index("ix_editions_name", "editions", ["name", "holds_from"], unique=False)
