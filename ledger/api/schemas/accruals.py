"""Accruals: the shapes in which activities come in, and in which awards go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Day, Id, Items, OneOf, Part, Text, Whole, WholeNumbers, nothing
from ledger.api.conventions.resource import CommandQuery
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.awards import (
    STATUSES,
    BackingDocumentSchema,
    EarnedSchema,
    HeldLotSchema,
    NextStepSchema,
    RuleReferenceSchema,
)
from ledger.api.schemas.common import PageQuery, WalletSchema, sha256_text, whole_points
from ledger.api.schemas.compiled import quick_accrual
from ledger.domain.journal.facts import Evidence, Share
from ledger.services.accruals import AccrualInput

BATCH_ITEMS_MAX: Final = 10_000
SHARES_MAX: Final = 16
INPUTS_MAX: Final = 32


class EvidenceBody(Body):
    """A document by its digest; the file stays where it is."""

    kind = Text(required=True, maximum=64, shape="[a-z][a-z0-9_]*", expected="a lower-case name such as attendance")
    sha256 = sha256_text(required=True)
    media_type = Text(
        required=True,
        maximum=127,
        shape=r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*",
        expected="a media type such as application/pdf",
    )
    bytes = Whole(required=True, minimum=1, metadata={"description": "size of the file"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Evidence:
        return Evidence(**data)


class ShareBody(Body):
    """What part of an activity is one company's."""

    organization_id = Id("organization", required=True)
    basis_points = Whole(
        required=True,
        minimum=1,
        maximum=10_000,
        metadata={"description": "hundredths of a percent; all shares of an activity add up to 10,000"},
    )

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Share:
        return Share(data["organization_id"], data["basis_points"])


class AccrualBody(Body):
    """An activity of a company, as its university reports it."""

    source_event_id = Text(
        required=True,
        maximum=128,
        metadata={
            "description": "the university's own id of the event; counts once, for ever",
            "example": "PKNU-2026-1",
        },
    )
    activity = Text(
        required=True,
        maximum=64,
        shape="[A-Za-z0-9][A-Za-z0-9-]*",
        expected="a rule's code such as INT-STD",
        metadata={"description": "code of the rule", "example": "INT-STD"},
    )
    organization_id = Id("organization", required=True, metadata={"description": "the company that earns"})
    occurred_on = Day(required=True, metadata={"description": "when it really happened; chooses the rule's version"})
    inputs = WholeNumbers(
        required=True,
        names_max=INPUTS_MAX,
        metadata={"description": "what the rule prices", "example": {"students": 3, "months": 4}},
    )
    agreement_reference = Text(
        load_default=nothing,
        allow_none=True,
        maximum=128,
        metadata={"description": "where the rule adds up an agreement"},
    )
    evidence = Items(Part(EvidenceBody), maximum=32, load_default=())
    started_on = Day(load_default=nothing, allow_none=True, metadata={"description": "first day of a longer activity"})
    subject_reference = Text(
        load_default=nothing,
        allow_none=True,
        maximum=128,
        metadata={"description": "a pseudonym of whom it is about, by which the same activity is found elsewhere"},
    )
    shares = Items(
        Part(ShareBody),
        maximum=SHARES_MAX,
        load_default=(),
        metadata={"description": "who earns how much of it, the organization among them; left out, it earns all"},
    )

    def quick(self, data: Mapping[str, Any]) -> AccrualInput | None:
        """Give the activity by the compiled decoder, unless it has a doubt."""
        return quick_accrual(data)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> AccrualInput:
        return AccrualInput(**{**data, "evidence": tuple(data["evidence"]), "shares": tuple(data["shares"])})


class BatchBody(Body):
    """Activities to post together."""

    mode = OneOf(("independent", "atomic"), load_default="independent")
    items = Items(Part(AccrualBody), maximum=BATCH_ITEMS_MAX, required=True)


