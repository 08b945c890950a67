"""Refusal texts: one title and one message for each refusal code, in English and Korean.

Messages name the id, what was expected and what was found. Placeholders are the refusal's params; every code that
the domain or a service raises stands in a file of this room, and a test walks all of them.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts import (
    accruals,
    allotments,
    audit,
    certificates,
    claims,
    evidence,
    imports,
    log,
    objections,
    organizations,
    periods,
    privacy,
    profiles,
    programs,
    proposals,
    redemptions,
    requests,
    rules,
    sanctions,
    selections,
    spending,
    tiers,
    transfers,
    users,
)
from ledger.domain.refusal_texts.text import Text
from ledger.domain.refusals import Refusal

__all__ = ["TEXTS", "Text", "render"]

_FEATURES: Final = (
    accruals,
    allotments,
    claims,
    redemptions,
    spending,
    sanctions,
    organizations,
    requests,
    rules,
    evidence,
    imports,
    profiles,
    selections,
    programs,
    proposals,
    tiers,
    objections,
    transfers,
    users,
    periods,
    log,
    audit,
    privacy,
    certificates,
)

TEXTS: Final[dict[str, Text]] = {code: text for feature in _FEATURES for code, text in feature.TEXTS.items()}
"""Every code with its words."""

_WORDS_KO: Final = {
    "company": "기업",
    "university": "대학",
    "agency": "주관기관",
    "operator": "운영기관",
    "clock": "시스템",
    "cleared": "중복 확인",
    "confirmed": "기업 확인",
    "verified": "대학 검증",
    "approved": "승인",
    "returned": "반려",
    "event": "건별",
    "agreement": "협약",
    "organization_year": "기업·연도",
    "rule": "규칙",
    "ceiling": "기업별",
    "quota": "사업 전체",
    "points": "점수",
    "quantity": "수량",
    "applications": "신청 수",
    "budget": "예산",
    "krw": "원",
    "region": "지역",
    "size": "기업 규모",
    "objection": "이의신청",
}
"""What params say in words, in Korean."""


def render(refusal: Refusal, language: str) -> tuple[str, str]:
    """Give (title, detail) of a refusal in ``language`` ("ko", anything else is English)."""
    text = TEXTS[refusal.code]
    if language == "ko":
        params = {name: _WORDS_KO.get(str(value), value) for name, value in refusal.params.items()}
        return text.title_ko, text.detail_ko.format_map(params)
    return text.title_en, text.detail_en.format_map(refusal.params)
