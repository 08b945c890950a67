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
    """Give every transaction without its ids and hashes: what moved on each account, and what it then held.

    Lots of one entry that expire on one day are spent in the order of their ids, which are fresh each time.
    """
    return [
        (transaction["kind"], transaction["recorded_at"], transaction["effective_on"], _moved(transaction["postings"]))
        for transaction in exported(installation)
    ]


def _moved(postings: list[dict[str, Any]]) -> list[tuple[int, int]]:
    moved: dict[str, tuple[int, int]] = {}
    for posting in postings:
        before, _ = moved.get(posting["account"], (0, 0))
        amount = posting["amount"] if posting["side"] == "debit" else -posting["amount"]
        moved[posting["account"]] = before + amount, posting["balance_after"]
    return sorted(moved.values())
