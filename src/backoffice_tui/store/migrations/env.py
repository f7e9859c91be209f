"""Alembic's entry: it is given an open connection and never reads a configuration file."""

from alembic import context
from sqlmodel import SQLModel

from backoffice_tui.model import agreements, cases, contracts, desk, figures, lead, metering

TABLES = (agreements, cases, contracts, desk, figures, lead, metering)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
