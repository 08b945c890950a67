"""What declines a request as such, or a reading."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "same_person_approval": Text(
        "Another person must do this",
        "다른 사람이 처리해야 합니다",
        "Person {person_id} has a part in {subject} already; this takes another person.",
        "담당자 {person_id}은(는) 이미 {subject}에 관여했으므로 다른 사람이 처리해야 합니다.",
    ),
    "batch_refused": Text(
        "Another item refused the batch",
        "묶음의 다른 항목이 거부되었습니다",
        "The batch is atomic and item {index} was refused ({because}); nothing was posted.",
        "전체 처리 묶음에서 {index}번 항목이 거부되어({because}) 아무것도 기록되지 않았습니다.",
    ),
    "idempotency_key_reused": Text(
        "The key belongs to another request",
        "다른 요청에 쓰인 키입니다",
        "This Idempotency-Key was used with another payload; use a new key for a new request.",
        "이 Idempotency-Key는 다른 내용의 요청에 쓰였습니다. 새 요청에는 새 키를 쓰십시오.",
    ),
    "ledger_already_open": Text(
        "The ledger is already open",
        "이미 개설된 원장입니다",
        "The ledger is open and stands at position {position}.",
        "원장이 이미 개설되어 있으며 현재 위치는 {position}입니다.",
    ),
    "position_unknown": Text(
        "No such position",
        "없는 위치입니다",
        "The journal stands at position {position}; asked for {asked}.",
        "원장의 현재 위치는 {position}입니다. 요청: {asked}.",
    ),
    "transaction_unknown": Text(
        "No such transaction",
        "없는 거래입니다",
        "There is no transaction {transaction_id} that you may see.",
        "조회할 수 있는 거래 {transaction_id}이(가) 없습니다.",
    ),
}
