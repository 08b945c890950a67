"""What a ledger exports, and the same without what is fresh each time."""

import json
from typing import Any

from tests.cli.installation import Installation


def exported(installation: Installation) -> list[dict[str, Any]]:
    """Give every transaction."""
    done = installation.run("export")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def shapes(installation: Installation) -> list[Any]:
    """Give every transaction without its ids and hashes."""
    return [
        (
            transaction["kind"],
            transaction["recorded_at"],
            transaction["effective_on"],
            [(posting["side"], posting["amount"], posting["balance_after"]) for posting in transaction["postings"]],
        )
        for transaction in exported(installation)
    ]
