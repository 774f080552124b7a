"""Make the editions of what a city decides, and the versions of what the study learned."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT, words

revision = "0008"
down_revision = "0007"

BOOKS = ("directory", "limits", "calendar")


def upgrade() -> None:
    _make_editions()
    _make_learned()


def _make_editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book", words("book", *BOOKS), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name="fk_edition_by_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("book", "label", name="uq_edition_book_label"),
    )
    op.create_table(
        "enactment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book", words("book", *BOOKS), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name="fk_enactment_by_staff_id"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_enactment_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enactment"),
    )
    op.create_index("ix_enactment_book_id", "enactment", ["book", "id"])


def _make_learned() -> None:
    op.create_table(
        "learned_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("last_lesson_id", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("departments", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learned_version"),
    )
    op.create_table(
        "learned_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("after_lesson_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name="fk_learned_turn_by_staff_id"),
        sa.ForeignKeyConstraint(["version_id"], ["learned_version.id"], name="fk_learned_turn_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_learned_turn"),
    )
