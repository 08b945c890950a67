"""Rules over HTTP: everyone reads them, the operator publishes versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.rules import PublishedRuleSchema, RuleBody, RulesSchema
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import rulebook
from ledger.services.context import Request

resource = Resource("rules", "What activities earn, by version.")


@resource.command(
    "/rules", "rules.publish", PublishedRuleSchema, body=RuleBody, status=201, location="/api/v1/rules/{code}"
)
def publish_rule(request: Request, body: Mapping[str, Any]) -> Answer:
    """Bring a version of a rule into force; what is published never changes."""
    return rulebook.publish_rule(
        node(), request, body["code"], body["version"], body["valid_from"], body["valid_to"], body["terms"]
    )


@resource.reading("/rules", RulesSchema)
def list_rules(_: Any) -> Mapping[str, Any]:
    """List every version of every rule."""
    return {"items": rulebook.list_rules(node())}


@resource.reading("/rules/<code>", RulesSchema)
def get_rule(_: Any, code: str) -> Mapping[str, Any]:
    """Give every version of one rule."""
    found = [rule for rule in rulebook.list_rules(node()) if rule["code"] == code]
    if not found:
        raise Refused("activity_unknown", activity=code)
    return {"items": found}
