"""Let a ticket name the closed one it repeats, and a citizen rate each ticket that led their message."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("ticket") as ticket:
        ticket.add_column(sa.Column("repeat_of_id", sa.Integer(), nullable=True))
        ticket.create_foreign_key("fk_ticket_repeat_of_id", "ticket", ["repeat_of_id"], ["id"])
    with op.batch_alter_table("rating") as rating:
        rating.drop_constraint("uq_rating_message_id_round", type_="unique")
        rating.create_unique_constraint("uq_rating_message_id_ticket_id_round", ["message_id", "ticket_id", "round"])
