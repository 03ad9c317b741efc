"""Rows that may be there already, in words that SQLite and PostgreSQL both understand.

The toolkit has a statement of its own for each of the two databases, and none for both.
"""

from sqlalchemy import Table, TextClause, text


def enter_once(table: Table) -> TextClause:
    """A new row, or nothing where there is one with its key: the count of rows tells."""
    return text(f"{_new(table)} ON CONFLICT DO NOTHING")


def enter_latest(table: Table) -> TextClause:
    """A new row, in place of the one with its key."""
    return text(_either(table, {name: f"excluded.{name}" for name in _values(table)}))


def add_up(table: Table) -> TextClause:
    """A new row, or the sum of its values and those of the row with its key."""
    return text(_either(table, {name: f"{table.name}.{name} + excluded.{name}" for name in _values(table)}))


def _either(table: Table, changes: dict[str, str]) -> str:
    keys = ", ".join(column.name for column in table.primary_key)
    assigned = ", ".join(f"{name} = {value}" for name, value in changes.items())
    return f"{_new(table)} ON CONFLICT ({keys}) DO UPDATE SET {assigned}"


def _new(table: Table) -> str:
    names = [column.name for column in table.columns]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"


def _values(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.primary_key]
