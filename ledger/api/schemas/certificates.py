"""Certificates: the shapes of what is certified, proven and checked."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import Day, Id, OneOf
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import PageQuery, WalletSchema
from ledger.services.papers.words import LANGUAGES

STATUSES: Final = ("valid", "revoked")


class CertificateBody(Body):
    """Of whom and of which day a balance is certified."""

    organization_id = Id("organization", required=True, metadata={"description": "its own, for all but the operator"})
    as_of = Day(metadata={"description": "today, if left out, or the last day of a closed month"})
    language = OneOf(LANGUAGES, metadata={"description": "in which it is printed where nobody says; ko if left out"})


class CertificatesQuery(PageQuery):
    """Which certificates."""

    organization_id = Id("organization", metadata={"description": "whose; all but who reads all see their own"})


class CertificateQuery(Body):
    """In which language it is printed."""

    lang = OneOf(LANGUAGES, metadata={"description": "of a PDF; else the language that it was issued in"})


class StatedCertificateSchema(WalletSchema):
    """What a certificate states; ``posted`` could all be spent."""

    id = fields.String(required=True)
    organization_id = fields.String(required=True)
    as_of = fields.String(required=True, metadata={"format": "date"})
    period = fields.String(
        required=True, allow_none=True, metadata={"description": "the closed month that tells the figures"}
    )
    status = OneOf(STATUSES, required=True)
    language = OneOf(LANGUAGES, required=True)
    issued_at = fields.String(required=True, metadata={"format": "date-time"})
    revoked_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    transaction_id = fields.String(required=True)
    position = fields.Integer(required=True)


class IssuedCertificateSchema(StatedCertificateSchema):
    """A certificate that was just issued, with its code."""

    code = fields.String(
        required=True, allow_none=True, metadata={"description": "opens it for whoever holds it; null in a dry run"}
    )
    check = fields.String(required=True, metadata={"description": "path of the page where anyone checks it"})


class CertificateSchema(StatedCertificateSchema):
    """A certificate as it stands; the reason why it was revoked is null once it was erased, and for strangers."""

    revoked_because = fields.String(required=True, allow_none=True)


class CertificatesPageSchema(Shown):
    """A page of certificates, oldest first."""

    items = fields.List(fields.Nested(CertificateSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class NamedCertificateSchema(CertificateSchema):
    """A certificate with the names of whom it is about, null once they were erased."""

    name_ko = fields.String(required=True, allow_none=True)
    name_en = fields.String(required=True, allow_none=True)


class ProvenEntrySchema(Shown):
    """An entry of the journal, and what proves that the log holds it."""

    entry = fields.String(required=True, metadata={"description": "its canonical bytes"})
    tlog_proof = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "C2SP tlog-proof with the signed checkpoint; null until one covers it"},
    )


class ProvenCertificateSchema(ProvenEntrySchema):
    """A certificate with all that proves it offline: `ledger certificates check`."""

    certificate = fields.Nested(NamedCertificateSchema, required=True)
    revocation = fields.Nested(ProvenEntrySchema, required=True, allow_none=True)
    checkpoint_size = fields.Integer(
        required=True, metadata={"description": "entries that the newest checkpoint covers; 0 before the first"}
    )
    checkpoint_root = fields.String(required=True)
