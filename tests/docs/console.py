"""Console examples: what a reader types and what the service answers, run as written.

A ```console block holds commands (``$ ``, continued by ``> ``), each followed by its output. All blocks of a page are
one session of bash, so a later command knows what an earlier one set. Output is compared after ids, digests, instants
and whatever else differs from day to day are made alike; ``…`` stands for anything. A line that breaks beside the
punctuation of JSON is one line with the next: answers are wrapped for the reader's sake.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import Block, blocks

SECONDS_MAX = 600
"""After which a session hangs; a page runs for some ten, more where the machine is busy."""
_END = "\x1e"
_PROMPT, _MORE = "$ ", "> "
_PASSING = (
    "active_on",
    "draft_position",
    "expires_on",
    "leaf_index",
    "old_size",
    "new_size",
    "position",
    "read_at",
    "tree_size",
)
_ALIKE = (
    (re.compile(r"(?<=[,\[{:])\s*\n\s*|\s*\n\s*(?=[\]}])"), ""),
    (
        re.compile(r"\b(acr|alp|cli|imp|led|lot|obj|org|per|prp|red|san|ses|txn|usr)_(?:[0-9a-f]{32}|[0-9a-f]*…)"),
        r"\1_#",
    ),
    (re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{4,}…)"), "#"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z"), "@"),
    (re.compile(rf'"({"|".join(_PASSING)})":(?:\d+|"[^"]*")'), r'"\1":#'),
    (re.compile(r"\b(?:2026-(?:09|1[0-2])|20(?:2[7-9]|[3-9]\d)-\d\d)-\d\d\b"), "<day>"),
)
"""What differs from run to run, and from day to day: a demo is played to the end of August 2026 and goes on today."""


@dataclass(frozen=True, slots=True)
class Example:
    """A command and the output that the page shows, "" where it shows none."""

    line: int
    command: str
    output: str


def examples(text: str) -> list[Example]:
    """Read the examples of a page."""
    return [example for block in blocks(text, "console") for example in _examples_of(block)]


def _examples_of(block: Block) -> list[Example]:
    found: list[tuple[int, list[str], list[str]]] = []
    for number, line in enumerate(block.body.splitlines(), start=block.line):
        if line.startswith(_PROMPT):
            found.append((number, [line.removeprefix(_PROMPT)], []))
        elif line.startswith(_MORE) and not found[-1][2]:
            found[-1][1].append(line.removeprefix(_MORE))
        else:
            found[-1][2].append(line)
    return [Example(number, "\n".join(command), "\n".join(output)) for number, command, output in found]


def run(told: list[Example], folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Run a page's commands one after the other; gives the output of each, standard error with it."""
    script = "".join(f"{{ {example.command}\n}} 2>&1\nprintf '{_END}'\n" for example in told)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False, timeout=SECONDS_MAX, encoding="utf-8",
    )  # fmt: skip
    outputs = done.stdout.split(_END)
    assert len(outputs) == len(told) + 1, f"the session broke off:\n{outputs[-1]}"
    return outputs[:-1]


def alike(text: str) -> str:
    """Make what differs from run to run the same."""
    for pattern, replacement in _ALIKE:
        text = pattern.sub(replacement, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def is_as_told(told: str, found: str) -> bool:
    """Tell whether an output is what the page shows."""
    pattern = ".*?".join(re.escape(part) for part in alike(told).split("…"))
    return re.fullmatch(pattern, alike(found), re.DOTALL) is not None


def differences(page: Path, told: list[Example], found: list[str]) -> list[str]:
    """Give a complaint for each example whose output is another than the page shows."""
    return [
        f"{page.name}:{example.line}: $ {example.command}\nthe page shows:\n{example.output}\nfound:\n{output}"
        for example, output in zip(told, found, strict=True)
        if not is_as_told(example.output, output)
    ]
