"""How Alembic gets at the database: on the connection, and in the transaction, of whoever calls it."""

from alembic import context

from adapters.storage.tables.studio import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
