"""Log: the signed checkpoint, to be kept aside."""

from __future__ import annotations

import click

from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.log import checkpoint as sign
from ledger.services.log import verifier_key


@click.command()
@click.option("--vkey", is_flag=True, help="Print the key that checkpoints are verified with, instead.")
@click.pass_obj
def checkpoint(runtime: Runtime, vkey: bool) -> None:
    """Print a signed checkpoint of the journal's head (C2SP signed note).

    Kept apart from the machine, it proves later that nothing before it was changed or cut off:
    `ledger verify --checkpoint FILE`.
    """
    node = open_ledger_node(runtime)
    click.echo(verifier_key(node) if vkey else sign(node), nl=vkey)
