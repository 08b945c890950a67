"""What declines a sanction."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "nothing_to_forfeit": Text(
        "There is nothing to forfeit",
        "몰수할 점수가 없습니다",
        "Sanction {sanction_id} takes all that is available; {organization_id} has nothing available.",
        "제재 {sanction_id}은(는) 가용 잔액 전부를 몰수하지만 {organization_id}의 가용 잔액이 없습니다.",
    ),
    "sanction_already_decided": Text(
        "The sanction is already decided",
        "이미 처리된 제재입니다",
        "Sanction {sanction_id} is {status}; a proposal is decided once.",
        "제재 {sanction_id}의 상태는 {status}입니다. 제재안은 한 번만 처리됩니다.",
    ),
    "sanction_expired": Text(
        "The sanction has expired",
        "처리 기한이 지난 제재안입니다",
        "Sanction {sanction_id} could be decided until {act_by}.",
        "제재안 {sanction_id}의 처리 기한은 {act_by}까지였습니다.",
    ),
    "sanction_unknown": Text(
        "No such sanction",
        "없는 제재입니다",
        "There is no sanction {sanction_id} that you may see.",
        "조회할 수 있는 제재 {sanction_id}이(가) 없습니다.",
    ),
}
