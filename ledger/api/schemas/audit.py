"""Audit: the shapes of a sample."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Count, OneOf
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import whole_points
from ledger.domain.sampling import METHODS, SIZE_MAX, STRATA

SIZE_DEFAULT = 25


class SampleQuery(Body):
    """What is drawn from what."""

    size = Count(
        minimum=1, maximum=SIZE_MAX, load_default=SIZE_DEFAULT, metadata={"description": "how many transactions"}
    )
    method = OneOf(METHODS, load_default=METHODS[0])
    strata = OneOf(STRATA, load_default=STRATA[0], metadata={"description": "by what stratified tells strata apart"})
    frame_from = Count(minimum=1, load_default=1, metadata={"description": "first position of the frame"})
    frame_to = Count(minimum=1, required=True, metadata={"description": "last position of the frame"})
    seed_checkpoint = Count(
        minimum=1, required=True, metadata={"description": "size of the checkpoint that seeds the draw, above frame_to"}
    )


class ParametersSchema(Shown):
    """What the seed is made of besides the checkpoint; as canonical JSON."""

    frame_from = fields.Integer(required=True)
    frame_to = fields.Integer(required=True)
    method = fields.String(required=True)
    size = fields.Integer(required=True)
    strata = fields.String(metadata={"description": "of a stratified sample"})


class StratumSchema(Shown):
    """What a stratum holds, and how many of it were drawn."""

    name = fields.String(required=True)
    transactions = fields.Integer(required=True)
    points = whole_points()
    drawn = fields.Integer(required=True)


class DrawnSchema(Shown):
    """A transaction that was drawn."""

    position = fields.Integer(required=True)
    transaction_id = fields.String(required=True)
    kind = fields.String(required=True)
    university_id = fields.String(required=True, allow_none=True)
    points = whole_points("of its debits")
    stratum = fields.String(required=True)
    hits = fields.Integer(required=True, metadata={"description": "how often it was drawn; above 1 for monetary alone"})
    rank = fields.String(required=True, metadata={"description": "SHA-256 of the seed and the leaf hash, hexadecimal"})
    leaf_hash = fields.String(required=True, metadata={"description": "hexadecimal"})
    transactions = fields.String(required=True, metadata={"description": "its address"})
    proof = fields.String(required=True, metadata={"description": "address of its inclusion proof in the checkpoint"})


class SampleSchema(Shown):
    """A sample, and all that is needed to draw it again elsewhere."""

    parameters = fields.Nested(ParametersSchema, required=True)
    seed = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the checkpoint's text, a zero byte and the parameters, hexadecimal"},
    )
    checkpoint = fields.String(required=True, metadata={"description": "the signed note that seeds the draw"})
    strata = fields.List(fields.Nested(StratumSchema), required=True)
    items = fields.List(fields.Nested(DrawnSchema), required=True)
    position = fields.Integer(required=True, metadata={"description": "the last of the frame"})
    root = fields.String(required=True, metadata={"description": "root of the log at that position, hexadecimal"})
