"""The day on which a case was handled, how it counts in its queue's figures, and agreements."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"


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
    _agreements()
    _mass_terminations()


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seller", sa.String(), nullable=False),
        sa.Column("seller_key", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("periods", sa.JSON(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("ar01_case", sa.String(), nullable=False),
        sa.Column("mass_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("number", name=op.f("uq_agreements_number")),
    )
    op.create_index("ix_agreements_facility", "agreements", ["facility", "kind", "starts"])
    op.create_index("ix_agreements_seller", "agreements", ["seller_key", "id"])
    op.create_table(
        "agreement_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes"], ["agreement_acts.id"], name=op.f("fk_agreement_acts_undoes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_acts")),
    )
    op.create_index("ix_agreement_acts_undoes", "agreement_acts", ["undoes"])
    op.create_table(
        "agreement_changes",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.Column("became", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["agreement_acts.id"], name=op.f("fk_agreement_changes_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_changes_agreement_id")
        ),
        sa.PrimaryKeyConstraint("act_id", "agreement_id", name=op.f("pk_agreement_changes")),
    )
    op.create_index("ix_agreement_changes_agreement_id", "agreement_changes", ["agreement_id"])


def _mass_terminations() -> None:
    op.create_table(
        "mass_terminations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seller", sa.String(), nullable=False),
        sa.Column("seller_key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["act_id"], ["agreement_acts.id"], name=op.f("fk_mass_terminations_act_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_terminations")),
        sa.UniqueConstraint("seller_key", "day", name=op.f("uq_mass_terminations_seller_key_day")),
    )
    op.create_table(
        "mass_lines",
        sa.Column("mass_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("was_last", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mass_id"], ["mass_terminations.id"], name=op.f("fk_mass_lines_mass_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_mass_lines_agreement_id")
        ),
        sa.PrimaryKeyConstraint("mass_id", "agreement_id", name=op.f("pk_mass_lines")),
    )
    op.create_index("ix_mass_lines_agreement_id", "mass_lines", ["agreement_id"])
