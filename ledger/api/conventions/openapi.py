"""The OpenAPI document: made from the views and schemas themselves, so that it cannot say what the door does not do.

Two renderings of one description: OpenAPI 3.1, and 3.0 for generators that know no newer. Every error is documented as
``application/problem+json``, which is what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from flask import Flask
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from ledger import __version__
from ledger.api.conventions.idempotency import DRY_RUN, HEADER, REPLAYED
from ledger.api.conventions.problems import MEDIA_TYPE
from ledger.api.conventions.resource import Resource
from ledger.api.schemas.problems import ProblemSchema
from ledger.domain.permissions import ROLES

VERSIONS: Final = {"": "3.1.0", "V30_": "3.0.3"}
"""Configuration prefix to OpenAPI version."""

_EXTENSION: Final = "ledger.documents"
_DESCRIPTION: Final = """\
An append-only double-entry ledger of cooperation mileage. Amounts are whole points, always positive, with a side;
dates are business dates in Asia/Seoul; ids are opaque. Every error is RFC 9457 problem+json with a stable `code`.
Every POST that writes takes an `Idempotency-Key`; `dry_run=true` answers as the real request would and leaves no trace.
"""
_PERMISSIONS: Final = sorted(set().union(*ROLES.values()))
_PROBLEM_STATUSES: Final = (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503)


class Document(Api):  # type: ignore[misc] # flask-smorest carries no types
    """One rendering of the description; serves nothing and handles no error by itself."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to ``problems``."""

    def _register_responses(self) -> None:
        """Document every problem as what it is."""
        for status in map(HTTPStatus, _PROBLEM_STATUSES):
            response = {"description": status.phrase, "schema": self.ERROR_SCHEMA}
            prepare_response(response, self.spec, MEDIA_TYPE)
            self.spec.components.response(status.name, response, lazy=True)


class Documents:
    """The documents of an application: each is made when it is first asked for, which most processes never are."""

    __slots__ = ("_app", "_lock", "_made", "_resources")

    def __init__(self, app: Flask, resources: tuple[Resource, ...]) -> None:
        self._app = app
        self._resources = resources
        self._made: dict[str, dict[str, Any]] = {}
        self._lock = Lock()

    def of(self, prefix: str) -> dict[str, Any]:
        """Give the document of a version as JSON material; nobody may change it."""
        with self._lock:
            if prefix not in self._made:
                self._made[prefix] = self._make(prefix)
            return self._made[prefix]

    def _make(self, prefix: str) -> dict[str, Any]:
        document = _document(self._app, prefix, VERSIONS[prefix])
        for resource in self._resources:
            resource.register_views_in_doc(document, self._app, document.spec, name=resource.name, parameters=None)
            document.spec.tag({"name": resource.name, "description": resource.description})
        told: dict[str, Any] = document.spec.to_dict()
        return told


def describe(app: Flask, resources: Sequence[Resource]) -> None:
    """Register the resources, and keep what documents them in every version."""
    for resource in resources:
        app.register_blueprint(resource)
    app.extensions[_EXTENSION] = Documents(app, tuple(resources))


def document_of(app: Flask, prefix: str) -> dict[str, Any]:
    """Give the document of a version as JSON material; nobody may change it."""
    documents: Documents = app.extensions[_EXTENSION]
    return documents.of(prefix)


def _document(app: Flask, prefix: str, version: str) -> Document:
    app.config[f"{prefix}OPENAPI_VERSION"] = version
    options = {
        "title": "Mileage ledger",
        "version": __version__,
        "info": {"description": _DESCRIPTION, "license": {"name": "Apache-2.0"}},
        "security": [{"oauth2": []}],
    }
    document = Document(app, spec_kwargs=options, config_prefix=prefix)
    components = document.spec.components
    scopes = {permission: permission.replace(".", ": ").replace("_", " ") for permission in _PERMISSIONS}
    flow = {"tokenUrl": "/oauth/token", "scopes": scopes}
    components.security_scheme("oauth2", {"type": "oauth2", "flows": {"clientCredentials": flow}})
    components.parameter(
        HEADER,
        "header",
        {
            "name": HEADER,
            "required": False,
            "description": "Required unless dry_run=true. The same request under the same key has one effect for ever.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        },
    )
    components.header(REPLAYED, _flag_header("`true` where this answer was decided by an earlier request"))
    components.header(DRY_RUN, _flag_header("`true` where nothing was written"))
    return document


def _flag_header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", "enum": ["true"]}}
