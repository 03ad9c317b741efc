"""Reels that something was heard of, and what: for learning."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "trials",
        sa.Column("job_id", sa.String, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("requester", sa.String, nullable=False),
        sa.Column("niche", sa.String, nullable=False),
        sa.Column("hook", sa.String, nullable=False),
        sa.Column("look", sa.String, nullable=False),
        sa.Column("pace", sa.String, nullable=False),
        sa.Column("phrasing", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("example", sa.Text, nullable=False),
        sa.Column("doc", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("trials_account", "trials", ["account", "at"])
    op.create_table(
        "marks",
        sa.Column("job_id", sa.String, primary_key=True),
        sa.Column("requester", sa.String, primary_key=True),
        sa.Column("what", sa.String, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
