"""Payments for bought reels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "payments",
        sa.Column("charge", sa.String, primary_key=True),
        sa.Column("requester", sa.String, nullable=False),
        sa.Column("reels", sa.Integer, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
    )
    op.create_index("payments_requester", "payments", ["requester", "at"])
    op.create_index("payments_state", "payments", ["state"])
