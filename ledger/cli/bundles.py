"""Bundles: write the whole journal out for whoever verifies it, and the program that verifies it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from ledger.cli.failures import EXIT_CODES
from ledger.cli.output import json_option, print_fields, print_json, progress_bar
from ledger.cli.runtime import Runtime
from ledger.cli.session import open_ledger_node
from ledger.services.bundles import write_bundle
from ledger.verifier.packing import pack_verifier


@click.command(epilog=EXIT_CODES)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FOLDER|FILE.zip",
              help="A new folder, which any web server can serve as the log; or a file that ends in .zip.")  # fmt: skip
@click.option("--from-checkpoint", "size", type=click.IntRange(min=1), metavar="SIZE",
              help="As of an earlier checkpoint, that of SIZE entries; else what stands now is signed.")  # fmt: skip
@click.option("--disclosures", type=click.File("rb"), metavar="FILE",
              help="Texts of the vault that are shown with their salts, as NDJSON.")  # fmt: skip
@click.option("--no-exports", is_flag=True, help="Without transactions.csv and journal.hledger.")
@json_option
@click.pass_obj
def bundle(
    runtime: Runtime, output: Path, size: int | None, disclosures: BinaryIO | None, no_exports: bool, as_json: bool
) -> None:
    """Write the journal as a bundle: entries, tiles, checkpoints, manifest; `ledger-verify.pyz` verifies it offline.

    It holds every entry: hand it to those who may read all histories.
    """
    node = open_ledger_node(runtime, prove=False)
    with progress_bar("Writing the bundle") as bar:
        manifest = write_bundle(node, output, size, exports=not no_exports, disclosures=disclosures, progress=bar.reach)
    told = {"bundle": str(output), "entries": manifest.size, "root": manifest.root, "files": len(manifest.files) + 1}
    if as_json:
        print_json(told)
    else:
        print_fields(told)


@click.command()
@click.option("-o", "--output", type=click.File("wb"), default="ledger-verify.pyz", show_default=True,
              help="Where the program goes.")  # fmt: skip
def verifier(output: BinaryIO) -> None:
    """Write the offline verifier: one file that needs Python 3.11 and nothing else; each time the same bytes."""
    pack_verifier(output)
