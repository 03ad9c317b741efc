"""Signs under reels, each by itself, so that one can be taken back; and those of nameless crowds."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make both tables; what was thought of reels so far counts as said."""
    op.create_table(
        "signs",
        sa.Column("job_id", sa.String, primary_key=True),
        sa.Column("requester", sa.String, primary_key=True),
        sa.Column("sign", sa.String, primary_key=True),
        sa.Column("is_good", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "crowds",
        sa.Column("job_id", sa.String, primary_key=True),
        sa.Column("place", sa.String, primary_key=True),
        sa.Column("liked", sa.Integer, nullable=False),
        sa.Column("disliked", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO signs (job_id, requester, sign, is_good, at) "
        "SELECT job_id, requester, '', is_good, at FROM opinions"
    )
