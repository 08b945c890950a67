"""Tokens over HTTP: how a client proves itself, and what no one gets in with."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.test import TestResponse

from tests.api.house import House

WALLET = "/api/v1/organizations"


def _ask(house: House, form: Mapping[str, Any], headers: Mapping[str, str] | None = None, **more: Any) -> TestResponse:
    answer = house.app.test_client().post("/oauth/token", data=form, headers=headers or {}, **more)
    return house.description.checked("post", answer)


def _form(house: House, who: str, **changes: str) -> dict[str, str]:
    client = house.clients[who]
    told = {"client_id": client.client_id, "client_secret": client.client_secret}
    return {"grant_type": "client_credentials", **told, **changes}


def test_a_client_gets_a_token_that_others_can_verify(house: House) -> None:
    answer = _ask(house, _form(house, "pukyong"))
    assert (answer.status_code, answer.json["token_type"], answer.json["expires_in"]) == (200, "Bearer", 3600)
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json["access_token"]
    header = jwt.get_unverified_header(token)
    (key,) = house.get("", "/.well-known/jwks.json").json["keys"]
    assert (header["typ"], header["alg"], header["kid"]) == ("at+jwt", "EdDSA", key["kid"])
    claims = jwt.decode(token, jwt.PyJWK(key).key, ["EdDSA"], audience="mileage-ledger-api", issuer="mileage-ledger")
    assert claims["sub"] == claims["client_id"] == house.clients["pukyong"].client_id
    assert {"iss", "aud", "exp", "iat", "jti", "sub"} <= claims.keys()


def test_http_basic_is_as_good_as_the_form(house: House) -> None:
    client = house.clients["pukyong"]
    basic = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
    answer = _ask(house, {"grant_type": "client_credentials"}, {"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "code", "error"),
    [
        ({"client_secret": "guess"}, 401, "client_credentials_invalid", "invalid_client"),
        ({"client_id": "cli_" + "0" * 32}, 401, "client_credentials_invalid", "invalid_client"),
        ({"client_id": "none\x00"}, 401, "client_credentials_invalid", "invalid_client"),
        ({"grant_type": "password"}, 400, "grant_type_unsupported", "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "token_request_invalid", "invalid_request"),
        ({"client_secret": ""}, 400, "token_request_invalid", "invalid_request"),
    ],
)
def test_a_refused_token_request_says_why_to_both_kinds_of_client(
    house: House, changes: dict[str, str], status: int, code: str, error: str
) -> None:
    answer = _ask(house, _form(house, "dong-a", **changes))
    assert (answer.status_code, answer.json["code"], answer.json["error"]) == (status, code, error)
    assert answer.json["error_description"].isascii()
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert house.clients["dong-a"].client_secret not in answer.text


def test_credentials_come_by_one_way_only(house: House) -> None:
    basic = base64.b64encode(b"a:b").decode()
    answer = _ask(house, _form(house, "pukyong"), {"Authorization": f"Basic {basic}"})
    assert answer.json["code"] == "token_request_invalid"


def test_a_token_request_is_a_form(house: House) -> None:
    answer = _ask(house, json.dumps(_form(house, "pukyong")), content_type="application/json")  # type: ignore[arg-type]
    assert (answer.status_code, answer.json["code"]) == (415, "media_type_unsupported")


def test_a_guesser_is_slowed_down_and_the_true_client_is_not(house: House) -> None:
    guess = _form(house, "council", client_secret="guess")
    far = {"REMOTE_ADDR": "203.0.113.9"}
    statuses = [_ask(house, guess, environ_base=far).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    braked = _ask(house, _form(house, "council"), environ_base=far)
    assert (braked.status_code, braked.json["code"]) == (429, "too_many_attempts")
    assert 1 <= int(braked.headers["Retry-After"]) <= 60
    assert _ask(house, _form(house, "council")).status_code == 200


def _forged(house: House, key: Any, header: Mapping[str, Any], **claims: Any) -> str:
    now = int(time.time())
    told = {
        "iss": "mileage-ledger",
        "aud": "mileage-ledger-api",
        "sub": house.clients["operator"].client_id,
        "iat": now,
        "exp": now + 600,
        "jti": "forged",
        **claims,
    }
    kept = {name: value for name, value in told.items() if value is not None}
    (public,) = house.get("", "/.well-known/jwks.json").json["keys"]
    return jwt.encode(kept, key, "EdDSA", headers={"typ": "at+jwt", "kid": public["kid"], **header})


@pytest.mark.parametrize(
    ("header", "claims", "code"),
    [
        ({"typ": "JWT"}, {}, "token_invalid"),
        ({"kid": "other"}, {}, "token_invalid"),
        ({}, {"iss": "other"}, "token_invalid"),
        ({}, {"iss": None}, "token_invalid"),
        ({}, {"aud": "other"}, "token_invalid"),
        ({}, {"aud": None}, "token_invalid"),
        ({}, {"exp": None}, "token_invalid"),
        ({}, {"iat": None}, "token_invalid"),
        ({}, {"jti": None}, "token_invalid"),
        ({}, {"sub": None}, "token_invalid"),
        ({}, {"iat": 4_000_000_000}, "token_invalid"),
        ({}, {"exp": 1_000_000_000}, "token_expired"),
        ({}, {"sub": "cli_" + "0" * 32}, "client_not_active"),
    ],
)
def test_a_token_with_anything_missing_or_wrong_is_none(
    house: House, header: dict[str, str], claims: dict[str, Any], code: str
) -> None:
    token = _forged(house, house.node.keys.token_key, header, **claims)
    answer = house.get("", WALLET, {"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_sound_token_of_the_same_making_gets_in(house: House) -> None:
    token = _forged(house, house.node.keys.token_key, {})
    assert house.get("", WALLET, {"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_token_signed_by_a_stranger_is_none(house: House) -> None:
    token = _forged(house, Ed25519PrivateKey.generate(), {})
    assert house.get("", WALLET, {"Authorization": f"Bearer {token}"}).json["code"] == "token_invalid"


@pytest.mark.parametrize("told", ["Bearer", "Bearer x", "Basic YTpi", "Bearer a.b.c", "Bearer ü", "Bearer e30.e30."])
def test_what_is_no_token_is_never_an_error_of_the_service(house: House, told: str) -> None:
    answer = house.get("", WALLET, {"Authorization": told})
    assert (answer.status_code, answer.json["code"]) == (401, "token_invalid")


def test_without_a_token_nobody_reads(house: House) -> None:
    answer = house.get("", WALLET)
    assert (answer.status_code, answer.json["code"]) == (401, "token_missing")


def test_a_revoked_client_acts_no_more_although_its_token_still_holds(house: House) -> None:
    client = house.onboard(house.unique("Busan University"), "university", None)
    name = next(name for name, known in house.clients.items() if known is client)
    assert house.get(name, WALLET).status_code == 200
    revoked = house.post("operator", f"/api/v1/api-clients/{client.client_id}/revoke")
    assert (revoked.status_code, revoked.json["client_id"]) == (200, client.client_id)
    assert house.get(name, WALLET).json["code"] == "client_not_active"
    with house.unchanged():
        assert house.post(name, "/api/v1/accruals", house.activity()).json["code"] == "client_not_active"
        for body in ({}, {"source_event_id": 7}, house.activity(activity="NOWHERE")):
            assert house.post(name, "/api/v1/accruals", body).json["code"] == "client_not_active"
        batch = {"mode": "independent", "items": [{}]}
        assert house.post(name, "/api/v1/accruals/batch", batch).json["code"] == "client_not_active"
    assert _ask(house, _form(house, name)).json["code"] == "client_credentials_invalid"
