"""Histories: write every transaction out, as NDJSON, as CSV with one line for each posting, or as a plain-text journal.

The plain-text journals (hledger, beancount) are of the whole ledger, so that their assertions can be checked.
"""

from __future__ import annotations

import gc
from typing import BinaryIO, Final

import click

from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.services.exports import FORMS
from ledger.services.histories import TransactionFilter, pages
from ledger.services.plaintext import beancount_journal, hledger_journal

JOURNALS: Final = {"hledger": hledger_journal, "beancount": beancount_journal}

GARBAGE_MIN: Final = 50_000
"""After how many new objects to look for garbage: more than a page has, and a page leaves none."""


@click.command()
@click.option("--format", "form", type=click.Choice([*FORMS, *JOURNALS]), default=next(iter(FORMS)), show_default=True)
@click.option("--output", type=click.File("wb", lazy=False), default="-", help="File; else standard output.")
@click.option("--organization", default="", metavar="ORG_ID", help="Only transactions of this organization.")
@click.option("--kind", default="", help="Only transactions of this kind.")
@click.option("--from", "effective_from", default="", metavar="DATE", help="First accounting day.")
@click.option("--to", "effective_to", default="", metavar="DATE", help="Last accounting day.")
@click.pass_obj
def export(
    runtime: Runtime, form: str, output: BinaryIO, organization: str, kind: str, effective_from: str, effective_to: str
) -> None:
    """Write the transactions out, oldest first."""
    wanted = TransactionFilter(
        organization_id=organization, kind=kind, effective_from=effective_from, effective_to=effective_to
    )
    node = open_ledger_node(runtime, prove=False)
    gc.freeze()  # else the collector walks the whole program again and again beside the pages: half of the time
    gc.set_threshold(GARBAGE_MIN)
    if form in FORMS:
        output.writelines(FORMS[form](pages(node, MACHINE, wanted)))
        return
    if wanted != TransactionFilter():
        raise click.UsageError(f"a {form} journal is of the whole ledger: expected no filter")
    output.writelines(text.encode() for text in JOURNALS[form](node))
