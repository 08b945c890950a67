"""What declines tiers, and what declines for want of one."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "tier_below_minimum": Text(
        "The tier is below the program's minimum",
        "등급이 기준에 미달합니다",
        "Program {program} is for companies of tier {expected} or above; {organization_id} is in tier {found}, with"
        " {points_earned} points earned.",
        "사업 {program}은(는) {expected} 등급 이상만 신청할 수 있습니다. {organization_id}의 등급은 {found}이며,"
        " 인정 적립 점수는 {points_earned}점입니다.",
    ),
    "tiers_file_invalid": Text(
        "The file does not hold tiers",
        "등급 파일이 올바르지 않습니다",
        "The tiers cannot be read: {reason}.",
        "등급 기준을 읽을 수 없습니다: {reason}.",
    ),
    "tiers_not_set": Text(
        "No tiers are set",
        "등급 기준이 없습니다",
        "No tiers were in force at position {position}.",
        "원장 위치 {position}에서 시행 중인 등급 기준이 없습니다.",
    ),
}
