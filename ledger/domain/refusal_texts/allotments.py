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
    "allotment_exceeded": Text(
        "The university's allotment is used up",
        "대학의 연간 발행 한도를 넘습니다",
        "{university_id} may issue {points_max} points in {year} and has issued {used}; this takes {asked}.",
        "{university_id}의 {year}년 발행 한도는 {points_max}점이고 {used}점을 발행했습니다. 요청: {asked}점.",
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
