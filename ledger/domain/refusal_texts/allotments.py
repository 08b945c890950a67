"""What declines an allotment."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "allotment_already_approved": Text(
        "The allotment is already set",
        "이미 승인된 배정입니다",
        "The proposal {proposal_id} was approved before.",
        "배정안 {proposal_id}은(는) 이미 승인되었습니다.",
    ),
    "allotment_proposal_unknown": Text(
        "No such proposal",
        "배정안을 찾을 수 없습니다",
        "There is no allotment proposal {proposal_id}.",
        "배정안 {proposal_id}이(가) 없습니다.",
    ),
    "organization_is_not_a_university": Text(
        "The organization is not a university",
        "대학이 아닌 기관입니다",
        "{organization_id} is of kind {kind}; only universities issue points.",
        "{organization_id}의 종류는 {kind}입니다. 마일리지는 대학만 발행합니다.",
    ),
}
