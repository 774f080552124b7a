"""Run by Alembic: applies the steps over the connection that ``hotline.migrations.upgrade`` holds open."""

from alembic import context

from hotline import models
from hotline.db import Base
from hotline.models.search import PUBLICATIONS, TICKETS


def belongs_to_models(_object: object, name: str | None, kind: str, _reflected: bool, _against: object) -> bool:
    """Leave out the full-text tables, which are made by hand (the next ``--autogenerate`` would drop them)."""
    return kind != "table" or not str(name).startswith((TICKETS, PUBLICATIONS))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata if models else None,
    include_object=belongs_to_models,
    compare_type=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
