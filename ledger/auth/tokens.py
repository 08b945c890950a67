"""Tokens: short-lived proof that a client gave its secret; they say who is asking and nothing of what is allowed.

An access token is a JWT signed with Ed25519 (RFC 9068: ``typ`` at+jwt), and all of ``iss``, ``aud``, ``exp``, ``iat``,
``jti`` and ``sub`` are required and checked. A token that was verified once is remembered by its digest until it
expires, because verifying costs more than the rest of a request; what its client may do is never remembered.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from ledger.auth.options import TokenOptions
from ledger.domain.refusals import Refused

ALGORITHM: Final = "EdDSA"
TYPE: Final = "at+jwt"
_CLAIMS_REQUIRED: Final = ("iss", "aud", "exp", "iat", "jti", "sub")


class Bearer(NamedTuple):
    """Whom a token was issued to; ``session`` is where a user is logged in, "" for a machine."""

    client_id: str
    session_id: str


class VerifiedTokens:
    """Digests of tokens that were verified, with their bearer, until they expire; the oldest go first."""

    def __init__(self, entries_max: int) -> None:
        self._entries_max = entries_max
        self._known: OrderedDict[bytes, tuple[Bearer | None, int]] = OrderedDict()
        self._lock = threading.Lock()

    def bearer_of(self, token: str, now: float) -> Bearer | None:
        """Give the bearer of a token verified before and not yet expired."""
        digest = hashlib.sha256(token.encode()).digest()
        with self._lock:
            bearer, expires_at = self._known.get(digest, (None, 0))
            if expires_at > now:
                return bearer
            self._known.pop(digest, None)
        return None

    def remember(self, token: str, bearer: Bearer, expires_at: int) -> None:
        """Remember a verified token until ``expires_at`` (seconds since the epoch)."""
        with self._lock:
            self._known[hashlib.sha256(token.encode()).digest()] = (bearer, expires_at)
            while len(self._known) > self._entries_max:
                self._known.popitem(last=False)


class Tokens:
    """Issues tokens and verifies them, within the application they belong to."""

    def __init__(self, app: Flask, key: Ed25519PrivateKey, options: TokenOptions) -> None:
        self._options = options
        self._verified = VerifiedTokens(options.remembered_max)
        self._public = _public_jwk(key.public_key())
        self.key_id = self._public["kid"]
        app.config.update(
            JWT_ALGORITHM=ALGORITHM,
            JWT_PRIVATE_KEY=key,
            JWT_PUBLIC_KEY=key.public_key(),
            JWT_ENCODE_ISSUER=options.issuer,
            JWT_DECODE_ISSUER=options.issuer,
            JWT_ENCODE_AUDIENCE=options.audience,
            JWT_DECODE_AUDIENCE=options.audience,
            JWT_ACCESS_TOKEN_EXPIRES=timedelta(seconds=options.lifetime_seconds),
            JWT_DECODE_LEEWAY=options.clock_skew_seconds,
            JWT_ENCODE_NBF=False,
            JWT_COOKIE_CSRF_PROTECT=False,
        )
        JWTManager(app)

    @property
    def lifetime_seconds(self) -> int:
        """How long a token holds."""
        return self._options.lifetime_seconds

    def issue(self, client_id: str, session_id: str = "") -> str:
        """Issue a token to a client that has proven itself, or to a user in a session."""
        headers = {"typ": TYPE, "kid": self.key_id}
        claims = {"client_id": client_id} | ({"sid": session_id} if session_id else {})
        return str(create_access_token(client_id, additional_claims=claims, additional_headers=headers))

    def bearer_of(self, token: str) -> Bearer:
        """Give whom a token was issued to.

        Raises:
            Refused: ``token_expired``; ``token_invalid`` for everything else that is wrong with it.
        """
        remembered = self._verified.bearer_of(token, time.time())
        if remembered is not None:
            return remembered
        claims = self._verify(token)
        bearer = Bearer(str(claims["sub"]), str(claims.get("sid", "")))
        self._verified.remember(token, bearer, int(claims["exp"]))
        return bearer

    def key_set(self) -> dict[str, Any]:
        """Give the public key as a JWK set (RFC 7517), by which others can verify tokens."""
        return {"keys": [dict(self._public)]}

    def _verify(self, token: str) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            claims: dict[str, Any] = decode_token(token)
        except jwt.ExpiredSignatureError:
            raise Refused("token_expired") from None
        except (jwt.PyJWTError, JWTExtendedException, ValueError):
            raise Refused("token_invalid") from None
        if (header.get("typ"), header.get("kid"), header.get("alg")) != (TYPE, self.key_id, ALGORITHM):
            raise Refused("token_invalid")
        if any(not claims.get(name) for name in _CLAIMS_REQUIRED) or not isinstance(claims["sub"], str):
            raise Refused("token_invalid")
        return claims


def _public_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """Write a public key as a JWK (RFC 8037); its id is its thumbprint (RFC 7638)."""
    required = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(key.public_bytes(Encoding.Raw, PublicFormat.Raw))}
    thumbprint = hashlib.sha256(json.dumps(required, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**required, "kid": _base64url(thumbprint), "use": "sig", "alg": ALGORITHM}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
