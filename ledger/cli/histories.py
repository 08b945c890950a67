"""Histories: write every transaction out, as NDJSON, as CSV with one line for each posting, or as a plain-text journal.

The plain-text journals (hledger, beancount) are of the whole ledger, so that their assertions can be checked.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

import click

from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.histories import TransactionFilter, transactions
from ledger.services.node import Node
from ledger.services.plaintext import beancount_journal, hledger_journal

PAGE: Final = 1_000
JOURNALS: Final = {"hledger": hledger_journal, "beancount": beancount_journal}
COLUMNS: Final = (
    "position",
    "id",
    "kind",
    "occurred_on",
    "effective_on",
    "recorded_at",
    "client_id",
    "account",
    "lot",
    "side",
    "amount",
    "account_version",
    "balance_after",
    "reverses",
    "leaf_hash",
)


@click.command()
@click.option("--format", "form", type=click.Choice(["ndjson", "csv", *JOURNALS]), default="ndjson", show_default=True)
@click.option(
    "--output", type=click.File("w", encoding="utf-8", lazy=False), default="-", help="File; else standard output."
)
@click.option("--organization", default="", metavar="ORG_ID", help="Only transactions of this organization.")
@click.option("--kind", default="", help="Only transactions of this kind.")
@click.option("--from", "effective_from", default="", metavar="DATE", help="First accounting day.")
@click.option("--to", "effective_to", default="", metavar="DATE", help="Last accounting day.")
@click.pass_obj
def export(
    runtime: Runtime, form: str, output: TextIO, organization: str, kind: str, effective_from: str, effective_to: str
) -> None:
    """Write the transactions out, oldest first."""
    wanted = TransactionFilter(
        organization_id=organization, kind=kind, effective_from=effective_from, effective_to=effective_to
    )
    node = open_ledger_node(runtime, prove=False)
    if form in JOURNALS:
        if wanted != TransactionFilter():
            raise click.UsageError(f"a {form} journal is of the whole ledger: expected no filter")
        output.writelines(JOURNALS[form](node))
        return
    found = _all(node, wanted)
    if form == "ndjson":
        for transaction in found:
            output.write(json.dumps(transaction, ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for transaction in found:
        writer.writerows(_lines(transaction))


def _all(node: Node, wanted: TransactionFilter) -> Iterator[dict[str, Any]]:
    """Give every wanted transaction, read page by page."""
    after: int | None = None
    while page := transactions(node, MACHINE, wanted, after, PAGE):
        yield from page
        after = page[-1]["position"]


def _lines(transaction: dict[str, Any]) -> Iterator[dict[str, Any]]:
    header: dict[str, Any] = {name: transaction[name] for name in COLUMNS if name in transaction}
    header["client_id"] = transaction["actor"]["client_id"]
    for posting in transaction["postings"]:
        yield {**header, **posting}
