"""Text: the words of one refusal code, in English and Korean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one refusal code."""

    title_en: str
    title_ko: str
    detail_en: str
    detail_ko: str
