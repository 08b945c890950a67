"""Access: the shapes of the log of who read what, of disclosures and of erasures."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from ledger.api.conventions.fields import Id, Items, OneOf, Part, Text, Whole, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.accruals import EvidenceBody
from ledger.api.schemas.common import PageQuery
from ledger.domain.erasures import REASONS
from ledger.services.corrections import Grounds
from ledger.services.disclosing import Chosen

SUBJECTS_MAX = 1_000


class AccessQuery(PageQuery):
    """Whose; who sees no more than its own organization sees that alone."""

    organization_id = Id("organization", metadata={"description": "only reads of what concerns this organization"})


class AccessLineSchema(Shown):
    """Who was about to read what, and why."""

    number = fields.Integer(required=True)
    id = fields.String(required=True)
    at = fields.String(required=True)
    position = fields.Integer(required=True, metadata={"description": "where the journal stood"})
    client_id = fields.String(required=True)
    person_id = fields.String(required=True, allow_none=True)
    organization_id = fields.String(required=True, allow_none=True)
    door = fields.String(required=True, metadata={"description": "the operation, as this document names it"})
    subject = fields.String(required=True, allow_none=True)
    about = fields.String(
        required=True, allow_none=True, metadata={"description": "the organization that it concerns; null for more"}
    )
    filters = fields.String(
        required=True, allow_none=True, metadata={"description": "keyed digest of what a list was narrowed by"}
    )
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "for those who read all; null where it was erased"}
    )
    reason_commitment = fields.String(required=True, allow_none=True)
    hash = fields.String(
        required=True, metadata={"description": "SHA-256 over 0x02, the hash before, and this line's canonical JSON"}
    )


class AccessPageSchema(Shown):
    """A page of the access log."""

    items = fields.List(fields.Nested(AccessLineSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class DisclosureBody(Body):
    """Which texts are to be shown with the salts that open their commitments."""

    subjects = Items(
        Text(maximum=64),
        minimum=1,
        maximum=SUBJECTS_MAX,
        load_default=nothing,
        metadata={"description": "ids under which they are filed; all where it is left out"},
    )
    first_position = Whole(minimum=1, load_default=1)
    last_position = Whole(minimum=1, load_default=nothing, metadata={"description": "the head's where it is left out"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Chosen:
        return Chosen(tuple(data["subjects"] or ()), data["first_position"], data["last_position"] or 0)


class ErasureBody(Body):
    """Whose texts are to be erased, and why."""

    subject_id = Text(
        required=True,
        maximum=64,
        metadata={"description": "a person, an organization, or what else texts are filed under"},
    )
    reason_code = OneOf(REASONS, required=True)
    reason = Text(required=True, maximum=500)
    document = Part(EvidenceBody, required=True, metadata={"description": "what it rests on"})

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[str, Grounds]:
        return data["subject_id"], Grounds(data["reason_code"], data["reason"], data["document"])
