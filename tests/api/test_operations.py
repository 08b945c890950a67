"""Operations, rules, programs and the document over HTTP."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from ledger import __version__
from tests.api.house import House
from tests.support.world import program_terms, rule_terms


def test_the_service_tells_how_it_is(house: House) -> None:
    assert house.get("", "/healthz").json == {"status": "alive"}
    house.get("", "/api/v1/log/checkpoint")
    ready = house.get("", "/readyz").json
    signed = ready.pop("checkpoint")
    assert ready == {"status": "ready", "position": house.head()[0]}
    assert signed["size"] == house.head()[0]
    assert signed["age_seconds"] >= 0
    told = house.get("", "/version").json
    assert (told["version"], told["origin"], told["clock"]) == (__version__, "tests.example/log", "system")


def test_measurements_are_by_route_and_never_by_id(house: House) -> None:
    house.get("haeundae", f"/api/v1/organizations/{house.of('haeundae')}/balance")
    text = house.get("", "/metrics").text
    assert 'route="/api/v1/organizations/<organization_id>/balance"' in text
    assert "org_" not in text


@pytest.mark.parametrize(("path", "version"), [("openapi.json", "3.1.0"), ("openapi-3.0.json", "3.0.3")])
def test_the_document_is_sound_in_both_versions(house: House, path: str, version: str) -> None:
    document = house.app.test_client().get(f"/api/v1/{path}").json
    assert document["openapi"] == version
    validate(document)


def test_the_document_tells_of_every_path(house: House) -> None:
    document = house.app.test_client().get("/api/v1/openapi.json").json
    undocumented = {"docs.openapi", "docs.openapi_down_level", "docs.page", "docs.asset"}
    undocumented |= {"certificate_page.form", "certificate_page.result"}
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint not in undocumented:
            path = rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                operation = document["paths"][path][method.lower()]
                assert operation["summary"].endswith(".")
                problems = [told["$ref"] for status, told in operation["responses"].items() if status >= "400"]
                assert len(problems) == len(set(problems))


def test_the_documents_page_needs_no_stranger(house: House) -> None:
    client = house.app.test_client()
    with client.get("/api/v1/docs") as page:
        html = page.text
        assert page.mimetype == "text/html"
        assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "//" not in html
    assert "<script>" not in html
    for name in ("swagger-ui/swagger-ui-bundle.js", "swagger-ui/swagger-ui.css", "docs/start.js"):
        assert f"/api/v1/docs/{name}" in html
        with client.get(f"/api/v1/docs/{name}") as asset:
            assert asset.status_code == 200
    for name in ("../house.py", "swagger-ui", "nothing.js", "%2e%2e/house.py"):
        with client.get(f"/api/v1/docs/{name}") as nothing:
            assert nothing.status_code == 404


def test_rules_are_read_by_all_and_published_by_the_operator(house: House) -> None:
    code = house.unique("RULE")
    rule = {"code": code, "version": 1, "valid_from": "2026-01-01", "valid_to": None, "terms": rule_terms()}
    with house.unchanged():
        assert house.post("pukyong", "/api/v1/rules", rule).json["code"] == "permission_missing"
    house.publish_rule(code, 1, rule_terms(), valid_from="2026-01-01")
    (shown,) = house.get("haeundae", f"/api/v1/rules/{code}").json["items"]
    assert (shown["version"], shown["terms"]["validity_months"]) == (1, 2)
    assert code in [item["code"] for item in house.get("gijang", "/api/v1/rules").json["items"]]
    assert house.get("gijang", "/api/v1/rules/NOPE").json["code"] == "activity_unknown"


def test_programs_are_read_by_all(house: House) -> None:
    code = house.unique("P")
    house.publish_program(code, program_terms(7))
    (shown,) = house.get("haeundae", f"/api/v1/programs/{code}").json["items"]
    assert shown["terms"]["price"] == {"kind": "per_unit", "points": 7}
    assert code in [item["code"] for item in house.get("pukyong", "/api/v1/programs").json["items"]]
    assert house.get("gijang", "/api/v1/programs/NOPE").json["code"] == "program_unknown"
