"""What declines a profile of an organization."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "organization_size_unknown": Text(
        "No such size of an organization",
        "없는 기업 규모입니다",
        "The size must be one of {expected}, found {found}.",
        "기업 규모는 {expected} 중 하나여야 합니다. 받은 값: {found}.",
    ),
    "owner_not_a_code": Text(
        "The owner is not a code",
        "주관기관 코드가 아닙니다",
        "Expected a code of letters, digits and hyphens such as {expected}, found {found}.",
        "{expected} 같은 영문자·숫자·붙임표 코드여야 합니다. 받은 값: {found}.",
    ),
    "owner_not_for_kind": Text(
        "Only an agency owns programs",
        "사업을 주관할 수 있는 기관이 아닙니다",
        "Programs are owned by an organization of kind agency; {organization_id} is of kind {kind}.",
        "사업은 주관기관만 맡습니다. {organization_id}의 종류는 {kind}입니다.",
    ),
    "owner_taken": Text(
        "The owner's code is taken",
        "이미 쓰이는 주관기관 코드입니다",
        "Programs of the owner {owner} belong to agency {organization_id}.",
        "주관기관 코드 {owner}의 사업은 {organization_id} 기관이 맡고 있습니다.",
    ),
    "region_not_a_code": Text(
        "The region is not a code",
        "지역 코드가 아닙니다",
        "Expected a lower-case code such as {expected}, found {found}.",
        "{expected} 같은 소문자 코드여야 합니다. 받은 값: {found}.",
    ),
}
