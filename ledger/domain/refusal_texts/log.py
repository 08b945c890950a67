"""What keeps the log from being signed, proven or cosigned as asked."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "log_key_already_set": Text(
        "The key was set before",
        "이미 설정된 키입니다",
        "The public key {public_key} was set at position {position}; each key is set once.",
        "공개키 {public_key}은(는) 원장 위치 {position}에서 이미 설정되었습니다. 키는 한 번만 설정할 수 있습니다.",
    ),
    "not_in_a_checkpoint_yet": Text(
        "Not in a checkpoint yet",
        "아직 체크포인트에 포함되지 않았습니다",
        "Position {position} is in no checkpoint yet; the last one that was signed covers {size} entries.",
        "원장 위치 {position}은(는) 아직 체크포인트에 없습니다. 마지막 체크포인트는 항목 {size}개까지입니다.",
    ),
    "checkpoint_unknown": Text(
        "No such checkpoint",
        "없는 체크포인트입니다",
        "No checkpoint of {size} entries was signed.",
        "항목 {size}개의 체크포인트는 서명된 적이 없습니다.",
    ),
    "cosigner_unknown": Text(
        "No witness of the policy",
        "정책에 없는 증인입니다",
        "{name}, key {key_id}, is no witness of this log's policy.",
        "{name}(키 {key_id})은(는) 이 로그 정책의 증인이 아닙니다.",
    ),
    "cosignature_not_good": Text(
        "The cosignature does not hold",
        "공동서명이 유효하지 않습니다",
        "The cosignature of {name} is not one over the checkpoint of {size} entries.",
        "{name}의 공동서명은 항목 {size}개의 체크포인트에 대한 서명이 아닙니다.",
    ),
}
