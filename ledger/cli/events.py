"""Events: what organizations are told of, such as points that lapse soon."""

from __future__ import annotations

import json
from itertools import chain

import click

from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, open_ledger_node
from ledger.domain.books.fold_events import TELLS
from ledger.services.events import event_pages


@click.command()
@click.option("--after", type=click.IntRange(min=0), default=0, help="Only events behind this position.")
@click.option("--organization", default="", metavar="ORG_ID", help="Only events of this organization.")
@click.option("--kind", type=click.Choice(sorted(TELLS)), default=None, help="Only events of this kind.")
@json_option
@click.pass_obj
def events(runtime: Runtime, after: int, organization: str, kind: str | None, as_json: bool) -> None:
    """List events behind a position, oldest first."""
    found = list(chain(*event_pages(open_ledger_node(runtime), MACHINE, organization, kind or "", after)))
    if as_json:
        print_json(found)
    else:
        lines = [{**event, "fact": json.dumps(event["fact"])} for event in found]
        print_table(("position", "kind", "recorded_at", "organization_id", "subject", "fact"), lines)
