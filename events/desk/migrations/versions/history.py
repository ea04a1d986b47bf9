"""The history of changes, by which each is undone and done again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Begin a history."""
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("changes_by_state", "changes", ["state", "number"])


def downgrade() -> None:
    """Forget the history; the records stay as they are."""
    op.drop_index("changes_by_state", "changes")
    op.drop_table("changes")
