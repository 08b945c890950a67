"""Words: what a paper says in Korean and in English; the same names in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("ko", "en")

_STATES: Final = {
    "available": ("가용", "available"),
    "pending": ("적립 예정", "pending"),
    "held": ("예약", "held"),
    "disputed": ("이의·동결", "disputed"),
    "arrears": ("미회수", "arrears"),
}
_KINDS: Final = {
    "accrual": ("적립", "accrual"),
    "activation": ("사용 개시", "activation"),
    "arrears_payment": ("미회수 상계", "arrears paid"),
    "hold": ("예약", "hold"),
    "capture": ("사용 확정", "capture"),
    "release": ("예약 해제", "release"),
    "cancellation": ("사용 취소", "cancellation"),
    "expiry": ("소멸", "expiry"),
    "drop": ("적립 예정 취소", "drop"),
    "sanction": ("제재 차감", "sanction"),
    "adjustment": ("조정", "adjustment"),
    "write_off": ("결손 처리", "write-off"),
    "reinstatement": ("복원", "reinstatement"),
    "reversal": ("회수", "reversal"),
    "freeze": ("동결", "freeze"),
    "unfreeze": ("동결 해제", "unfreeze"),
    "transfer": ("이전", "transfer"),
}
_WORDS: Final = {
    "issuer": ("지산학협력 마일리지 원장", "Industry-Academia Cooperation Mileage Ledger"),
    "statement": ("마일리지 거래명세서", "Mileage statement"),
    "organization": ("기관", "Organization"),
    "organization_id": ("기관 번호", "Organization id"),
    "period": ("기간", "Period"),
    "status": ("기간 상태", "Status"),
    "open": ("진행 중 (마감 전)", "open (not closed yet)"),
    "closed": ("마감", "closed"),
    "read_at": ("조회 시점", "Read at"),
    "effective_as_of": ("효력 기준일", "Effective as of"),
    "position": ("원장 위치", "Position"),
    "root": ("로그 루트", "Log root"),
    "closing_root": ("마감 루트", "Closing root"),
    "as_closed": ("마감 기준", "As closed"),
    "as_closed_note": ("회계일 기준; 마감된 기간은 바뀌지 않습니다", "by accounting day; of a closed period for ever"),
    "restated": ("실제 발생 기준", "Restated"),
    "restated_note": ("실제 발생일 기준", "by the day on which things happened"),
    "account": ("계정", "account"),
    "opening": ("기초", "opening"),
    "debit": ("차변", "debit"),
    "credit": ("대변", "credit"),
    "closing": ("기말", "closing"),
    "difference": ("차이", "late"),
    "movements": ("거래 내역", "Movements"),
    "day": ("회계일", "accounted"),
    "happened": ("발생일", "happened"),
    "kind": ("구분", "kind"),
    "transaction": ("거래 번호", "transaction"),
    "balance": ("잔액", "balance"),
    "holding": ("보유 잔액", "Balance"),
    "carried": ("기초 잔액", "opening balance"),
    "no_movements": ("이 기간에 거래가 없습니다.", "Nothing moved in this period."),
    "late": ("뒤늦게 회계 처리된 거래", "Accounted later"),
    "late_note": ("이 기간에 발생, 이후 기간에 회계 처리", "happened by the end of the period, accounted after it"),
    "earlier": ("이전 기간에 발생한 거래", "Happened earlier"),
    "earlier_note": ("이전에 발생, 이 기간에 회계 처리", "accounted within the period, happened before it"),
    "points": ("단위: MP (마일리지 포인트)", "in MP (mileage points)"),
    "cut": (
        "지면 관계로 처음 {shown}건만 인쇄하였습니다. 전체 내역은 같은 주소에서 CSV 또는 XLSX로 받을 수 있습니다.",
        "Only the first {shown} movements are printed. The same address gives all of them as CSV or XLSX.",
    ),
    "certificate": ("마일리지 잔액 확인서", "Certificate of mileage balance"),
    "certificate_id": ("확인서 번호", "Certificate id"),
    "as_of": ("기준일", "As of"),
    "issued_at": ("발급 시각", "Issued at"),
    "revoked_at": ("취소 시각", "Revoked at"),
    "points_held": ("포인트 (MP)", "points (MP)"),
    "basis_closing": ("마감된 달의 말일 기준", "as the month was closed"),
    "basis_books": ("만기·소멸을 모두 반영한 원장 기준", "by the books, all that was due being settled"),
    "certified": ("확인", "Certified"),
    "certified_note": (
        "위 기관이 기준일에 위와 같이 마일리지를 보유하였음을 확인합니다. 이 확인서의 발급은 원장에 기록되어 누구나 그 "
        "포함 증명을 검증할 수 있습니다.",
        "This is to certify that the organization named above held these points on the day stated. That it was issued "
        "is recorded in the ledger, and anyone can verify the proof of it.",
    ),
    "code": ("확인번호", "Code"),
    "code_hint": (
        "확인서에 인쇄된 26자리 확인번호를 입력하십시오. 대소문자와 하이픈은 구분하지 않습니다.",
        "Type the code of 26 letters and digits that is printed on the certificate; case and hyphens do not matter.",
    ),
    "code_note": (
        "이 번호를 가진 누구나 {address} 에서 확인서의 진위와 취소 여부를 확인할 수 있습니다.",
        "Whoever holds this code can check at {address} whether the certificate is genuine and still counts.",
    ),
    "code_not_here": (
        "이 서버에서는 확인번호를 다시 인쇄할 수 없습니다.",
        "This installation cannot print the code again.",
    ),
    "check_title": ("확인서 진위 확인", "Check a certificate"),
    "check_button": ("확인", "Check"),
    "check_valid": ("유효한 확인서입니다", "This certificate is valid"),
    "check_valid_note": (
        "아래는 원장에 기록된 내용입니다. 인쇄물과 다르면 인쇄물이 위조된 것입니다.",
        "This is what the ledger holds. A paper that says something else is forged.",
    ),
    "check_revoked": ("취소된 확인서입니다", "This certificate was revoked"),
    "check_revoked_note": ("더 이상 효력이 없습니다.", "It does not count any more."),
    "check_unknown": ("발급되지 않은 확인번호입니다", "No certificate has this code"),
    "check_unknown_note": (
        "잘못 입력하였거나 위조된 확인서일 수 있습니다.",
        "It may be mistyped, or the certificate may be forged.",
    ),
    "check_wait": ("잠시 뒤에 다시 시도하십시오", "Try again later"),
    "proof_link": ("포함 증명이 담긴 JSON (오프라인 검증용)", "JSON with the inclusion proof, to be verified offline"),
    "other_language": ("English", "한국어"),
    "drill": (
        "거래 번호로 원장의 모든 근거를 확인할 수 있습니다: GET /api/v1/transactions/(거래 번호)",
        "Each transaction id leads to all that is behind it: GET /api/v1/transactions/(transaction id)",
    ),
}


def words_of(language: str) -> Mapping[str, str]:
    """Give the words of a language, "ko" or "en"; states as ``state.held``, kinds as ``kind.hold``."""
    at = LANGUAGES.index(language)
    told = {name: both[at] for name, both in _WORDS.items()}
    told.update({f"state.{name}": both[at] for name, both in _STATES.items()})
    told.update({f"kind.{name}": both[at] for name, both in _KINDS.items()})
    return told


def points(amount: int) -> str:
    """Write points with commas at thousands.

    >>> points(1854), points(0), points(-20)
    ('1,854', '0', '-20')
    """
    return f"{amount:,}"
