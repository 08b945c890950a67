"""Proposals: the shapes of what takes two persons."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Flag, Id, OneOf, Text, Whole
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.awards import BackingDocumentSchema
from ledger.api.schemas.common import PageQuery, whole_points
from ledger.domain.acts import ACTS
from ledger.domain.bounds import DAYS_MAX, DEFAULTS
from ledger.services.proposals import STATUSES

NAMES: Final = tuple(sorted(ACTS))


class ProposalsQuery(PageQuery):
    """Which proposals."""

    organization_id = Id("organization", metadata={"description": "whom they concern; a company sees its own"})
    status = OneOf(STATUSES)
    act = OneOf(NAMES)
    waiting_for_me = Flag(
        load_default=False, metadata={"description": "only those that the caller may approve, being another person"}
    )


class DecidedProposalSchema(Shown):
    """A proposal as it stands after an act."""

    id = fields.String(required=True)
    act = OneOf(NAMES, required=True)
    status = OneOf(STATUSES, required=True)
    organization_id = fields.String(required=True, allow_none=True)
    points = whole_points("that it moves, as things stood when it was proposed")
    together = whole_points(
        "that count: its own, with those that the same person proposed of this act for this organization and that wait "
        "or were carried out within the days of the bound `splitting_window`"
    )
    reason_code = fields.String(required=True, allow_none=True)
    terms = AnyObject(required=True, metadata={"description": "what is to be done, in ids, codes, days and numbers"})
    document = fields.Nested(BackingDocumentSchema, required=True, allow_none=True)
    checks = fields.Integer(
        required=True, metadata={"minimum": 1, "description": "how many other persons must approve it"}
    )
    checked = fields.Integer(required=True, metadata={"minimum": 0, "description": "how many have approved it"})
    act_by = fields.String(
        required=True, metadata={"format": "date", "description": "the last day on which it can be approved"}
    )
    proposed_by = fields.String(required=True, metadata={"description": "id of the person"})
    approved_by = fields.List(fields.String(), required=True, metadata={"description": "ids of the persons"})
    proposed_at = fields.String(required=True, metadata={"format": "date-time"})
    decided_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    entry_id = fields.String(
        required=True, allow_none=True, metadata={"description": "of the entry in which it was carried out"}
    )
    position = fields.Integer(
        required=True, metadata={"description": "of the act; in a list and alone, of the proposal"}
    )
    result = AnyObject(metadata={"description": "what came of it, where this approval carried it out"})


class ProposalSchema(DecidedProposalSchema):
    """A proposal with its reasons."""

    reason = fields.String(required=True, allow_none=True, metadata={"description": "null where it was erased"})
    rejected_because = fields.String(required=True, allow_none=True)
    withdrawn_because = fields.String(required=True, allow_none=True)


class InboxPageSchema(Shown):
    """A page of proposals, in the order in which they were made."""

    items = fields.List(fields.Nested(ProposalSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class BoundBody(Body):
    """How far an act is to reach."""

    name = OneOf(tuple(sorted(DEFAULTS)), required=True)
    points_max = Whole(required=True, minimum=0, metadata={"description": "most points of one act; 0 is no limit"})
    second_from = Whole(
        required=True, minimum=0, metadata={"description": "from so many points on two must approve; 0 is never"}
    )
    days = Whole(required=True, minimum=1, maximum=DAYS_MAX, metadata={"description": "days to decide"})
    reason = Text(required=True, maximum=500)


class BoundSchema(Shown):
    """How far an act reaches."""

    name = fields.String(required=True)
    points_max = fields.Integer(required=True, allow_none=True)
    second_from = fields.Integer(required=True, allow_none=True)
    days = fields.Integer(required=True)
    position = fields.Integer(
        required=True, allow_none=True, metadata={"description": "of the entry that set it; null: never changed"}
    )


class BoundsSchema(Shown):
    """Every bound."""

    items = fields.List(fields.Nested(BoundSchema), required=True)
