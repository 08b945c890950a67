"""Acting: what commands that write have in common."""

from __future__ import annotations

from typing import Any

import click

from ledger.domain.commands import Answer
from ledger.domain.refusals import Refused

dry_run_option = click.option("--dry-run", is_flag=True, help="Tell what would happen and leave no trace.")


def accepted(answer: Answer) -> dict[str, Any]:
    """Give what a command came to.

    Raises:
        Refused: it was refused.
    """
    outcome = answer.outcomes[0]
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)
    return dict(outcome.result)