class BatchQuery(CommandQuery):
    """The query string of a batch; ``mode`` is for NDJSON, whose body has no place for it."""

    mode = OneOf(("independent", "atomic"), load_default=nothing)


class ReverseBody(Body):
    """How much of an accrual is taken back, and why."""

    reason = Text(required=True, maximum=500)
    points = Whole(
        load_default=nothing, allow_none=True, minimum=1, metadata={"description": "null takes back all of it"}
    )


class AccrualsQuery(PageQuery):
    """Which accruals."""

    status = OneOf(STATUSES)
    university_id = Id("organization", metadata={"description": "who posted it"})
    organization_id = Id("organization", metadata={"description": "the company that earned"})
    occurred_from = Day(metadata={"description": "first day of the real event"})
    occurred_to = Day(metadata={"description": "last day of the real event"})


class AccrualSchema(Shown):
    """An activity as it stands; the university's own words are null for others, and once they were erased."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    university_id = fields.String(required=True)
    organization_id = fields.String(required=True)
    source_event_id = fields.String(required=True, allow_none=True)
    agreement_reference = fields.String(required=True, allow_none=True)
    rule = fields.Nested(RuleReferenceSchema, required=True)
    occurred_on = fields.String(required=True, metadata={"format": "date"})
    points = whole_points("awarded")
    reversed_points = whole_points("taken back so far")
    lot = fields.String(required=True, allow_none=True, metadata={"description": "null where it earned nothing"})
    active_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    expires_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    next = fields.Nested(NextStepSchema, required=True, allow_none=True)
    clash = fields.Boolean(required=True, metadata={"description": "it looks like another activity"})
    clash_with = fields.String(
        required=True, allow_none=True, metadata={"description": "which one, for those who read all"}
    )


class DetailedAccrualSchema(AccrualSchema):
    """An activity with what backs it and every lot it became."""

    inputs = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    evidence = fields.List(fields.Nested(BackingDocumentSchema), required=True)
    earned = fields.List(fields.Nested(HeldLotSchema), required=True)


class AccrualsPageSchema(Shown):
    """A page of accruals, oldest first."""

    items = fields.List(fields.Nested(AccrualSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PostedAccrualSchema(Shown):
    """An award that was just posted."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    points = whole_points()
    rule = fields.Nested(RuleReferenceSchema, required=True)
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    active_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    expires_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    balance = fields.Nested(WalletSchema, required=True)
    next = fields.Nested(NextStepSchema, required=True, allow_none=True)


class ReversedAccrualSchema(Shown):
    """An award after a reversal."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    points = whole_points("taken back by this reversal")
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)
    balance = fields.Nested(WalletSchema, required=True)


class StepSchema(Shown):
    """One line of the arithmetic."""

    step = fields.String(required=True)
    value = fields.String(required=True, metadata={"description": "exact"})


class AccrualQuoteSchema(Shown):
    """What an activity would earn now."""

    points = whole_points()
    rule = fields.Nested(RuleReferenceSchema, required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    active_on = fields.String(required=True, metadata={"format": "date"})
    expires_on = fields.String(required=True, metadata={"format": "date"})
    earned = fields.List(fields.Nested(EarnedSchema), required=True, metadata={"description": "who would earn what"})
    waiting = fields.List(
        fields.String(), required=True, metadata={"description": "steps that it would wait for before it is posted"}
    )
    missing = fields.List(
        fields.String(), required=True, metadata={"description": "documents without which its points stay pending"}
    )
    position = fields.Integer(required=True, metadata={"description": "the position it was priced at"})


class BatchOutcomeSchema(Shown):
    """What became of one item."""

    index = fields.Integer(required=True)
    status = fields.Integer(required=True, metadata={"description": "the status that the item alone would have had"})
    accrual = fields.Nested(PostedAccrualSchema)
    problem = fields.Dict()


class BatchOutcomesSchema(Shown):
    """What became of every item, in order."""

    outcomes = fields.List(fields.Nested(BatchOutcomeSchema), required=True)
