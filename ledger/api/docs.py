"""The document over HTTP: OpenAPI 3.1 and 3.0, and a page that shows it from vendored assets, without any CDN."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, send_from_directory

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.openapi import document_of
from ledger.domain.refusals import Refused

_STATIC: Final = Path(__file__).resolve().parent / "static"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CACHING: Final = "public, max-age=3600"

blueprint = Blueprint("docs", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Give the OpenAPI 3.1 document."""
    return json_response(document_of(current_app, ""), headers={"Cache-Control": _CACHING})


@blueprint.get("/openapi-3.0.json")
def openapi_down_level() -> Response:
    """Give the document in OpenAPI 3.0, for generators that know no newer."""
    return json_response(document_of(current_app, "V30_"), headers={"Cache-Control": _CACHING})


@blueprint.get("/docs")
def page() -> Response:
    """Give the page that shows the document."""
    return _asset("docs/index.html")


@blueprint.get("/docs/<path:name>")
def asset(name: str) -> Response:
    """Give a script or style sheet of the page."""
    return _asset(name)


def _asset(name: str) -> Response:
    if not (_STATIC / name).is_file():
        raise Refused("resource_unknown", path=name)
    response = send_from_directory(_STATIC, name)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = _CACHING
    return response
