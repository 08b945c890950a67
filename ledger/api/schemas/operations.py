"""Operations: the shapes of what the service tells about itself."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Shown


class WriterSchema(Shown):
    """How the writer process fares since it started."""

    started_at = fields.String(required=True)
    process = fields.Integer(required=True)
    groups = fields.Integer(required=True, metadata={"description": "units of work committed"})
    requests = fields.Integer(required=True)
    commands = fields.Integer(required=True)
    failed = fields.Integer(required=True, metadata={"description": "requests that could not be decided"})
    unavailable = fields.Integer(required=True, metadata={"description": "requests the database did not answer"})
    seconds_in_unit = fields.Float(required=True, metadata={"description": "from the head lock to the commit, summed"})
    longest_unit_seconds = fields.Float(required=True)
    queue = fields.Integer(required=True, metadata={"description": "requests waiting when the last group was taken"})
    queue_max = fields.Integer(required=True)
    group_sizes = fields.List(
        fields.Integer(),
        required=True,
        metadata={"description": "groups of up to 1, 2, 4, …, 1,024 commands, and of more"},
    )


class SignedSchema(Shown):
    """The newest checkpoint that was published."""

    size = fields.Integer(required=True)
    signed_at = fields.String(required=True, metadata={"format": "date-time"})
    age_seconds = fields.Integer(required=True)


class HealthSchema(Shown):
    """That the process answers, or that the ledger and its writer can be reached."""

    status = fields.String(required=True)
    position = fields.Integer(metadata={"description": "where the journal stands"})
    checkpoint = fields.Nested(SignedSchema)
    writer = fields.Nested(WriterSchema)


class VersionSchema(Shown):
    """What runs here."""

    name = fields.String(required=True)
    version = fields.String(required=True)
    api = fields.String(required=True)
    ledger_id = fields.String(required=True)
    origin = fields.String(required=True, metadata={"description": "name of the log in checkpoints"})
    clock = fields.String(required=True, metadata={"description": "system, or simulated (never in production)"})
