"""Provenance: where the points of a transaction came from."""

from __future__ import annotations

from typing import Any

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.output import json_option, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE
from ledger.services.provenance import transaction_provenance


@click.command()
@click.argument("transaction_id", metavar="TRANSACTION_ID")
@why_option
@json_option
@click.pass_obj
def provenance(runtime: Runtime, transaction_id: str, why: str, as_json: bool) -> None:
    """Tell which activities, rules, adjustments and documents are behind the points of a transaction."""
    node = noted_node(runtime, "provenance", transaction_id, why)
    told = transaction_provenance(node, MACHINE, transaction_id)
    if as_json:
        print_json(told)
        return
    click.echo(f"{told['kind']} of {told['points']} points")
    print_table(("lot", "points", "expires_on", "role", "behind", "rule", "evidence"), list(map(_line, told["lots"])))


def _line(lot: dict[str, Any]) -> dict[str, Any]:
    earned, granted = lot["earned_by"], lot["granted_by"]
    if granted is not None:
        documents, rule = [granted["document"]], ""
        role, behind = granted["reason_code"], granted["proposal_id"]
    else:
        documents, rule = earned["evidence"], f"{earned['rule']['code']} v{earned['rule']['version']}"
        role, behind = earned["role"], earned["accrual_id"]
    evidence = " ".join(f"{document['kind']}:{document['sha256'][:12]}" for document in documents)
    return {**lot, "role": role, "behind": behind, "rule": rule, "evidence": evidence}
