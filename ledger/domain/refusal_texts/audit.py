"""What keeps a sample from being drawn."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "sample_frame_not_fixed": Text(
        "The frame is not fixed before the seed",
        "표본 틀이 시드보다 먼저 정해지지 않았습니다",
        "The frame ends at position {frame_to}, and the checkpoint covers {checkpoint} entries; it must cover more.",
        "표본 틀은 위치 {frame_to}에서 끝나는데 체크포인트는 항목 {checkpoint}개를 포함합니다. 더 커야 합니다.",
    ),
}
