"""The day on which a case was handled, and how it counts in its queue's figures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns and tables; nothing that is there changes."""
    op.add_column("cases", sa.Column("handled", sa.Date(), nullable=True))
    op.add_column(
        "cases",
        sa.Column("counted_as", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.create_index(
        "ix_cases_counted",
        "cases",
        ["queue", "received", "counted_as", "state", "handled"],
        unique=False,
        sqlite_where=sa.text("counted_as != ''"),
        postgresql_where=sa.text("counted_as != ''"),
    )
