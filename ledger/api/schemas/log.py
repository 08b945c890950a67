"""Log: the shapes of proofs over the journal's Merkle log; all hashes are hexadecimal."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Count, nothing
from ledger.api.conventions.shapes import Body, Shown


class ConsistencyQuery(Body):
    """Between which sizes of the log."""

    old = Count(required=True, minimum=1, metadata={"description": "size of the older log"})
    new = Count(
        load_default=nothing, minimum=1, metadata={"description": "size of the newer log; default: the present"}
    )


class InclusionProofSchema(Shown):
    """That an entry is in the log (RFC 6962 section 2.1.1)."""

    transaction_id = fields.String(required=True)
    leaf_index = fields.Integer(required=True, metadata={"description": "from 0: position - 1"})
    tree_size = fields.Integer(required=True)
    leaf_hash = fields.String(required=True)
    root = fields.String(required=True)
    proof = fields.List(fields.String(), required=True)
    checkpoint = fields.String(
        required=True, allow_none=True, metadata={"description": "signed note of that size; null where size was given"}
    )
    entry = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the entry's canonical bytes, where the caller may see all of it"},
    )


class ConsistencyProofSchema(Shown):
    """That the older log is the beginning of the newer (RFC 6962 section 2.1.2)."""

    old_size = fields.Integer(required=True)
    new_size = fields.Integer(required=True)
    old_root = fields.String(required=True)
    new_root = fields.String(required=True)
    proof = fields.List(fields.String(), required=True)
