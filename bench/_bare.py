"""The yardstick: a bare Flask and Flask-SQLAlchemy application that inserts two rows per request, and no more."""

import os
from datetime import UTC, datetime

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Matter(db.Model):  # type: ignore[name-defined,misc]
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class Entry(db.Model):  # type: ignore[name-defined,misc]
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"))
    what: Mapped[str]
    at: Mapped[datetime]


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BARE_DATABASE_URL"]
    db.init_app(app)

    @app.post("/matters")
    def take() -> ResponseReturnValue:
        body, at = request.get_json(), datetime.now(UTC).replace(tzinfo=None)
        matter = Matter(title=body["title"], text=body["text"], at=at)
        db.session.add(matter)
        db.session.flush()
        db.session.add(Entry(matter_id=matter.id, what="receive", at=at))
        db.session.commit()
        return jsonify({"id": matter.id}), 201

    with app.app_context():
        db.create_all()
        db.engine.dispose()  # no worker may inherit the connection
    return app
