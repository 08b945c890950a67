"""What declines a document."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "document_unknown": Text(
        "No such document",
        "없는 문서입니다",
        "There is no document {sha256} that you may see.",
        "조회할 수 있는 문서 {sha256}이(가) 없습니다.",
    ),
}
