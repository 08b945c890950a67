"""Inbox: everything that waits for a client's decision."""

from __future__ import annotations

from typing import Any, Final

import click

from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.domain.inbox import KINDS
from ledger.services import inbox as service

PAGE: Final = 500


@click.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only what is of this kind.")
@acting_option
@json_option
@click.pass_obj
def inbox(runtime: Runtime, kind: str | None, acting: str, as_json: bool) -> None:
    """List all that a client may decide and its person has no part in, the oldest first."""
    node = open_ledger_node(runtime)
    caller = acting_caller(node, acting)
    found: list[dict[str, Any]] = []
    last: int | None = None
    while page := service.list_inbox(node, caller, kind or "", last, PAGE):
        found += page
        last = int(page[-1]["position"])
    if as_json:
        print_json(found)
    else:
        print_table(("kind", "id", "organization_id", "since", "last_day", "decide"), found)
