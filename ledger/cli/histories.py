"""Histories: write the transactions that are asked for out, as NDJSON, as a table with a line for each posting, or as a
journal in text.

The plain-text journals (hledger, ledger, beancount) are of the whole ledger, so that their assertions can be checked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, BinaryIO, Final, TypeVar

import click

from ledger.cli.bundles import bundle
from ledger.cli.moments import Day, Instant, PositionOrInstant
from ledger.cli.output import require_form
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.domain.books.accounts import CHART
from ledger.domain.interchange.journals import JOURNALS
from ledger.services.exports import FORMS
from ledger.services.histories import pages
from ledger.services.history_filters import OLDEST, ORDERS, TransactionFilter
from ledger.services.interchange import journal_lines

Command = TypeVar("Command", bound=Callable[..., Any])


GARBAGE_MIN: Final = 50_000
"""After how many new objects to look for garbage: more than a page has, and a page leaves none."""

_OPTIONS: Final = (
    click.option("--organization", "organization_id", metavar="ORG_ID", help="Whose wallet moved, or who posted it."),
    click.option("--university", "university_id", metavar="ORG_ID", help="Which university posted it."),
    click.option("--account", metavar="ACCOUNT", help="Only transactions that move this account."),
    click.option("--lot", metavar="LOT_ID", help="Only transactions that move points of this lot."),
    click.option("--kind", type=click.Choice([*CHART]), metavar="KIND", help="Only transactions of this kind."),
    click.option("--program", metavar="CODE", help="Only what is about redemptions of this program."),
    click.option("--activity", metavar="CODE", help="Only what moves points that this activity earned."),
    click.option("--person", "person_id", metavar="PERSON_ID", help="Who acted."),
    click.option("--client", "client_id", metavar="CLIENT_ID", help="By which client or user."),
    click.option("--subject", metavar="ID", help="The accrual or redemption that it is about."),
    click.option("--reference", metavar="TEXT", help="The university's event id, or the company's reference."),
    click.option("--q", metavar="TEXT", help="What was pasted: an id, an account, a position or a reference."),
    click.option("--from", "effective_from", type=Day(), help="First accounting day."),
    click.option("--to", "effective_to", type=Day(), help="Last accounting day."),
    click.option("--occurred-from", type=Day(), help="First day of the real event."),
    click.option("--occurred-to", type=Day(), help="Last day of the real event."),
    click.option("--recorded-from", type=Instant(), help="Recorded then or later."),
    click.option("--recorded-to", type=Instant(), help="Recorded before then."),
    click.option("--recorded-as-of", type=PositionOrInstant(), help="As the history stood then."),
    click.option("--effective-as-of", type=Day(), help="As of an accounting day."),
    click.option("--order", type=click.Choice(ORDERS), default=OLDEST, show_default=True, help="Which come first."),
)


def _filtering(command: Command) -> Command:
    """Give a command every filter of the history as an option."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@click.option("--format", "form", type=click.Choice([*FORMS, *JOURNALS]), default=next(iter(FORMS)), show_default=True)
@click.option("--output", type=click.File("wb", lazy=False), default="-", help="File; else standard output.")
@_filtering
@click.pass_context
def export(ctx: click.Context, /, form: str, output: BinaryIO, **filters: Any) -> None:
    """Write the transactions out that meet what is asked for; `ledger export bundle` writes all that proves them."""
    if ctx.invoked_subcommand is not None:
        return
    wanted = TransactionFilter(**{name: value for name, value in filters.items() if value not in (None, "")})
    require_form(form)
    node = open_ledger_node(ctx.obj, prove=False)
    gc.freeze()  # else the collector walks the whole program again and again beside the pages: half of the time
    gc.set_threshold(GARBAGE_MIN)
    if form in FORMS:
        output.writelines(FORMS[form](pages(node, MACHINE, wanted)))
        return
    if wanted != TransactionFilter():
        raise click.UsageError(f"a {form} journal is of the whole ledger: expected no filter")
    output.writelines(journal_lines(node, MACHINE, form))


export.add_command(bundle)
