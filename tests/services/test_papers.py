"""Papers: a statement to print says in both languages what was closed, in the same bytes each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from ledger.domain.books.accounts import CHART, HOLDER_STATES
from ledger.services.papers import statements
from ledger.services.papers.sheet import FONTS
from ledger.services.papers.words import LANGUAGES, words_of

AT = datetime(2026, 10, 2, 3, 0, tzinfo=UTC)
COMPANY = "org_019a9c1e2f7c7d3ab2c4d5e6f7081920"
NAMES = {"ko": "해운대마린테크 주식회사", "en": "Haeundae Marine Tech"}


def _told() -> dict[str, Any]:
    sums = {"opening": 0, "debit": 700, "credit": 1_854, "closing": 1_154}
    accounts = [
        {"account": f"{COMPANY}:{state}", "as_closed": sums, "restated": sums, "late": 0} for state in HOLDER_STATES
    ]
    return {
        "organization_id": COMPANY,
        "period": "2026-09",
        "status": "closed",
        "first_day": "2026-09-01",
        "last_day": "2026-09-30",
        "accounts": accounts,
        "late": [],
        "earlier": [],
        "closing_root": "9f" * 32,
        "effective_as_of": None,
        "position": 4_711,
        "root": "ab" * 32,
    }


def _movements(count: int) -> list[dict[str, Any]]:
    return [
        {
            "account": f"{COMPANY}:available",
            "transaction_id": f"txn_{number:032x}",
            "kind": "accrual",
            "happened_on": "2026-09-02",
            "effective_on": "2026-09-03",
            "debit": 0,
            "credit": 1,
            "balance": number,
        }
        for number in range(count)
    ]


def _pages(paper: bytes) -> int:
    return paper.count(b"/Type /Page\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_printed_in_the_same_bytes_each_time(language: str) -> None:
    first, again = (statements.printed(_told(), _movements(3), NAMES[language], language, AT) for _ in range(2))
    assert first == again
    assert first.startswith(b"%PDF-")
    assert f"/Lang ({language})".encode() in first
    assert b"D:20261002030000" in first
    other = statements.printed(_told() | {"position": 4_712}, _movements(3), NAMES[language], language, AT)
    assert other != first


def test_a_long_statement_goes_on_over_pages_and_says_where_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (statements.printed(_told(), _movements(count), "", "en", AT) for count in (3, 120))
    assert _pages(short) < _pages(long)
    monkeypatch.setattr(statements, "MOVEMENTS_MAX", 3)
    cut = statements.printed(_told(), _movements(120), "", "en", AT)
    assert _pages(cut) == _pages(short)
    assert cut != short


def test_both_languages_have_a_word_for_every_state_and_kind_that_the_chart_knows() -> None:
    korean, english = map(words_of, LANGUAGES)
    assert korean.keys() == english.keys() >= {f"kind.{kind}" for kind in CHART}
    assert korean.keys() >= {f"state.{state}" for state in HOLDER_STATES}


def test_the_typeface_has_every_letter_that_the_papers_say() -> None:
    said = {ord(letter) for language in LANGUAGES for text in words_of(language).values() for letter in text}
    said |= {ord(letter) for name in NAMES.values() for letter in name}
    for style in ("Regular", "Bold"):
        assert said <= set(TTFont(FONTS / f"MileageSans-{style}.ttf").getBestCmap())
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 2_000_000
