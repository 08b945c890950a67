"""The stories come true, through HTTP and on both engines; and every movement of the chart is in one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.domain.books.accounts import CHART
from tests.api.house import House
from tests.spec.language import FOLDER, read_tale
from tests.spec.verbs import ACTS, OUTCOMES, STATEMENTS, Story
from tests.spec.verbs_calls import RESULTS, report
from tests.spec.verbs_scheme import CLAUSES, program, right

FILES = sorted(FOLDER.glob("*.txt"))
ACCOUNTING = FOLDER.parents[1] / "docs" / "accounting.md"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_story_comes_true(file: Path, house: House) -> None:
    Story(house, read_tale(file)).run()


def test_every_movement_of_the_chart_is_in_a_story() -> None:
    told = "".join(file.read_text(encoding="utf-8") for file in FILES)
    for kind in CHART:
        assert re.search(rf"^books {kind}\b", told, re.MULTILINE), kind


def test_the_accounting_page_leads_to_every_story() -> None:
    page = ACCOUNTING.read_text(encoding="utf-8")
    for file in FILES:
        assert f"](../tests/spec/{file.name})" in page, file.name


def test_every_phrase_is_said_in_a_story() -> None:
    """The verbs are there for the stories: none of them stays untried."""
    said = set[Callable[..., Any]]()
    for line in (line for file in FILES for line in read_tale(file).lines):
        meaning = STATEMENTS.understood(line.text)[0]
        word, _, rest = line.text.partition(" ")
        act = ACTS.understood(rest)[0] if word in ("given", "when") else None
        said |= {meaning, act} if act else {meaning}
        said |= {OUTCOMES.understood(rest)[0]} if word == "then" else set()
        under = CLAUSES if meaning in (program, right) else RESULTS if act is report else None
        said |= {under.understood(detail.text)[0] for detail in line.details} if under else set()
    for book in (STATEMENTS, ACTS, OUTCOMES, CLAUSES, RESULTS):
        for phrase in book.phrases:
            assert phrase.meaning in said, phrase.said
