"""Tokens over HTTP: a client gives its id and secret, and gets a short-lived access token (RFC 6749 section 4.4).

The answer to a failure is a problem that also carries OAuth's own ``error`` member, so both kinds of client read it.
Nothing of what was sent is ever echoed or logged.
"""

from __future__ import annotations

import base64
import time
from typing import Any, Final
from urllib.parse import unquote_plus

from flask import Response, g, request

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.fields import text_complaint
from ledger.api.conventions.here import door
from ledger.api.conventions.negotiation import JSON, negotiated
from ledger.api.conventions.parsing import media_type_of
from ledger.api.conventions.problems import refusal_response
from ledger.api.conventions.resource import Resource
from ledger.api.door_texts import render
from ledger.api.schemas.tokens import KeySetSchema, TokenRequestSchema, TokenSchema
from ledger.domain.refusals import Refused
from ledger.services.clients import authenticate

FORM: Final = "application/x-www-form-urlencoded"
GRANT: Final = "client_credentials"
_ERRORS: Final = {
    "client_credentials_invalid": "invalid_client",
    "grant_type_unsupported": "unsupported_grant_type",
    "too_many_attempts": "temporarily_unavailable",
}
"""Code to OAuth error (RFC 6749 section 5.2); any other is ``invalid_request``."""

resource = Resource("tokens", "Access tokens for machine clients.", prefix="")


def issue_token() -> Response:
    """Exchange a client's id and secret for an access token."""
    negotiated((JSON,))
    try:
        client_id = _authenticated()
    except Refused as refused:
        return _refused(refused)
    tokens = door().tokens
    told = {
        "access_token": tokens.issue(client_id),
        "token_type": "Bearer",
        "expires_in": tokens.lifetime_seconds,
    }
    return json_response(told, headers={"Pragma": "no-cache"})


resource.form("/oauth/token", issue_token, TokenRequestSchema, TokenSchema, FORM)


@resource.public("/.well-known/jwks.json", KeySetSchema)
def key_set() -> dict[str, Any]:
    """Give the keys by which access tokens can be verified."""
    return door().tokens.key_set()


def _authenticated() -> str:
    """Give the client that proved itself by the current request.

    Raises:
        Refused: ``media_type_unsupported``, ``token_request_invalid``, ``grant_type_unsupported``,
            ``too_many_attempts``, ``client_credentials_invalid``.
    """
    media_type_of(request, (FORM,))
    form = request.form
    if any(len(form.getlist(name)) > 1 for name in form):
        raise Refused("token_request_invalid")
    grant = form.get("grant_type", "")
    if not grant:
        raise Refused("token_request_invalid")
    if grant != GRANT:
        raise Refused("grant_type_unsupported")
    client_id, secret = _credentials()
    brake, address, now = door().brake, request.remote_addr or "", time.monotonic()
    brake.check(client_id, address, now)
    caller = authenticate(door().node, client_id, secret)
    if caller is None:
        brake.failed(client_id, address, now)
        raise Refused("client_credentials_invalid")
    brake.succeeded(client_id, address)
    g.caller = caller
    return caller.client_id


def _credentials() -> tuple[str, str]:
    """Read id and secret from HTTP Basic (form-encoded, RFC 6749 section 2.3.1) or from the form, never from both."""
    header, form = request.headers.get("Authorization", ""), request.form
    in_form = "client_id" in form or "client_secret" in form
    scheme, _, encoded = header.partition(" ")
    if bool(header) == in_form or (header and scheme.lower() != "basic"):
        raise Refused("token_request_invalid")
    if in_form:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    else:
        try:
            text = base64.b64decode(encoded.strip(), validate=True).decode()
        except ValueError:
            raise Refused("token_request_invalid") from None
        client_id, _, secret = (unquote_plus(part) for part in text.partition(":"))
    if not client_id or not secret:
        raise Refused("token_request_invalid")
    if text_complaint(client_id) or text_complaint(secret):
        raise Refused("client_credentials_invalid")
    return client_id, secret


def _refused(refused: Refused) -> Response:
    code = refused.refusal.code
    headers = {}
    if code == "too_many_attempts":
        headers["Retry-After"] = str(refused.refusal.params["retry_after_seconds"])
    description = render(refused.refusal, "en")[1]
    return refusal_response(
        refused.refusal, headers, error=_ERRORS.get(code, "invalid_request"), error_description=description
    )
