"""Tokens: the shapes of OAuth's token endpoint (RFC 6749) and of the key set (RFC 7517)."""

from __future__ import annotations

from marshmallow import fields, validate

from ledger.api.conventions.shapes import Shown


class TokenRequestSchema(Shown):
    """A client's request; the id and secret here, or in HTTP Basic."""

    grant_type = fields.String(required=True, validate=validate.OneOf(["client_credentials"]))
    client_id = fields.String()
    client_secret = fields.String(metadata={"format": "password"})


class TokenSchema(Shown):
    """An access token."""

    access_token = fields.String(required=True)
    token_type = fields.String(required=True, validate=validate.OneOf(["Bearer"]))
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})


class KeySchema(Shown):
    """A public key (RFC 8037)."""

    kty = fields.String(required=True)
    crv = fields.String(required=True)
    x = fields.String(required=True)
    kid = fields.String(required=True)
    use = fields.String(required=True)
    alg = fields.String(required=True)


class KeySetSchema(Shown):
    """The public keys that sign access tokens."""

    keys = fields.List(fields.Nested(KeySchema), required=True)
