"""Which requests for a change were met, so that one that is sent again changes nothing more."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Begin to remember requests."""
    op.create_table(
        "requests",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Forget them; the records stay as they are."""
    op.drop_table("requests")
