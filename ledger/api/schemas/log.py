"""Log: the shapes of proofs over the journal's Merkle log; all hashes are hexadecimal."""

from __future__ import annotations

from marshmallow import fields

from ledger.api.conventions.fields import Count, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import ReasonBody


class ConsistencyQuery(Body):
    """Between which sizes of the log."""

    old = Count(required=True, minimum=1, metadata={"description": "size of the older log"})
    new = Count(
        load_default=nothing, minimum=1, metadata={"description": "size of the newer log; default: the present"}
    )


class CheckpointQuery(Body):
    """Which checkpoint."""

    size = Count(load_default=nothing, minimum=1, metadata={"description": "size of its log; default: the newest"})


class PositionQuery(Body):
    """Which entry."""

    position = Count(required=True, minimum=1, metadata={"description": "of the entry in the journal, from 1"})


class PositionProofSchema(Shown):
    """That an entry is in the log (RFC 6962 section 2.1.1)."""

    leaf_index = fields.Integer(required=True, metadata={"description": "from 0: position - 1"})
    tree_size = fields.Integer(required=True)
    leaf_hash = fields.String(required=True)
    root = fields.String(required=True)
    proof = fields.List(fields.String(), required=True)
    checkpoint = fields.String(
        required=True, allow_none=True, metadata={"description": "signed note of that size; null where size was given"}
    )


class InclusionProofSchema(PositionProofSchema):
    """That a transaction is in the log (RFC 6962 section 2.1.1)."""

    transaction_id = fields.String(required=True)
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


class LogKeyBody(ReasonBody):
    """Another key for the log, and why."""

    public_key = Text(
        required=True,
        minimum=64,
        maximum=64,
        shape="[0-9a-f]{64}",
        expected="64 lower-case hexadecimal digits",
        metadata={"description": "Ed25519, as `ledger seal key` prints it"},
    )


class LogKeySchema(Shown):
    """A key that checkpoints are, were or will be signed with."""

    public_key = fields.String(required=True)
    vkey = fields.String(required=True, metadata={"description": "as C2SP signed-note writes it"})
    position = fields.Integer(
        required=True, allow_none=True, metadata={"description": "of the entry that set it; null of the first key"}
    )
    first_size = fields.Integer(
        required=True, allow_none=True, metadata={"description": "of the first checkpoint that it signed, if any"}
    )


class LogKeysSchema(Shown):
    """Every key of the log, oldest first."""

    items = fields.List(fields.Nested(LogKeySchema), required=True)
    position = fields.Integer(required=True)
    root = fields.String(required=True)


class CosignatureBody(Body):
    """A witness's signature line under the checkpoint of a size."""

    size = Whole(required=True, minimum=1)
    cosignature = Text(required=True, maximum=1_000, metadata={"description": "the line, without its newline"})


class CosignatureSchema(Shown):
    """A cosignature that is kept."""

    size = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"description": "that the witness's key bears"})
    cosigned_at = fields.String(required=True, metadata={"format": "date-time"})
