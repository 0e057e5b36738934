"""Run by Alembic: migrate over the connection that store/upgrade.py has opened and put into a transaction."""

from alembic import context

from awardsdesk.migrations import compared
from awardsdesk.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    include_name=compared,
)
context.run_migrations()
