"""The day on which a case was handled, how it counts in its queue's figures, and agreements."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"

MORE = """
    INSERT INTO day_counts (queue, day, counted_as, cases, same_day)
    VALUES (NEW.queue, NEW.received, NEW.counted_as, 1,
        coalesce(NEW.state = 'done' AND NEW.handled = NEW.received, 0))
    ON CONFLICT (queue, day, counted_as)
        DO UPDATE SET cases = cases + 1, same_day = same_day + excluded.same_day;
"""
LESS = """
    UPDATE day_counts SET cases = cases - 1,
        same_day = same_day - coalesce(OLD.state = 'done' AND OLD.handled = OLD.received, 0)
    WHERE queue = OLD.queue AND day = OLD.received AND counted_as = OLD.counted_as;
"""
CAME = "queue, received, counted_as, state, handled"
CHANGED = """(OLD.queue, OLD.received, OLD.counted_as, OLD.state, OLD.handled)
    IS NOT (NEW.queue, NEW.received, NEW.counted_as, NEW.state, NEW.handled)"""
COUNTS_NOW = "NEW.counted_as != '' AND NEW.state != 'rejected'"
COUNTED_BEFORE = "OLD.counted_as != '' AND OLD.state != 'rejected'"
DAY_TRIGGERS = (
    f"CREATE TRIGGER day_counts_insert AFTER INSERT ON cases WHEN {COUNTS_NOW} BEGIN {MORE} END",
    f"CREATE TRIGGER day_counts_delete AFTER DELETE ON cases WHEN {COUNTED_BEFORE} BEGIN {LESS} END",
    f"""CREATE TRIGGER day_counts_less AFTER UPDATE OF {CAME} ON cases
        WHEN {COUNTED_BEFORE} AND {CHANGED} BEGIN {LESS} END""",
    f"""CREATE TRIGGER day_counts_more AFTER UPDATE OF {CAME} ON cases
        WHEN {COUNTS_NOW} AND {CHANGED} BEGIN {MORE} END""",
)


def upgrade() -> None:
    """Add the columns and tables; nothing that is there changes."""
    op.add_column("cases", sa.Column("handled", sa.Date(), nullable=True))
    op.add_column(
        "cases",
        sa.Column("counted_as", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    _day_counts()
    _agreements()
    _mass_terminations()


def _day_counts() -> None:
    # No case counts as anything yet, so the counts begin at nothing.
    op.create_table(
        "day_counts",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_as", sa.String(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("same_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("queue", "day", "counted_as", name=op.f("pk_day_counts")),
    )
    for trigger in DAY_TRIGGERS:
        op.execute(trigger)


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
