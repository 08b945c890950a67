"""Certificates: issue, print, list and revoke them, and check one from a file with no server."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import click

from ledger.cli.access import noted_node, why_option
from ledger.cli.acting import accepted, dry_run_option, reason_option
from ledger.cli.failures import FOUND, end
from ledger.cli.moments import Day
from ledger.cli.output import json_option, print_fields, print_json, print_table
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.certificate_proof import CertificateRefused, check_certificate
from ledger.domain.journal.notes import NoteRefused, parse_verifier_key
from ledger.services import certificates as service
from ledger.services.context import Request
from ledger.services.papers.certificates import certificate_paper
from ledger.services.papers.words import LANGUAGES
from ledger.services.signing_keys import is_good

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def certificates() -> None:
    """Certificates: what organizations held on a day, for whoever is shown one to check."""


@certificates.command()
@click.argument("organization_id")
@click.option("--as-of", type=Day(), help="Last day of a closed month; else today.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=service.LANGUAGE, show_default=True, help="Of its paper.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def issue(
    runtime: Runtime, organization_id: str, as_of: str | None, lang: str, acting: str, dry_run: bool, as_json: bool
) -> None:
    """Certify what an organization held; its code is shown here."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "certificates.issue", dry_run=dry_run)
    shown = accepted(service.issue_certificate(node, request, organization_id, as_of, lang))
    (print_json if as_json else print_fields)(shown)


@certificates.command("list")
@click.option("--organization", default="", metavar="ORG_ID", help="Only this organization's.")
@why_option
@json_option
@click.pass_obj
def list_(runtime: Runtime, organization: str, why: str, as_json: bool) -> None:
    """List certificates, oldest first."""
    node = noted_node(runtime, "certificates list", organization, why)
    pages = service.certificate_pages(node, MACHINE, organization)
    found = list(chain.from_iterable(pages))
    if as_json:
        print_json(found)
    else:
        print_table(service.COLUMNS, found)


@certificates.command()
@click.argument("certificate_id")
@click.option("--pdf", type=click.File("wb", lazy=True), help="Print it into this file, with its code.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Of the PDF; else the one it was issued in.")
@why_option
@click.pass_obj
def show(runtime: Runtime, certificate_id: str, pdf: BinaryIO | None, lang: str | None, why: str) -> None:
    """Show a certificate with all that proves it: what is printed here is the file that `check` reads."""
    node = noted_node(runtime, "certificates show", certificate_id, why)
    if pdf is not None:
        pdf.write(certificate_paper(node, MACHINE, certificate_id, lang or "", ""))
    else:
        print_json(service.get_certificate(node, MACHINE, certificate_id))


@certificates.command()
@click.argument("certificate_id")
@reason_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def revoke(runtime: Runtime, certificate_id: str, reason: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Let a certificate not count any more."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "certificates.revoke", dry_run=dry_run)
    shown = accepted(service.revoke_certificate(node, request, certificate_id, reason))
    (print_json if as_json else print_fields)(shown)


@certificates.command()
@click.argument("file", type=_FILE)
@click.option("--key", required=True, metavar="VKEY", help="The log's verifier key, or a file that holds it.")
@click.option("--code", default="", help="The code as it is printed, to be held to the certificate too.")
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path, key: str, code: str, as_json: bool) -> None:
    """Check a certificate from a file, with no server and no database.

    It tells what stood in the log at the checkpoint; whether it was revoked since, only the public page knows.
    """
    try:
        known = parse_verifier_key((Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key).strip())
        certified = check_certificate(file.read_text(encoding="utf-8"), known, is_good, code)
    except (CertificateRefused, NoteRefused, OSError, UnicodeDecodeError) as error:
        end(ctx, FOUND, f"{file}: {error}")
    told = {**asdict(certified), "code": "checked" if code else "not checked"}
    told["points"] = dict(certified.points)
    if as_json:
        print_json(told)
        return
    print_fields({**told, "points": json.dumps(told["points"])})
    click.echo(f"\nIt stands in the log {certified.origin} at {certified.size} entries; later ones are not known here.")
