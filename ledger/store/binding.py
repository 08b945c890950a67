"""Binding: the database as Flask-SQLAlchemy binds it to the application, whose engine is configured for ``Store``."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from ledger.store.schema import Base

db = SQLAlchemy(metadata=Base.metadata)
