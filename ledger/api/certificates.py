"""Certificates over HTTP: issue them, print them, revoke them, and check one by its code without any account."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request

from ledger.api.conventions.answers import json_response
from ledger.api.conventions.here import door, node
from ledger.api.conventions.lists import page_response, place_asked_for, position_behind, position_of
from ledger.api.conventions.negotiation import JSON, LISTED, PDF, negotiated
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.streaming import EXTENSIONS, streamed
from ledger.api.schemas.certificates import (
    CertificateBody,
    CertificateQuery,
    CertificatesPageSchema,
    CertificatesQuery,
    IssuedCertificateSchema,
    ProvenCertificateSchema,
    StatedCertificateSchema,
)
from ledger.api.schemas.common import ReasonBody
from ledger.auth.bearer import caller
from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused
from ledger.services import certificates
from ledger.services.context import Request
from ledger.services.papers.certificates import certificate_paper

_OFFERED: Final = (JSON, PDF)
_BRAKED: Final = "certificate check"
"""Under which name failures are counted; no client's id looks like it."""

resource = Resource("certificates", "Balances that are certified, for whoever is shown one to check.")


@resource.command(
    "/certificates",
    "certificates.issue",
    IssuedCertificateSchema,
    body=CertificateBody,
    status=201,
    location="/api/v1/certificates/{id}",
)
def issue_certificate(request: Request, body: Mapping[str, Any]) -> Answer:
    """Certify what an organization holds today, or held at the end of a closed month; this answer shows its code."""
    told = body["organization_id"], body.get("as_of"), body.get("language")
    return certificates.issue_certificate(node(), request, *told)


@resource.command(
    "/certificates/<certificate_id>/revoke", "certificates.revoke", StatedCertificateSchema, body=ReasonBody
)
def revoke_certificate(request: Request, body: Mapping[str, Any], certificate_id: str) -> Answer:
    """Let a certificate not count any more, visibly for whoever checks it."""
    return certificates.revoke_certificate(node(), request, certificate_id, body["reason"])


@resource.reading("/certificates", CertificatesPageSchema, query=CertificatesQuery, offered=LISTED, personal=True)
def list_certificates(query: Mapping[str, Any]) -> Response:
    """List certificates, oldest first; as a file, all of them from the cursor on."""
    organization, media_type = query.get("organization_id", ""), negotiated(LISTED)
    if media_type == JSON:
        return page_response(
            query,
            lambda place, limit: certificates.list_certificates(
                node(), caller(), organization, position_behind(place), limit
            ),
            position_of,
        )
    behind = position_behind(place_asked_for(query))
    pages = certificates.certificate_pages(node(), caller(), organization, behind)
    return streamed(certificates.FORMS[EXTENSIONS[media_type]](pages), media_type, "certificates")


@resource.reading(
    "/certificates/<certificate_id>",
    ProvenCertificateSchema,
    query=CertificateQuery,
    offered=_OFFERED,
    personal=True,
)
def get_certificate(query: Mapping[str, Any], certificate_id: str) -> Response:
    """Give one certificate with all that proves it offline, or print it with its code."""
    if negotiated(_OFFERED) == JSON:
        return json_response(certificates.get_certificate(node(), caller(), certificate_id))
    paper = certificate_paper(node(), caller(), certificate_id, query.get("lang", ""), request.url_root.rstrip("/"))
    return streamed(iter([paper]), PDF, f"certificate-{certificate_id}")


@resource.public("/certificates/check/<code>", ProvenCertificateSchema, kind="braked")
def check_certificate(code: str) -> Mapping[str, Any]:
    """Tell whoever holds a certificate's code whether it counts, and what it states, with its proof."""
    told = checked(code)
    if told is None:
        raise Refused("certificate_code_unknown")
    return told


def checked(code: str) -> dict[str, Any] | None:
    """Give what a code opens, ``None`` where it opens nothing.

    Raises:
        Refused: ``too_many_attempts`` for an address that guesses.
    """
    address, now = request.remote_addr or "", time.monotonic()
    door().brake.check(_BRAKED, address, now)
    told = certificates.certificate_by_code(node(), code)
    if told is None:
        door().brake.failed(_BRAKED, address, now)
    return told
