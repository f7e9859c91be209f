"""Contracts with their people and money, notices, and what a case of theirs refers to."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"

TRIGGERS = (
    # What was known of a person stays known, until it is erased.
    """CREATE TRIGGER person_versions_stay BEFORE DELETE ON person_versions
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER person_versions_blank BEFORE UPDATE ON person_versions
        WHEN NEW.body != '{}' OR (NEW.id, NEW.person_id, NEW.entry_id, NEW.at)
          IS NOT (OLD.id, OLD.person_id, OLD.entry_id, OLD.at)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    # Money is never unsaid: a booking is taken back by another one.
    """CREATE TRIGGER postings_stay BEFORE DELETE ON postings
        BEGIN SELECT RAISE(ABORT, 'bookings are append-only'); END""",
    """CREATE TRIGGER postings_unchanged BEFORE UPDATE ON postings
        BEGIN SELECT RAISE(ABORT, 'bookings are append-only'); END""",
    """CREATE TRIGGER bookings_stay BEFORE DELETE ON bookings
        BEGIN SELECT RAISE(ABORT, 'bookings are append-only'); END""",
)


def upgrade() -> None:
    """Add the tables, columns and triggers; nothing that is there changes."""
    _tenancies()
    _persons()
    _parties()
    _money()
    _notices()
    _cases()
    for trigger in TRIGGERS:
        op.execute(trigger)


def _tenancies() -> None:
    """Apartments and their contracts."""
    op.create_table(
        "apartments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("apartment", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("free_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apartments")),
        sa.UniqueConstraint("apartment", name=op.f("uq_apartments_apartment")),
    )
    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("apartment_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("rent_cents", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["apartment_id"], ["apartments.id"], name=op.f("fk_contracts_apartment_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_contracts_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("number", name=op.f("uq_contracts_number")),
    )
    op.create_index(op.f("ix_contracts_apartment_id"), "contracts", ["apartment_id"], unique=False)
    op.create_index("ix_contracts_number_key", "contracts", ["number_key", "id"], unique=False)
    op.create_table(
        "contract_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_contract_words_contract_id")
        ),
        sa.PrimaryKeyConstraint(
            "word", "number_key", "contract_id", name=op.f("pk_contract_words")
        ),
    )
    op.create_index(
        op.f("ix_contract_words_contract_id"), "contract_words", ["contract_id"], unique=False
    )


def _persons() -> None:
    """People and what was known of them before."""
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hetu", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("key", name=op.f("uq_persons_key")),
    )
    op.create_index(op.f("ix_persons_hetu"), "persons", ["hetu"], unique=False)
    op.create_table(
        "person_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_person_versions_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_person_versions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_versions")),
    )
    op.create_index(
        op.f("ix_person_versions_person_id"), "person_versions", ["person_id"], unique=False
    )


def _parties() -> None:
    """Who is bound by a contract, and who lives there without being."""
    op.create_table(
        "parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("liable_until", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_parties_contract_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_parties_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_parties_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
    )
    op.create_index(op.f("ix_parties_contract_id"), "parties", ["contract_id"], unique=False)
    op.create_index(op.f("ix_parties_person_id"), "parties", ["person_id"], unique=False)
    op.create_index(
        "uq_parties_bound",
        "parties",
        ["contract_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "spouses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_spouses_contract_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_spouses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spouses")),
        sa.UniqueConstraint(
            "contract_id", "person_id", name=op.f("uq_spouses_contract_id_person_id")
        ),
    )
    op.create_index(op.f("ix_spouses_person_id"), "spouses", ["person_id"], unique=False)


def _money() -> None:
    """What is held for a contract."""
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("exported_at", UTCDateTime(), nullable=True),
        sa.Column("payment_file", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bookings_case_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_bookings_entry_id")),
        sa.ForeignKeyConstraint(["undoes"], ["bookings.id"], name=op.f("fk_bookings_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("undoes", name=op.f("uq_bookings_undoes")),
    )
    op.create_index(op.f("ix_bookings_case_id"), "bookings", ["case_id"], unique=False)
    op.create_index(op.f("ix_bookings_entry_id"), "bookings", ["entry_id"], unique=False)
    op.create_index("ix_bookings_unpaid", "bookings", ["kind", "exported_at"], unique=False)
    op.create_table(
        "payment_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("payer_name", sa.String(), nullable=False),
        sa.Column("payer_iban", sa.String(), nullable=False),
        sa.Column("payer_bic", sa.String(), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_payment_files")),
        sa.UniqueConstraint("day", name=op.f("uq_payment_files_day")),
    )
    op.create_table(
        "postings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_postings_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_postings_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_account", "postings", ["contract_id", "account"], unique=False)
    op.create_index(op.f("ix_postings_booking_id"), "postings", ["booking_id"], unique=False)


def _notices() -> None:
    """Notices from the e-service, and records that could not be taken in."""
    op.create_table(
        "notices",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UTCDateTime(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_notices_contract_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_notices")),
        sa.UniqueConstraint("case_id", name=op.f("uq_notices_case_id")),
    )
    op.create_table(
        "robot_marks",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_robot_marks_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_robot_marks")),
    )
    op.create_index(op.f("ix_notices_contract_id"), "notices", ["contract_id"], unique=False)
    op.create_index(op.f("ix_notices_person_id"), "notices", ["person_id"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("taken_in_at", UTCDateTime(), nullable=True),
        sa.Column("let_go_at", UTCDateTime(), nullable=True),
        sa.Column("let_go_by", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_set_aside_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint("digest", name=op.f("uq_set_aside_digest")),
    )
    op.create_index(op.f("ix_set_aside_feed_id"), "set_aside", ["feed_id"], unique=False)
    op.create_index(
        "ix_set_aside_open",
        "set_aside",
        ["id"],
        unique=False,
        sqlite_where=sa.text("taken_in_at IS NULL AND let_go_at IS NULL"),
        postgresql_where=sa.text("taken_in_at IS NULL AND let_go_at IS NULL"),
    )


def _cases() -> None:
    """What a case is about, and what goes with a message."""
    op.add_column("cases", sa.Column("contract", sa.String(), server_default="", nullable=False))
    op.add_column(
        "cases", sa.Column("target_contract", sa.String(), server_default="", nullable=False)
    )
    op.create_index(
        "ix_cases_contract",
        "cases",
        ["contract", "bucket"],
        unique=False,
        sqlite_where=sa.text("contract != ''"),
        postgresql_where=sa.text("contract != ''"),
    )
    op.create_index(
        "ix_cases_target",
        "cases",
        ["target_contract", "bucket"],
        unique=False,
        sqlite_where=sa.text("target_contract != ''"),
        postgresql_where=sa.text("target_contract != ''"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_message_id"), "attachments", ["message_id"], unique=False)
