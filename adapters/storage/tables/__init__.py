"""The tables and their columns, and how values become rows of them."""
