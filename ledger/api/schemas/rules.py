"""Rules: the shapes of rule versions; the terms themselves are read by the rules' own strict reader."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from ledger.api.conventions.fields import AnyObject, Body, Day, Shown, Text, Whole, nothing

VERSION_MAX: Final = 1_000_000


def rule_code(**kwargs: Any) -> Text:
    """Make a field that reads a rule's code."""
    return Text(maximum=64, shape="[A-Za-z0-9][A-Za-z0-9-]*", expected="a rule's code such as INT-STD", **kwargs)


class RuleBody(Body):
    """A version of a rule to bring into force."""

    code = rule_code(required=True)
    version = Whole(required=True, minimum=1, maximum=VERSION_MAX)
    valid_from = Day(required=True, metadata={"description": "first day of occurrence that it prices"})
    valid_to = Day(load_default=nothing, allow_none=True, metadata={"description": "last one; null for no end"})
    terms = AnyObject(required=True)


class PublishedRuleSchema(Shown):
    """A version that was just published."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    valid_from = fields.String(required=True, metadata={"format": "date"})
    valid_to = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    position = fields.Integer(required=True)


class RuleSchema(PublishedRuleSchema):
    """A version with its terms."""

    terms = fields.Dict(required=True)


class RulesSchema(Shown):
    """Versions of rules, by code and version."""

    items = fields.List(fields.Nested(RuleSchema), required=True)
