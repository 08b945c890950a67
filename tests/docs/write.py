"""Write what the documentation takes from the code: ``python -m tests.docs.write``.

A page keeps its own sentences. Between ``<!-- name -->`` and ``<!-- /name -->`` stands what is generated, and the
outcomes of ```ledger examples are written anew. A test compares the pages as committed with what this would write.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs import tables
from tests.docs.pages import pages
from tests.docs.small_ledgers import LANGUAGE, written

_REGION = re.compile(r"<!-- (?P<name>[\w-]+) -->\n(?P<body>.*?)<!-- /(?P=name) -->", re.DOTALL)
_EXAMPLE = re.compile(rf"^```{LANGUAGE}\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def renewed(text: str) -> str:
    """Give a page with everything that is generated in it written anew."""
    text = _REGION.sub(lambda found: _region(found["name"]), text)
    return _EXAMPLE.sub(lambda found: f"```{LANGUAGE}\n{written(found['body'])}```", text)


def _region(name: str) -> str:
    return f"<!-- {name} -->\n\n{tables.TABLES[name]().strip()}\n\n<!-- /{name} -->"


def main() -> None:
    """Write every page whose generated parts have changed."""
    for page in pages():
        _write(page)


def _write(page: Path) -> None:
    before = page.read_text(encoding="utf-8")
    after = renewed(before)
    if after != before:
        page.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
