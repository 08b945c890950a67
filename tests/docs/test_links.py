"""Links lead somewhere, names that the documentation uses exist, and nothing speaks of where it was made."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from ledger.cli import main
from tests.docs.console import examples
from tests.docs.pages import DOCS, README, ROOT, anchors, blocks, code_spans, links, pages, tracked

PAGES = pages()
VENDORED = ("ledger/api/static/swagger-ui/", "LICENSE", "tests/vectors/")
FOREIGN = (
    re.compile(r"(?<![\w.])/(?:root|home|Users|work)/"),
    re.compile(r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:com|org)|index-url[ =]http)"),
    re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b"),
)
"""Machine paths, package registries, unfinished marks."""

_VARIABLE = re.compile(r"\bLEDGER_[A-Z_]+\b")
_TEST = re.compile(r"tests/[\w/]+\.py::test_\w+")
_PATH = re.compile(r"(?:ledger|tests|config|migrations|docs|bench)/[\w./-]*|[\w-]+\.(?:toml|py|md)")
_MADE = re.compile(r"(?:[\w.-]+\.db(?:\.keys)?|var/.*|postgresql\.conf)")
_BESIDE = re.compile(r"LEDGER_(?:CONFIG|MACHINE_\w+|WALK_\w+|CAMPAIGN\w*|TEST_\w+|BENCH_\w+|)")


def _id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _texts(page: Path) -> tuple[str, list[str]]:
    """Give a page and what it sets as code: spans, and commands of its examples."""
    text = page.read_text(encoding="utf-8")
    lines = [example.command for example in examples(text)]
    lines += [line for block in blocks(text, "sh") for line in block.body.splitlines()]
    return text, [*code_spans(text), *lines]


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_command_and_option_exists(page: Path) -> None:
    for command in _commands(_texts(page)[1]):
        _resolve(command)


def test_every_command_is_told_of() -> None:
    told = " ".join(_texts(DOCS / "operations.md")[1])
    for name in main.list_commands(click.Context(main)):
        assert re.search(rf"\bledger {name}\b", told), f"ledger {name}"


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for told in _texts(page)[1]:
        for found in re.finditer(r"^make ([a-z-]+)", told):
            assert found[1] in targets, told


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_variable_exists(page: Path) -> None:
    known = set(_VARIABLE.findall((DOCS / "operations.md").read_text(encoding="utf-8").split("<!-- settings -->")[1]))
    for variable in _VARIABLE.findall(page.read_text(encoding="utf-8")):
        assert variable in known or _BESIDE.fullmatch(variable) or variable in ("LEDGER_PORT", "LEDGER_HOST"), variable


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_file_and_test_that_is_named_exists(page: Path) -> None:
    text, _ = _texts(page)
    for named in _TEST.findall(text):
        file, _, test = named.partition("::")
        assert re.search(rf"\bdef {test}\b", (ROOT / file).read_text(encoding="utf-8")), named
    for span in code_spans(text):
        if _PATH.fullmatch(span) and not _MADE.fullmatch(span):
            assert any((folder / span).exists() for folder in (ROOT, page.parent, ROOT / "config")), span


def test_every_promise_is_told_with_its_test() -> None:
    rows = re.findall(
        r"^\| \*\*(I\d+)\*\* .*`tests/\S+::test_\w+` \|$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == [f"I{number}" for number in range(1, 13)]


def test_every_decision_says_why_what_and_what_follows() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for page in decisions:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], page.name


def test_no_file_speaks_of_a_machine_a_registry_or_unfinished_work() -> None:
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if name.startswith(VENDORED):
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        for pattern in FOREIGN:
            assert pattern.search(text) is None, f"{name} holds {pattern.pattern}"


def _commands(told: list[str]) -> Iterator[list[str]]:
    """Walk what is said to ``ledger``, word by word."""
    for text in told:
        for found in re.finditer(
            r"(?:^|[|;] |\$ )(?:\.venv/bin/)?ledger ((?:[\w./-]+|\"[^\"]*\"|--[\w-]+)(?: [^|;>]*)?)", text
        ):
            yield found[1].split()


def _resolve(words: list[str]) -> None:
    command: click.Command = main
    for before, word in pairwise(["", *words]):
        if word.startswith("--"):
            options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
            options |= {name for parameter in main.params for name in parameter.opts}
            assert word in options, f"{command.name} has no option {word}"
        elif isinstance(command, click.Group) and command.invoke_without_command and before.startswith("--"):
            continue  # the value of an option
        elif isinstance(command, click.Group) and word.isupper():
            return
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            assert found is not None, f"ledger {' '.join(words)}: no command {word}"
            command = found
