"""The first schema: cases, their facts and log, and what stands beside them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None

COUNTED = "queue, team_key, code, state, rank"
ONE_MORE = f"""
    INSERT INTO counts ({COUNTED}, cases)
    VALUES (NEW.queue, NEW.team_key, NEW.code, NEW.state, NEW.rank, 1)
    ON CONFLICT ({COUNTED}) DO UPDATE SET cases = cases + 1;
"""
ONE_LESS = """
    UPDATE counts SET cases = cases - 1
    WHERE queue = OLD.queue AND team_key = OLD.team_key AND code = OLD.code
      AND state = OLD.state AND rank = OLD.rank;
"""
TRIGGERS = (
    f"CREATE TRIGGER counts_insert AFTER INSERT ON cases BEGIN {ONE_MORE} END",
    f"CREATE TRIGGER counts_delete AFTER DELETE ON cases BEGIN {ONE_LESS} END",
    f"""CREATE TRIGGER counts_update AFTER UPDATE OF {COUNTED} ON cases
        WHEN (OLD.queue, OLD.team_key, OLD.code, OLD.state, OLD.rank)
          IS NOT (NEW.queue, NEW.team_key, NEW.code, NEW.state, NEW.rank)
        BEGIN {ONE_LESS} {ONE_MORE} END""",
    # History is only ever added to; erasure blanks a text and changes nothing else.
    """CREATE TRIGGER entries_stay BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER entries_blank BEFORE UPDATE ON entries
        WHEN NEW.text != '' OR (NEW.id, NEW.case_id, NEW.at, NEW.agent, NEW.move, NEW.was,
             NEW.became, NEW.routine, NEW.undoes) IS NOT (OLD.id, OLD.case_id, OLD.at, OLD.agent,
             OLD.move, OLD.was, OLD.became, OLD.routine, OLD.undoes)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER changes_stay BEFORE DELETE ON changes
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER changes_unchanged BEFORE UPDATE ON changes
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER facts_stay BEFORE DELETE ON facts
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER facts_blank BEFORE UPDATE ON facts
        WHEN NEW.body != '{}' OR (NEW.id, NEW.case_id) IS NOT (OLD.id, OLD.case_id)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
)


def upgrade() -> None:
    """Make the tables, their triggers and the search index."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("klass", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "active",
                "waiting",
                "done",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("received_time", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("wished", sa.Date(), nullable=True),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("waits_for", sa.String(), nullable=False),
        sa.Column("waits_since", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("due_key", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("queue", "number", name=op.f("uq_cases_queue_number")),
    )
    op.create_index("ix_cases_customer", "cases", ["customer"], unique=False)
    op.create_index("ix_cases_facility", "cases", ["facility", "queue", "kind"], unique=False)
    op.create_index(
        "ix_cases_handler",
        "cases",
        ["handler", "queue", "rank", "bucket", "due_key", "place"],
        unique=False,
    )
    op.create_index(
        "ix_cases_order", "cases", ["queue", "rank", "bucket", "due_key", "place"], unique=False
    )
    op.create_index(
        "ix_cases_team_order",
        "cases",
        ["queue", "team_key", "rank", "bucket", "due_key", "place"],
        unique=False,
    )
    op.create_index(
        "ix_cases_unheld",
        "cases",
        ["queue", "rank", "bucket", "due_key", "place"],
        unique=False,
        sqlite_where=sa.text("handler = ''"),
        postgresql_where=sa.text("handler = ''"),
    )
    op.create_table(
        "counts",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("team_key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "queue", "team_key", "code", "state", "rank", name=op.f("pk_counts")
        ),
    )
    op.create_table(
        "customers",
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_customers")),
    )
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("down_at", UTCDateTime(), nullable=False),
        sa.Column("down_by", sa.String(), nullable=False),
        sa.Column("up_at", UTCDateTime(), nullable=True),
        sa.Column("up_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_table(
        "preferences",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "name", name=op.f("pk_preferences")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_agent", "shifts", ["agent", "started_at"], unique=False)
    op.create_table(
        "box_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_box_corrections_shift_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_corrections")),
    )
    op.create_index(
        op.f("ix_box_corrections_shift_id"), "box_corrections", ["shift_id"], unique=False
    )
    op.create_table(
        "customer_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.customer"], name=op.f("fk_customer_words_customer")
        ),
        sa.PrimaryKeyConstraint("word", "customer", name=op.f("pk_customer_words")),
    )
    op.create_index(
        op.f("ix_customer_words_customer"), "customer_words", ["customer"], unique=False
    )
    op.create_table(
        "drafts",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.PrimaryKeyConstraint("agent", "name", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_case_id"), "drafts", ["case_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("routine", sa.String(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_entries_case_id")),
        sa.ForeignKeyConstraint(["undoes"], ["entries.id"], name=op.f("fk_entries_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_at", "entries", ["at"], unique=False)
    op.create_index("ix_entries_agent", "entries", ["agent", "at"], unique=False)
    op.create_index(op.f("ix_entries_case_id"), "entries", ["case_id"], unique=False)
    op.create_index(op.f("ix_entries_undoes"), "entries", ["undoes"], unique=False)
    op.create_table(
        "facilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contract_from", sa.Date(), nullable=True),
        sa.Column("contract_to", sa.Date(), nullable=True),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.customer"], name=op.f("fk_facilities_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
        sa.UniqueConstraint("customer", "facility", name=op.f("uq_facilities_customer_facility")),
    )
    op.create_index(op.f("ix_facilities_facility"), "facilities", ["facility"], unique=False)
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_facts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_case_id"), "facts", ["case_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_changes_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_entry_id"), "changes", ["entry_id"], unique=False)
    op.create_table(
        "errands",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_errands_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_errands")),
    )
    op.create_index("ix_errands_open", "errands", ["agent", "done_at"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_messages_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_case_id"), "messages", ["case_id"], unique=False)
    op.create_index(op.f("ix_messages_state"), "messages", ["state"], unique=False)
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5(body, tokenize='unicode61 remove_diacritics 0')"
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
