"""Operations: the shapes of what the service tells about itself."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Shown


class HealthSchema(Shown):
    """That the process answers, or that the ledger can be reached."""

    status = fields.String(required=True)
    position = fields.Integer(metadata={"description": "where the journal stands"})


class VersionSchema(Shown):
    """What runs here."""

    name = fields.String(required=True)
    version = fields.String(required=True)
    api = fields.String(required=True)
    ledger_id = fields.String(required=True)
    origin = fields.String(required=True, metadata={"description": "name of the log in checkpoints"})
    clock = fields.String(required=True, metadata={"description": "system, or simulated (never in production)"})
