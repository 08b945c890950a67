"""Everything the verifier says, it says in Korean and English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ledger.verifier import results, words
from ledger.verifier.arguments import EXIT_CODES
from ledger.verifier.results import Check, Outcome
from ledger.verifier.words import ADVICE, CHECKS, ENDINGS, MEANINGS, OUTCOMES, REASONS, UNPROVABLE, Words

ROOM = Path(str(words.__file__)).parent
SAID = [
    node.args[1].value
    for path in ROOM.glob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Attribute)
    and node.func.attr in ("proven", "not_checked", "not_asked")
    and len(node.args) > 1
    and isinstance(node.args[1], ast.Constant)
]
OPTIONS = set(re.findall(r'add\("(--[a-z-]+)"', (ROOM / "arguments.py").read_text(encoding="utf-8")))
EVERY = [*CHECKS.values(), *OUTCOMES.values(), *REASONS.values(), *UNPROVABLE, *MEANINGS, ADVICE, *ENDINGS.values()]


CODES = {
    node.args[0].value
    for path in ROOM.glob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    if isinstance(node.args[0], ast.Constant)
} | {"leaf_hash_differs", "node_hash_differs"}
PAGE = (ROOM.parents[1] / "docs" / "verifying.md").read_text(encoding="utf-8")


def test_the_page_tells_every_finding_check_option_and_exit_code() -> None:
    told = PAGE.split("## When something is wrong")[1]
    assert {code for code in CODES if f"`{code}`" not in told} == set()
    assert {check for check in Check if f"`{check}`" not in PAGE} == set()
    assert {option for option in OPTIONS if option not in PAGE} == set()
    assert all(f"\n| {code} | " in PAGE for code in range(5))


def test_every_check_outcome_and_exit_code_has_its_words() -> None:
    assert set(CHECKS) == set(Check)
    assert set(OUTCOMES) == set(Outcome)
    assert set(ENDINGS) == {0, 1, 2, 3, 4} == {int(code) for code in re.findall(r"^  (\d)", EXIT_CODES, re.MULTILINE)}
    assert (results.PROVEN_ALL, results.FOUND, results.UNREADABLE) == (0, 2, 4)


def test_every_reason_that_is_given_has_its_words_and_none_is_idle() -> None:
    assert {*SAID, "quick", "log_differs"} == set(REASONS)


@pytest.mark.parametrize("said", EVERY, ids=lambda said: said.en[:30])
def test_both_languages_say_the_same_figures(said: Words) -> None:
    assert said.en.count("{}") == said.ko.count("{}")
    assert said.en == "{}" or said.en.count("{}") == 2 or re.search("[가-힣]", said.ko)
