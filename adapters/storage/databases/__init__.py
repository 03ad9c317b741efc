"""The two databases, SQLite and PostgreSQL: opened, laid out, guarded, moved from one to the other."""
