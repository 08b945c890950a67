"""What is refused about what concerns persons: a read without its reason, and an erasure that cannot be."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "access_reason_missing": Text(
        "A reason is required",
        "열람 사유가 필요합니다",
        "This concerns persons: expected the header Access-Reason with 1 to {characters_max} characters.",
        "개인에 관한 정보입니다. Access-Reason 헤더에 1~{characters_max}자의 열람 사유가 필요합니다.",
    ),
    "nothing_to_erase": Text(
        "There is nothing to erase",
        "삭제할 내용이 없습니다",
        "No text about {subject_id} is kept.",
        "{subject_id}에 관하여 보관 중인 내용이 없습니다.",
    ),
    "texts_in_use": Text(
        "The texts are still in use",
        "아직 사용 중인 정보입니다",
        "The texts about {subject_id} are kept while {in_force} is in force.",
        "{in_force}이(가) 유효한 동안 {subject_id}에 관한 정보는 보관해야 합니다.",
    ),
}
