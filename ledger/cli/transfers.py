"""Transfers: propose mergers and successions; ``ledger proposals`` carries them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from ledger.cli.acting import (
    accepted,
    document_kind_option,
    document_option,
    dry_run_option,
    evidence_of,
    reason_option,
)
from ledger.cli.output import json_option, print_fields, print_json
from ledger.cli.runtime import Runtime
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.domain.transfer_acts import MERGED, SUCCEEDED
from ledger.services import transfers as service
from ledger.services.context import Request
from ledger.services.corrections import Grounds
from ledger.services.transfers import KINDS, TransferInput

CHANGE: Final = "organizations.change"


@click.group()
def transfers() -> None:
    """Transfers: companies that merge, or hand over a part of what they have."""


def grounded(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what every proposal about companies takes: why, the document, who acts."""
    options = (reason_option, document_option, document_kind_option, acting_option, dry_run_option, json_option)
    for option in reversed(options):
        command = option(command)
    return click.pass_obj(command)


def grounds_of(told: dict[str, Any]) -> Grounds:
    """Give why something is proposed, as it was told on the command line."""
    return Grounds(told["reason_code"], told["reason"], evidence_of(told["document"], told["document_kind"]))


@transfers.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("source_id")
@click.argument("target_id")
@click.option("--points", type=click.IntRange(1, 2**53 - 1), help="Of a succession: how many, soonest first.")
@click.option("--lot", "lots", multiple=True, metavar="LOT_ID", help="Of a succession: a lot, as often as needed.")
@click.option("--reason-code", type=click.Choice((*MERGED, *SUCCEEDED)), required=True)
@grounded
def propose(
    runtime: Runtime,
    /,
    kind: str,
    source_id: str,
    target_id: str,
    points: int | None,
    lots: tuple[str, ...],
    **told: Any,
) -> None:
    """Propose that all, or a part, of what is SOURCE_ID's becomes TARGET_ID's."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, told["acting"]), CHANGE, dry_run=told["dry_run"])
    item = TransferInput(kind, source_id, target_id, grounds_of(told), points, lots)
    shown = accepted(service.propose_transfer(node, request, item))
    (print_json if told["as_json"] else print_fields)(shown)
