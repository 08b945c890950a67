"""The small ledgers of the accounting page, decided anew and compared line by line."""

import re

import pytest

from ledger.domain.books.accounts import CHART
from tests.docs.pages import DOCS, Block, blocks
from tests.docs.small_ledgers import LANGUAGE, written

EXAMPLES = blocks((DOCS / "accounting.md").read_text(encoding="utf-8"), LANGUAGE)
EXAMPLES_MIN = 8


def test_the_page_shows_every_kind_of_movement() -> None:
    assert len(EXAMPLES) >= EXAMPLES_MIN
    shown = "".join(block.body for block in EXAMPLES)
    for kind in CHART:
        assert re.search(rf"^    {kind}\b", shown, re.MULTILINE), kind


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: f"line {block.line}")
def test_a_small_ledger_is_what_the_code_decides(block: Block) -> None:
    assert written(block.body) == block.body, "if the change is meant: python -m tests.docs.write"
