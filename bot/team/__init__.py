"""Who does what: one process does everything, or several share PostgreSQL, each with its role."""
