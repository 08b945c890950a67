"""Log: the signed checkpoint and proofs that lead to it, to be kept aside."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.log import checkpoint as newest
from ledger.services.log import position_proof, proof_file, verifier_key


@click.command()
@click.option("--vkey", is_flag=True, help="Print the key that checkpoints are verified with, instead.")
@click.pass_obj
def checkpoint(runtime: Runtime, vkey: bool) -> None:
    """Print a signed checkpoint of the journal's head (C2SP signed note), with the cosignatures under it.

    Where a process of its own signs, it is the newest that was published. Kept apart from the machine, it proves later
    that nothing before it was changed or cut off: `ledger verify --checkpoint FILE`.
    """
    node = open_ledger_node(runtime)
    click.echo(verifier_key(node) if vkey else newest(node), nl=vkey)


@click.command()
@click.argument("position", type=click.IntRange(1))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; else standard output.")
@click.pass_obj
def proof(runtime: Runtime, position: int, output: Path | None) -> None:
    """Prove that the entry at a POSITION is in the log: a .tlog-proof file (C2SP), to be checked offline.

    Every entry is a leaf: transactions, grants, rule versions, closings, keys.
    """
    text = proof_file(position_proof(open_ledger_node(runtime), position))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
