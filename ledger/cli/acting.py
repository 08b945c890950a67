"""Acting: what commands that write have in common."""

from __future__ import annotations

from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

import click

from ledger.domain.commands import Answer
from ledger.domain.journal.facts import Evidence
from ledger.domain.refusals import Refused

dry_run_option = click.option("--dry-run", is_flag=True, help="Tell what would happen and leave no trace.")


_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
reason_option = click.option("--reason", required=True, help="Why; kept where it can be erased.")
document_option = click.option(
    "--document", required=True, type=_FILE, metavar="FILE", help="What it rests on; its digest is recorded."
)
document_kind_option = click.option(
    "--document-kind", default="decision", show_default=True, help="What the document is."
)


def evidence_of(document: Path, kind: str) -> Evidence:
    """Give what is recorded of a document: its digest, its type and its length in bytes."""
    data = document.read_bytes()
    media_type = guess_type(document.name)[0] or "application/octet-stream"
    return Evidence(kind, sha256(data).hexdigest(), media_type, len(data))


def accepted(answer: Answer) -> dict[str, Any]:
    """Give what a command came to.

    Raises:
        Refused: it was refused.
    """
    outcome = answer.outcomes[0]
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)
    return dict(outcome.result)
