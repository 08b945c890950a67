"""Affording over HTTP: one call shows a company what it can have of every program, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.api.conventions.here import node
from ledger.api.conventions.problems import language
from ledger.api.conventions.resource import Resource
from ledger.api.door_texts import render
from ledger.api.schemas.affording import AffordableSchema
from ledger.auth.bearer import caller
from ledger.domain.refusals import Refusal
from ledger.services import affording

resource = Resource("affordable", "What a company can have of every program.")


@resource.reading("/organizations/<organization_id>/affordable", AffordableSchema)
def get_affordable(_: Any, organization_id: str) -> Mapping[str, Any]:
    """Tell of every program how many units a company can have now, and all that stands against it."""
    told = affording.affordable(node(), caller(), organization_id)
    return {**told, "programs": [_shown(program) for program in told["programs"]]}


def _shown(program: Mapping[str, Any]) -> Mapping[str, Any]:
    against = [
        {"code": one["code"], "detail": render(Refusal(one["code"], one["params"]), language())[1]}
        for one in program["hindrances"]
    ]
    return {**program, "hindrances": against}
