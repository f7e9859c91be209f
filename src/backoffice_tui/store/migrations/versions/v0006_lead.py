"""Cases taken out of turn, the editions of what leads decide, and the lead's figures, kept by triggers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"

OPEN = "('new', 'active', 'waiting')"

# Of an entry `e`: by how much it made the open cases more, whether work here closed a case with it, whether a case
# came in with it. A list that is read in is nobody's work, and what was taken back was not done.
CHANGE = f"(e.became IN {OPEN}) - (e.was IN {OPEN})"
CLOSES = (
    f"(e.was IN {OPEN} AND e.became IN ('done', 'rejected') AND e.undoes IS NULL"
    " AND e.move NOT LIKE 'import%' AND e.move != 'missing')"
)
ARRIVES = f"(e.was = '' AND e.became IN {OPEN})"
STANDS = "NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.undoes = e.id)"
TELLS = f"(e.was IN {OPEN}) != (e.became IN {OPEN})"

FLOW = "INSERT INTO flows (queue, hour, team_key, agent, change, closed) SELECT"
ARRIVAL = "INSERT INTO arrivals (queue, day, team_key, cases) SELECT"
ADD_FLOW = """ON CONFLICT (queue, hour, team_key, agent) DO UPDATE
    SET change = change + excluded.change, closed = closed + excluded.closed"""
ADD_ARRIVAL = "ON CONFLICT (queue, day, team_key) DO UPDATE SET cases = cases + excluded.cases"
ADD_DUE = "ON CONFLICT (queue, day, team_key) DO UPDATE SET cases = cases + 1"
ADD_HELD = "ON CONFLICT (handler, queue, team_key) DO UPDATE SET cases = cases + 1"

# What stands there already, counted once.
FILL = (
    f"""{FLOW} c.queue, substr(e.at, 1, 13), c.team_key, e.agent,
            sum({CHANGE}), sum({CLOSES} AND {STANDS})
        FROM entries AS e JOIN cases AS c ON c.id = e.case_id WHERE {TELLS} GROUP BY 1, 2, 3, 4""",
    f"""{ARRIVAL} c.queue, c.received, c.team_key, count(*)
        FROM entries AS e JOIN cases AS c ON c.id = e.case_id WHERE {ARRIVES} AND {STANDS}
        GROUP BY 1, 2, 3""",
    """INSERT INTO dues (queue, day, team_key, cases)
        SELECT queue, due_key, team_key, count(*) FROM cases WHERE bucket = 1 GROUP BY 1, 2, 3""",
    """INSERT INTO held (handler, queue, team_key, cases)
        SELECT handler, queue, team_key, count(*) FROM cases
        WHERE bucket < 2 AND handler != '' GROUP BY 1, 2, 3""",
)

TRIGGERS = (
    f"""CREATE TRIGGER flows_entry AFTER INSERT ON entries
        WHEN NEW.undoes IS NOT NULL OR (NEW.was IN {OPEN}) != (NEW.became IN {OPEN}) BEGIN
        {FLOW} c.queue, substr(e.at, 1, 13), c.team_key, e.agent, {CHANGE}, {CLOSES}
            FROM entries AS e JOIN cases AS c ON c.id = e.case_id
            WHERE e.id = NEW.id AND {TELLS} {ADD_FLOW};
        {ARRIVAL} c.queue, c.received, c.team_key, 1
            FROM entries AS e JOIN cases AS c ON c.id = e.case_id
            WHERE e.id = NEW.id AND {ARRIVES} {ADD_ARRIVAL};
        {FLOW} c.queue, substr(e.at, 1, 13), c.team_key, e.agent, 0, -1
            FROM entries AS e JOIN cases AS c ON c.id = e.case_id
            WHERE e.id = NEW.undoes AND {CLOSES} {ADD_FLOW};
        {ARRIVAL} c.queue, c.received, c.team_key, -1
            FROM entries AS e JOIN cases AS c ON c.id = e.case_id
            WHERE e.id = NEW.undoes AND {ARRIVES} {ADD_ARRIVAL}; END""",
    # A case that goes to another group, or turns out to be older, takes along what was done on it.
    f"""CREATE TRIGGER flows_case AFTER UPDATE OF queue, team_key, received ON cases
        WHEN (OLD.queue, OLD.team_key, OLD.received) IS NOT (NEW.queue, NEW.team_key, NEW.received)
        BEGIN
        {FLOW} OLD.queue, substr(e.at, 1, 13), OLD.team_key, e.agent,
            -sum({CHANGE}), -sum({CLOSES} AND {STANDS})
            FROM entries AS e WHERE e.case_id = OLD.id AND {TELLS} GROUP BY 2, 4 {ADD_FLOW};
        {FLOW} NEW.queue, substr(e.at, 1, 13), NEW.team_key, e.agent,
            sum({CHANGE}), sum({CLOSES} AND {STANDS})
            FROM entries AS e WHERE e.case_id = NEW.id AND {TELLS} GROUP BY 2, 4 {ADD_FLOW};
        {ARRIVAL} OLD.queue, OLD.received, OLD.team_key, -1
            FROM entries AS e WHERE e.case_id = OLD.id AND {ARRIVES} AND {STANDS} {ADD_ARRIVAL};
        {ARRIVAL} NEW.queue, NEW.received, NEW.team_key, 1
            FROM entries AS e WHERE e.case_id = NEW.id AND {ARRIVES} AND {STANDS} {ADD_ARRIVAL}; END""",
    f"""CREATE TRIGGER dues_insert AFTER INSERT ON cases WHEN NEW.bucket = 1 BEGIN
        INSERT INTO dues (queue, day, team_key, cases)
            VALUES (NEW.queue, NEW.due_key, NEW.team_key, 1) {ADD_DUE}; END""",
    f"""CREATE TRIGGER dues_update AFTER UPDATE OF queue, team_key, bucket, due_key ON cases
        WHEN (OLD.bucket = 1 OR NEW.bucket = 1)
          AND (OLD.queue, OLD.due_key, OLD.team_key, OLD.bucket)
            IS NOT (NEW.queue, NEW.due_key, NEW.team_key, NEW.bucket)
        BEGIN
        INSERT INTO dues (queue, day, team_key, cases)
            SELECT NEW.queue, NEW.due_key, NEW.team_key, 1 WHERE NEW.bucket = 1 {ADD_DUE};
        UPDATE dues SET cases = cases - 1 WHERE OLD.bucket = 1
            AND (queue, day, team_key) = (OLD.queue, OLD.due_key, OLD.team_key);
        DELETE FROM dues
            WHERE (queue, day, team_key) = (OLD.queue, OLD.due_key, OLD.team_key) AND cases = 0;
        END""",
    """CREATE TRIGGER dues_delete AFTER DELETE ON cases WHEN OLD.bucket = 1 BEGIN
        UPDATE dues SET cases = cases - 1
            WHERE (queue, day, team_key) = (OLD.queue, OLD.due_key, OLD.team_key); END""",
    f"""CREATE TRIGGER held_insert AFTER INSERT ON cases
        WHEN NEW.bucket < 2 AND NEW.handler != '' BEGIN
        INSERT INTO held (handler, queue, team_key, cases)
            VALUES (NEW.handler, NEW.queue, NEW.team_key, 1) {ADD_HELD}; END""",
    f"""CREATE TRIGGER held_update AFTER UPDATE OF handler, queue, team_key, bucket ON cases
        WHEN (OLD.handler != '' OR NEW.handler != '')
          AND (OLD.handler, OLD.queue, OLD.team_key, OLD.bucket)
            IS NOT (NEW.handler, NEW.queue, NEW.team_key, NEW.bucket)
        BEGIN
        INSERT INTO held (handler, queue, team_key, cases)
            SELECT NEW.handler, NEW.queue, NEW.team_key, 1
            WHERE NEW.bucket < 2 AND NEW.handler != '' {ADD_HELD};
        UPDATE held SET cases = cases - 1 WHERE OLD.bucket < 2 AND OLD.handler != ''
            AND (handler, queue, team_key) = (OLD.handler, OLD.queue, OLD.team_key);
        DELETE FROM held
            WHERE (handler, queue, team_key) = (OLD.handler, OLD.queue, OLD.team_key) AND cases = 0;
        END""",
    """CREATE TRIGGER held_delete AFTER DELETE ON cases WHEN OLD.bucket < 2 AND OLD.handler != ''
        BEGIN UPDATE held SET cases = cases - 1
            WHERE (handler, queue, team_key) = (OLD.handler, OLD.queue, OLD.team_key); END""",
)


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
    op.create_index("ix_errands_done", "errands", ["done_by", "done_at"], unique=False)
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
    _keep_figures()


def _keep_figures() -> None:
    """Count what is there, and keep counting."""
    for table, keys, numbers in (
        ("flows", ("queue", "hour", "team_key", "agent"), ("change", "closed")),
        ("arrivals", ("queue", "day", "team_key"), ("cases",)),
        ("dues", ("queue", "day", "team_key"), ("cases",)),
        ("held", ("handler", "queue", "team_key"), ("cases",)),
    ):
        op.create_table(
            table,
            *(sa.Column(name, sa.String(), nullable=False) for name in keys),
            *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        )
    for name, table, columns, where in (
        (
            "ix_cases_oldest",
            "cases",
            ["queue", "team_key", "received", "received_time"],
            "bucket < 2",
        ),
        ("ix_cases_held", "cases", ["handler", "received", "id"], "bucket < 2 AND handler != ''"),
        (
            "ix_entries_closing",
            "entries",
            ["at"],
            "was IN ('new', 'active', 'waiting') AND became IN ('done', 'rejected')",
        ),
        ("ix_entries_waits", "entries", ["at"], "became = 'waiting' AND was != ''"),
    ):
        op.create_index(
            name,
            table,
            columns,
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    for statement in (*FILL, *TRIGGERS):
        op.execute(statement)
