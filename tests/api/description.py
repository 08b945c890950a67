"""The description held against the door: every answer must be one that the OpenAPI document tells of.

The document is tightened first: an object has the members that are described and no others, problems excepted, which
may carry extensions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

PROBLEM = "application/problem+json"


class Description:
    """The document of an application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._sound: set[tuple[str, str]] = set()
        self._document = app.test_client().get("/api/v1/openapi.json").json
        for name, schema in self._document["components"]["schemas"].items():
            if "properties" in schema and name != "Problem":
                schema["additionalProperties"] = False

    def checked(self, method: str, answer: TestResponse) -> TestResponse:
        """Give an answer back after comparing it with what the document says of it."""
        assert answer.headers["X-Trace-Id"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        operation = self._operation(method, answer)
        if operation is None:
            assert answer.status_code in (404, 405, 503), answer.data
            return answer
        described = self._told(operation["responses"][str(answer.status_code)])
        if answer.status_code >= 400:
            assert list(described["content"]) == [PROBLEM]
            assert answer.content_type == PROBLEM
        content = described["content"].get(answer.mimetype) or described["content"]["*/*"]
        if answer.is_json and content["schema"].get("format") != "binary":
            schema = {**content["schema"], "components": self._document["components"]}
            self._validate(schema, f"{method} {operation['operationId']} {answer.status_code}", answer.json)
        return answer

    def _validate(self, schema: Mapping[str, Any], where: str, told: Any) -> None:
        """Validate an answer; items of a list that were found sound here before are not looked at again."""
        items = told.get("items") if isinstance(told, dict) else None
        if not isinstance(items, list):
            Draft202012Validator(schema).validate(told)
            return
        fresh = {(where, json.dumps(item)): item for item in items}
        for known in fresh.keys() & self._sound:
            del fresh[known]
        Draft202012Validator(schema).validate({**told, "items": list(fresh.values())})
        self._sound |= fresh.keys()

    def _operation(self, method: str, answer: TestResponse) -> dict[str, Any] | None:
        with self._app.test_request_context(answer.request.path, method=method.upper()) as context:
            rule = context.request.url_rule
        if rule is None:
            return None
        path = rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}")
        operation: dict[str, Any] | None = self._document["paths"].get(path, {}).get(method)
        return operation

    def _told(self, described: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in described:
            kind, name = described["$ref"].split("/")[-2:]
            described = self._document["components"][kind][name]
        return described
