"""Rules: the shapes of rule versions; the terms themselves are read by the rules' own strict reader."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Count, Day, OneOf, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.conventions.versions import VERSION_MAX
from ledger.api.schemas.common import whole_points
from ledger.services.rulebook import IN_FORCE, STATUSES


def rule_code(**kwargs: Any) -> Text:
    """Make a field that reads a rule's code."""
    return Text(maximum=64, shape="[A-Za-z0-9][A-Za-z0-9-]*", expected="a rule's code such as INT-STD", **kwargs)


class RuleBody(Body):
    """A version of a rule to draft."""

    code = rule_code(required=True)
    version = Whole(required=True, minimum=1, maximum=VERSION_MAX)
    valid_from = Day(required=True, metadata={"description": "first day of occurrence that it prices"})
    valid_to = Day(load_default=nothing, allow_none=True, metadata={"description": "last one; null for no end"})
    terms = AnyObject(required=True)


class SimulateBody(Body):
    """Which draft to replay, over activities that occurred when; both days are included."""

    version = Whole(required=True, minimum=1, maximum=VERSION_MAX)
    occurred_from = Day(required=True)
    occurred_to = Day(required=True)


class RulesQuery(Body):
    """How far the versions have come; drafts are for those who read all."""

    status = OneOf(STATUSES, load_default=IN_FORCE)


class DifferenceQuery(Body):
    """Which versions to compare."""

    before = Count(data_key="from", required=True, minimum=1, maximum=VERSION_MAX)
    after = Count(data_key="to", required=True, minimum=1, maximum=VERSION_MAX)


class ApprovedRuleSchema(Shown):
    """A version on its way, or in force."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    status = OneOf(STATUSES, required=True)
    valid_from = fields.String(required=True, metadata={"format": "date"})
    valid_to = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    position = fields.Integer(required=True)


class DraftedRuleSchema(ApprovedRuleSchema):
    """A version that was just drafted."""

    drafted = fields.Boolean(required=True, metadata={"description": "false where an import found it there already"})


class RuleSchema(ApprovedRuleSchema):
    """A version with its terms."""

    terms = fields.Dict(required=True)


class RulesSchema(Shown):
    """Versions of rules, by code and version."""

    items = fields.List(fields.Nested(RuleSchema), required=True)


class TallySchema(Shown):
    """What a draft would change."""

    activities = fields.Integer(required=True, metadata={"description": "priced again"})
    refused = fields.Integer(required=True, metadata={"description": "of these the draft would not award"})
    before = whole_points("that stand")
    after = whole_points("that would stand")
    difference = fields.Integer(required=True)


class OrganizationTallySchema(TallySchema):
    """What a draft would change for one organization."""

    organization_id = fields.String(required=True)


class SimulationSchema(Shown):
    """A draft replayed over a past period; no points moved."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    draft_position = fields.Integer(required=True, metadata={"description": "of the draft that was replayed"})
    occurred_from = fields.String(required=True, metadata={"format": "date"})
    occurred_to = fields.String(required=True, metadata={"format": "date"})
    read_at = fields.Integer(required=True, metadata={"description": "position up to which the journal was read"})
    totals = fields.Nested(TallySchema, required=True)
    organizations = fields.List(fields.Nested(OrganizationTallySchema), required=True)
    digest = fields.String(required=True, metadata={"description": "SHA-256 of the report, hexadecimal"})
    position = fields.Integer(required=True)


class DifferenceSchema(Shown):
    """One field; null where a version says nothing."""

    pointer = fields.String(required=True, metadata={"example": "/terms/limits/0/points_max"})
    before = fields.Raw(data_key="from", required=True, allow_none=True)
    after = fields.Raw(data_key="to", required=True, allow_none=True)


class DifferencesSchema(Shown):
    """What two versions of a rule say differently."""

    code = fields.String(required=True)
    before = fields.Integer(data_key="from", required=True)
    after = fields.Integer(data_key="to", required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)


class ImportOutcomeSchema(Shown):
    """What became of one version."""

    index = fields.Integer(required=True)
    status = fields.Integer(required=True, metadata={"description": "the status that the version alone would have had"})
    rule = fields.Nested(DraftedRuleSchema)
    problem = fields.Dict()


class ImportOutcomesSchema(Shown):
    """What became of every version, in the order of the file."""

    outcomes = fields.List(fields.Nested(ImportOutcomeSchema), required=True)
