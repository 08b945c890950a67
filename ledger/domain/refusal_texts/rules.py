"""What declines a rule version or program terms."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "terms_invalid": Text(
        "The terms are not valid",
        "규정 내용이 올바르지 않습니다",
        "The terms cannot be published: {reason}.",
        "규정을 공표할 수 없습니다: {reason}.",
    ),
    "version_not_next": Text(
        "The version is not new",
        "새 판이 아닙니다",
        "{published} stands at version {newest}; a new version must be higher, found {found}.",
        "{published}의 최신 판은 {newest}입니다. 새 판은 더 커야 합니다. 받은 값: {found}.",
    ),
}
