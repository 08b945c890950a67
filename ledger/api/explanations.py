"""Explanations over HTTP: whoever sees an award may ask why it is what it is."""

from __future__ import annotations

from typing import Any

from flask import Response

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import node
from ledger.api.conventions.problems import language
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.explanations import AccrualExplanationSchema
from ledger.auth.bearer import caller
from ledger.services.explanations import explain_accrual

resource = Resource("explanations", "Why an award is what it is.")


@resource.reading("/accruals/<accrual_id>/explanation", AccrualExplanationSchema)
def get_explanation(_: Any, accrual_id: str) -> Response:
    """Tell the arithmetic of an accrual in sentences."""
    told = explain_accrual(node(), caller(), accrual_id, language())
    return json_response(told, headers={"Content-Language": language(), "Vary": "Accept-Language"})
