"""What keeps a period from being closed."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "period_already_closed": Text(
        "The period is already closed",
        "이미 마감된 기간입니다",
        "Period {period} is closed; a closing is never undone.",
        "기간 {period}은(는) 마감되었습니다. 마감은 취소되지 않습니다.",
    ),
    "period_line_unknown": Text(
        "No such line",
        "없는 마감 내역입니다",
        "The closing of {period} has no line of account {account} that you may see: it held nothing and nothing moved.",
        "기간 {period}의 마감에 조회할 수 있는 계정 {account}의 내역이 없습니다. 잔액도 거래도 없었습니다.",
    ),
    "period_not_closed": Text(
        "The period is not closed",
        "마감되지 않은 기간입니다",
        "Period {period} is open; it has no closing lines yet.",
        "기간 {period}은(는) 아직 마감되지 않아 마감 내역이 없습니다.",
    ),
    "period_not_next": Text(
        "Another period closes first",
        "먼저 마감할 기간이 있습니다",
        "Period {period} cannot close yet; {next} comes before it and is open.",
        "기간 {period}은(는) 아직 마감할 수 없습니다. 앞선 기간 {next}이(가) 마감되지 않았습니다.",
    ),
    "period_not_over": Text(
        "The period is not over",
        "아직 끝나지 않은 기간입니다",
        "Period {period} ends on {last_day}; it can close from the day after on.",
        "기간 {period}은(는) {last_day}에 끝나며, 그 다음 날부터 마감할 수 있습니다.",
    ),
    "period_not_settled": Text(
        "Something is still due in the period",
        "기간 내 처리할 것이 남아 있습니다",
        "Period {period} cannot close: something that fell due in it for {organization_id} is not settled.",
        "기간 {period}을(를) 마감할 수 없습니다. {organization_id}의 기한이 된 처리가 남아 있습니다.",
    ),
    "period_unknown": Text(
        "No such period",
        "없는 기간입니다",
        "There is no period {period} in this ledger: a month such as 2026-08 or a year such as 2026 that has begun.",
        "이 원장에 기간 {period}이(가) 없습니다. 2026-08과 같은 월이나 2026과 같은 연도로 시작된 기간이어야 합니다.",
    ),
}
