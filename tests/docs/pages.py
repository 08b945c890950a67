"""Pages: the Markdown files of the project, with their fenced blocks, headings and links."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(?P<language>[\w-]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; ``line`` is that of its first line of content, from 1."""

    language: str
    body: str
    line: int


def pages() -> list[Path]:
    """Give every page that a reader of the project meets."""
    return [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def blocks(text: str, language: str) -> list[Block]:
    """Give the fenced blocks of a language, in order."""
    return [
        Block(language, found["body"], text.count("\n", 0, found.start("body")) + 1)
        for found in _FENCE.finditer(text)
        if found["language"] == language
    ]


def prose(text: str) -> str:
    """Give a page without its fenced blocks."""
    return _FENCE.sub("", text)


def links(text: str) -> Iterator[str]:
    """Walk the targets of a page's links."""
    return (found["target"] for found in _LINK.finditer(prose(text)))


def code_spans(text: str) -> Iterator[str]:
    """Walk what a page sets as code within its sentences."""
    return (found[1] for found in _CODE.finditer(prose(text)))


def anchors(text: str) -> set[str]:
    """Give the anchors of a page's headings, as forges make them."""
    return {_anchor(found["text"]) for found in _HEADING.finditer(prose(text))}


def _anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.strip().replace(" ", "-")


def tracked() -> list[Path]:
    """Give every file that is, or is about to be, kept under version control."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False, text=True,
    )  # fmt: skip
    names = told.stdout.split("\0") if told.returncode == 0 else []
    found = [ROOT / name for name in names if name] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    return [path for path in found if path.is_file()]
