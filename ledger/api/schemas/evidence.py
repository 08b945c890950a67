"""Evidence: the shape in which a document that was handed in is told of."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.shapes import Shown


class EvidenceSchema(Shown):
    """A document by its digest; an accrual names it by these."""

    sha256 = fields.String(required=True, metadata={"description": "of its bytes, lower-case hexadecimal"})
    bytes = fields.Integer(required=True, metadata={"minimum": 0})
    media_type = fields.String(required=True, metadata={"example": "application/pdf"})
