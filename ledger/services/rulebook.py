"""Rulebook: publish and list rule versions and program terms; they are public to every caller."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ledger.domain.books import rows
from ledger.domain.commands import Answer, PublishProgram, PublishRule
from ledger.services.context import Request
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.store.reads import journal


def publish_rule(
    node: Node,
    request: Request,
    code: str,
    version: int,
    valid_from: str,
    valid_to: str | None,
    terms: Mapping[str, Any],
) -> Answer:
    """Bring a rule version into force."""
    return answer(node, request, PublishRule(code, version, valid_from, terms, valid_to or ""))


def publish_program(node: Node, request: Request, code: str, version: int, terms: Mapping[str, Any]) -> Answer:
    """Publish a version of a program's terms."""
    return answer(node, request, PublishProgram(code, version, terms))


def list_rules(node: Node) -> list[dict[str, Any]]:
    """Give every version of every rule, by code and version."""
    with node.store.reading() as unit:
        return [
            {
                "code": row.code,
                "version": row.version,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to or None,
                "terms": json.loads(row.terms),
                "position": row.position,
            }
            for row in journal.rows(unit, rows.Rule)
        ]


def list_programs(node: Node) -> list[dict[str, Any]]:
    """Give every version of every program, by code and version."""
    with node.store.reading() as unit:
        return [
            {"code": row.code, "version": row.version, "terms": json.loads(row.terms), "position": row.position}
            for row in journal.rows(unit, rows.Program)
        ]
