"""Alembic's entry point: runs the migrations on the connection that `dialer.storage.migrate` passes in."""

from alembic import context

from dialer.storage.schema import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("Run `pronto db upgrade`, or dialer.storage.migrate: this file needs an open connection.")

context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
