"""The column types that the steps are written in, frozen apart from the models. Knows no table."""

import sqlalchemy as sa

MOMENT = sa.DateTime(timezone=True)


def words(name: str, *allowed: str) -> sa.Enum:
    """Return the type of a column that holds one of a few words, guarded by a CHECK of that name."""
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=24)
