"""Verification: re-derive the whole ledger from its journal and say what is wrong with it, if anything is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ledger.cli.failures import EXIT_CODES, FOUND
from ledger.cli.output import json_option, print_fields, print_json, progress_bar
from ledger.cli.runtime import CannotRun, Runtime
from ledger.cli.session import open_ledger_node
from ledger.domain.finding import Finding
from ledger.domain.journal.entries import EntryInvalid
from ledger.domain.journal.notes import Checkpoint, Note
from ledger.services import verification
from ledger.services.log_signers import known_keys
from ledger.services.node import Node
from ledger.services.signing_keys import is_good
from ledger.services.verification import Report
from ledger.store.errors import HeadUnreadable

ALL_FOLLOWS: Final = "Everything follows from the journal; nothing is wrong."
AWARDS_FOLLOW: Final = "Every award follows from its inputs, and the journal from its rules; nothing is wrong."


@click.command(epilog=EXIT_CODES)
@click.option("--checkpoint", "kept", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="A signed checkpoint that was kept aside; the journal must still contain it.")  # fmt: skip
@click.option("--reperform", is_flag=True,
              help="Ask the journal alone, and no stored sums, whether every award follows.")  # fmt: skip
@json_option
@click.pass_context
def verify(ctx: click.Context, kept: Path | None, reperform: bool, as_json: bool) -> None:
    """Re-derive everything from the journal, every award from its inputs, and name the first thing that is wrong."""
    report = _checked(ctx.obj, kept, "Verifying", projections=not reperform)
    _print(report, as_json, AWARDS_FOLLOW if reperform else ALL_FOLLOWS)
    ctx.exit(FOUND if report.findings else 0)


@click.command(epilog=EXIT_CODES)
@click.option("--check", is_flag=True, required=True, help="Only compare; there is nothing else it does.")
@json_option
@click.pass_context
def rebuild(ctx: click.Context, check: bool, as_json: bool) -> None:
    """Rebuild every projection from the journal and compare it with the stored one; it repairs nothing."""
    report = _checked(ctx.obj, None, "Rebuilding")
    _print(report, as_json, ALL_FOLLOWS)
    ctx.exit(FOUND if report.findings else 0)


def _checked(runtime: Runtime, kept: Path | None, words: str, *, projections: bool = True) -> Report:
    try:
        node = open_ledger_node(runtime, prove=False)
    except EntryInvalid as error:
        return Report(0, 0, 0, "", (Finding("entry_not_canonical", "entry 1", "the genesis entry", str(error)),))
    except HeadUnreadable as damaged:
        return verification.without_head(damaged)
    checkpoint = None if kept is None else _read_checkpoint(node, kept)
    with progress_bar(words) as bar:
        return verification.verify(node, checkpoint, bar.reach, projections=projections)


def _read_checkpoint(node: Node, path: Path) -> Checkpoint:
    """Read a checkpoint that this ledger signed.

    Raises:
        NoteRefused: it is no signed note, or not signed by one of this ledger's keys.
        CannotRun: it cannot be read, or is a checkpoint of another log.
    """
    try:
        note = Note.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{path}: expected a signed checkpoint, found {error}") from error
    known = known_keys(node)
    lines = {(line.name, line.key_id) for line in note.signatures}
    for key in [key for key in known if (key.name, key.key_id) in lines] or known[-1:]:
        note.verified_text(key, is_good)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != node.ledger.origin:
        raise CannotRun(f"{path}: expected a checkpoint of {node.ledger.origin}, found one of {checkpoint.origin}")
    return checkpoint


def _print(report: Report, as_json: bool, well: str) -> None:
    counted = {"entries": report.entries, "postings": report.postings, "awards": report.awards}
    counted["differing"] = report.differing
    counted |= {"texts": report.texts, "erased": report.erased, "accesses": report.accesses}
    if as_json:
        findings = [finding._asdict() for finding in report.findings]
        print_json({**counted, "root": report.root or None, "findings": findings})
        return
    print_fields({**counted, "root": report.root or "-"})
    for finding in report.findings:
        click.echo(f"WRONG  {finding}")
    if not report.findings:
        click.echo(well)
