"""The catalogue of the door's own refusals: each is provoked through HTTP, changing nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from werkzeug.exceptions import BadRequest
from werkzeug.test import TestResponse

from ledger.api.conventions.statuses import STATUSES
from ledger.api.door_texts import DOOR_TEXTS
from ledger.domain.journal.notes import Checkpoint, sign_note
from ledger.services.signing import LAST_SIGNED, SigningKeyMissing, signing_key_name
from ledger.store.errors import StoreUnavailable
from tests.api.house import House

Provoke = Callable[[House], TestResponse]
ACCRUALS, ORGANIZATIONS = "/api/v1/accruals", "/api/v1/organizations"
NOWHERE = "0" * 32


def _accrue(**changes: object) -> Provoke:
    return lambda house: house.post("pukyong", ACCRUALS, house.activity(**changes))


def _token(house: House, headers: dict[str, str] | None = None, **form: str) -> TestResponse:
    answer = house.app.test_client().post("/oauth/token", data=form, headers=headers or {})
    return house.description.checked("post", answer)


def _braked(house: House) -> TestResponse:
    form = {"grant_type": "client_credentials", "client_id": house.unique("cli"), "client_secret": "guess"}
    return [_token(house, **form) for _ in range(4)][-1]


def _raised(error: Exception) -> Provoke:
    """Let the application handle an error that no request of ours can cause."""

    def provoke(house: House) -> TestResponse:
        client = house.app.test_client()
        with house.app.test_request_context("/healthz"):
            response = house.app.make_response(house.app.handle_user_exception(error))
        answer = client.get("/healthz")
        answer.status_code, answer.data = response.status_code, response.data
        answer.headers.extend(response.headers)
        return answer

    return provoke


def _forked(house: House) -> TestResponse:
    """Let the signer find a longer history than there is among its own papers."""
    kept = house.node.keys.folder / LAST_SIGNED
    before = kept.read_bytes() if kept.exists() else None
    longer = Checkpoint(house.node.ledger.origin, 10**6, bytes(32)).text()
    kept.write_text(sign_note(longer, signing_key_name(house.node), house.node.keys.log_key.sign).format())
    try:
        return house.get("", "/api/v1/log/checkpoint")
    finally:
        kept.unlink() if before is None else kept.write_bytes(before)


def _body(data: bytes, content_type: str = "application/json", key: str | None = "") -> Provoke:
    return lambda house: house.post("pukyong", ACCRUALS, data=data, content_type=content_type, key=key)


def _bearer(told: str) -> Provoke:
    return lambda house: house.get("", ORGANIZATIONS, {"Authorization": told})


def _read(path: str) -> Provoke:
    return lambda house: house.get("council", path)


_HISTORY = "/api/v1/transactions"
DOOR: dict[str, Provoke] = {
    "request_malformed": _raised(BadRequest()),
    "resource_unknown": _read("/api/v1/nowhere"),
    "method_not_allowed": lambda house: house.app.test_client().put(ACCRUALS),
    "representation_not_available": lambda house: house.get("council", ORGANIZATIONS, {"Accept": "image/png"}),
    "media_type_unsupported": _body(b"{}", "text/plain"),
    "body_too_large": _body(b" " * (16 * 2**20 + 1)),
    "body_missing": _body(b""),
    "json_malformed": _body(b"{'a': 1}"),
    "too_many_attempts": _braked,
    "internal_error": _raised(RuntimeError("a defect")),
    "history_not_extended": _forked,
    "signing_key_missing": _raised(SigningKeyMissing("gone")),
    "store_unavailable": _raised(StoreUnavailable("gone")),
    "token_missing": lambda house: house.get("", ORGANIZATIONS),
    "token_invalid": _bearer("Bearer nonsense"),
    "client_credentials_invalid": lambda house: _token(
        house, {"Authorization": "Basic " + base64.b64encode(b"a:b").decode()}, grant_type="client_credentials"
    ),
    "grant_type_unsupported": lambda house: _token(house, grant_type="implicit"),
    "token_request_invalid": lambda house: _token(house, grant_type="client_credentials"),
    "idempotency_key_missing": lambda house: house.post("pukyong", ACCRUALS, house.activity(), key=None),
    "idempotency_key_malformed": lambda house: house.post("pukyong", ACCRUALS, house.activity(), key="k" * 256),
    "cursor_invalid": _read(f"{_HISTORY}?cursor=AAAA"),
    "validation_failed": _body(b'{"a": 1}'),
    "unknown_field": _accrue(color="blue"),
    "unknown_parameter": _read(f"{_HISTORY}?color=blue"),
    "parameter_repeated": _read(f"{_HISTORY}?limit=1&limit=1"),
    "field_missing": lambda house: house.post("pukyong", f"{ACCRUALS}/acr_{NOWHERE}/reverse", {}),
    "field_is_null": _accrue(occurred_on=None),
    "not_an_object": _body(b"[]"),
    "not_a_list": _accrue(evidence={}),
    "list_length_out_of_range": lambda house: house.post("pukyong", f"{ACCRUALS}/batch", {"items": []}),
    "not_text": _accrue(source_event_id=7),
    "text_length_out_of_range": _accrue(source_event_id=""),
    "text_not_normalized": _accrue(source_event_id="\u1112\u1161\u11ab"),
    "text_has_control_characters": _accrue(source_event_id="a\x00b"),
    "text_shape_unexpected": _accrue(organization_id="gijang"),
    "not_a_whole_number": _accrue(inputs={"allowance_krw": "many"}),
    "number_out_of_range": _accrue(inputs={"allowance_krw": -1}),
    "not_a_date": _accrue(occurred_on="2026-02-29"),
    "not_an_instant": _read(f"{_HISTORY}?from=today"),
    "not_a_position_or_instant": _read("/api/v1/trial-balance?recorded_as_of=now"),
    "not_a_flag": lambda house: house.post("pukyong", f"{ACCRUALS}?dry_run=perhaps", house.activity()),
    "not_one_of": _read(f"{ACCRUALS}?status=lost"),
}
"""Code of the door to what provokes it; tokens that expire: ``test_tokens``."""


@pytest.mark.parametrize("code", sorted(DOOR))
def test_a_refusal_of_the_door_changes_nothing(house: House, code: str) -> None:
    with house.unchanged():
        answer = DOOR[code](house)
    assert (answer.json["code"], answer.status_code) == (code, STATUSES[code]), answer.json
    assert "{" not in answer.json["detail"].replace("{'a': 1}", "")


def test_every_refusal_of_the_door_is_provoked() -> None:
    assert DOOR.keys() | {"token_expired"} == DOOR_TEXTS.keys()
