"""Rules over HTTP: everyone reads them; the operator drafts and simulates versions, and a second person approves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, g, request

from ledger.api.conventions.batches import Batch, batch_response
from ledger.api.conventions.here import node
from ledger.api.conventions.negotiation import TOML
from ledger.api.conventions.parsing import media_type_of
from ledger.api.conventions.resource import FreeBody, Resource
from ledger.api.conventions.versions import is_version
from ledger.api.schemas.rules import (
    ApprovedRuleSchema,
    DifferenceQuery,
    DifferencesSchema,
    DraftedRuleSchema,
    ImportOutcomesSchema,
    RuleBody,
    RulesQuery,
    RulesSchema,
    SimulateBody,
    SimulationSchema,
)
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import rulebook
from ledger.services.context import Request
from ledger.services.rule_files import read_rules
from ledger.services.simulation import simulate_rule

resource = Resource("rules", "What activities earn, by version.")


@resource.command(
    "/rules", "rules.draft", DraftedRuleSchema, body=RuleBody, status=201, location="/api/v1/rules/{code}"
)
def draft_rule(request: Request, body: Mapping[str, Any]) -> Answer:
    """Draft a version of a rule, in the place of an earlier draft of it; nothing is earned by it yet."""
    return rulebook.draft_rule(
        node(), request, body["code"], body["version"], body["valid_from"], body["valid_to"], body["terms"]
    )


@resource.command("/rules/<code>/simulate", "rules.simulate", SimulationSchema, body=SimulateBody)
def simulate_draft(request: Request, body: Mapping[str, Any], code: str) -> Answer:
    """Replay a draft over a past period: what each organization would have earned. No points move."""
    _check_code(code, body["version"])
    period = body["occurred_from"], body["occurred_to"]
    return simulate_rule(node(), request, code, body["version"], *period)


@resource.command("/rules/<code>/versions/<version>/approve", "rules.approve", ApprovedRuleSchema)
def approve_rule(request: Request, _: Any, code: str, version: str) -> Answer:
    """Bring a simulated draft into force, as another person than the one who drafted it."""
    _check_code(code, version)
    return rulebook.approve_rule(node(), request, code, int(version))


@resource.reading("/rules", RulesSchema, query=RulesQuery)
def list_rules(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """List every version of every rule that is in force, or is drafted."""
    return {"items": rulebook.list_rules(node(), caller(), query["status"])}


@resource.reading("/rules/export", None, query=RulesQuery, offered=(TOML,))
def export_rules(query: Mapping[str, Any]) -> Response:
    """Give every version of every rule as TOML, which an import reads."""
    told = rulebook.export_rules(node(), caller(), query["status"])
    response = Response(told, content_type=TOML)
    response.headers["Vary"] = "Accept"
    response.headers["Content-Disposition"] = 'attachment; filename="rules.toml"'
    return response


def _read_file(_: Mapping[str, Any]) -> Batch:
    data = request.get_data(cache=True)
    if not data.strip():
        raise Refused("body_missing")
    media_type_of(request, (TOML,))
    try:
        g.body = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("rules_file_invalid", reason=f"a byte that is not UTF-8 at {error.start}") from None
    return Batch("independent", tuple(read_rules(g.body)))


@resource.command(
    "/rules/import", "rules.draft", ImportOutcomesSchema, body=FreeBody(_read_file, {TOML: {"type": "string"}})
)
def import_rules(request: Request, batch: Batch) -> Response:
    """Draft every version of a TOML file that is not there yet, each for itself."""
    return batch_response(batch, rulebook.draft_rules(node(), request, batch.sound), request, "rule")


@resource.reading("/rules/<code>", RulesSchema)
def get_rule(_: Any, code: str) -> Mapping[str, Any]:
    """Give every version of one rule."""
    return {"items": rulebook.get_rule(node(), caller(), code)}


@resource.reading("/rules/<code>/diff", DifferencesSchema, query=DifferenceQuery)
def compare_rules(query: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """Tell field by field what two versions of a rule say differently; drafts may be compared."""
    return rulebook.compare_rules(node(), caller(), code, query["before"], query["after"])


def _check_code(code: str, version: str | int) -> None:
    """Refuse what no draft can be called."""
    if not is_version(code, version):
        raise Refused("rule_draft_unknown", rule=code, version=version)
