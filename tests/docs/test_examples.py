"""The examples of the pages under ``docs/``, run as written; and the doctests of the code."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

from tests.docs import tables
from tests.docs.conftest import Desk
from tests.docs.console import differences, examples, run
from tests.docs.pages import DOCS, ROOT, pages

WITH_EXAMPLES = [page for page in pages() if page.is_relative_to(DOCS) and examples(page.read_text(encoding="utf-8"))]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "ledger").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
DOCTESTS_MIN = 20
_ASKED = re.compile(r"\b(get|post|delete)(?:_\w+)? \"?(/[^\s\"?]*)")
_SUBSTITUTED = re.compile(r"\$\([^)]*\)")


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_a_page_shows_what_its_commands_answer(page: Path, desk: Desk) -> None:
    told = examples(page.read_text(encoding="utf-8"))
    wrong = differences(page, told, run(told, desk.folder, desk.environment))
    assert not wrong, "\n\n".join(wrong)


def test_every_resource_has_its_example() -> None:
    commands = [example.command for example in examples((DOCS / "api.md").read_text(encoding="utf-8"))]
    asked = {found.groups() for command in commands for found in _ASKED.finditer(_SUBSTITUTED.sub("x", command))}
    asked |= {("post", "/oauth/token") for command in commands if "$HOST/oauth/token" in command}
    for path, methods in tables.document()["paths"].items():
        shape = re.compile(re.sub(r"\{\w+\}", "[^/]+", path.replace("{place}", ".+")))
        for method in methods.keys() - {"parameters"}:
            assert any(verb == method and shape.fullmatch(place) for verb, place in asked), f"{method} {path}"


def test_every_docstring_shows_what_its_code_answers() -> None:
    results = {module: doctest.testmod(importlib.import_module(module)) for module in MODULES}
    assert sum(result.attempted for result in results.values()) > DOCTESTS_MIN
    assert [module for module, result in results.items() if result.failed] == []
