"""What declines a certificate."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "certificate_already_revoked": Text(
        "The certificate is already revoked",
        "이미 취소된 확인서입니다",
        "Certificate {certificate_id} was revoked at {revoked_at}.",
        "확인서 {certificate_id}은(는) {revoked_at}에 취소되었습니다.",
    ),
    "certificate_day_not_kept": Text(
        "No balance can be certified for this day",
        "이 날짜의 잔액은 확인할 수 없습니다",
        "Expected today ({today}) or the last day of a closed month, found {as_of}.",
        "오늘({today}) 또는 마감된 달의 말일이어야 하는데 {as_of}입니다.",
    ),
    "certificate_unknown": Text(
        "No such certificate",
        "없는 확인서입니다",
        "There is no certificate {certificate_id} that you may see.",
        "조회할 수 있는 확인서 {certificate_id}이(가) 없습니다.",
    ),
    "certificate_code_unknown": Text(
        "No certificate has this code",
        "이 확인번호의 확인서가 없습니다",
        "No certificate was issued with this code; it may be mistyped or forged.",
        "이 확인번호로 발급된 확인서가 없습니다. 잘못 입력하였거나 위조되었을 수 있습니다.",
    ),
}
