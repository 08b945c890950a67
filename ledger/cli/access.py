"""Access: who read what concerns persons, texts of the vault for those entitled, and what is to be erased."""

from __future__ import annotations

from typing import Any, BinaryIO, Final
from urllib.parse import quote

import click

from ledger.cli.acting import accepted, document_kind_option, document_option, dry_run_option, evidence_of
from ledger.cli.acting import reason_option as required_reason_option
from ledger.cli.output import json_option, print_fields, print_json, print_table, remark
from ledger.cli.runtime import Runtime
from ledger.cli.session import MACHINE, acting_caller, acting_option, open_ledger_node
from ledger.domain.erasures import REASONS
from ledger.services.access import list_access, note
from ledger.services.context import Request
from ledger.services.corrections import Grounds
from ledger.services.disclosing import Chosen, disclosure_lines, disclosures
from ledger.services.erasing import propose_erasure
from ledger.services.node import Node

_PAGE: Final = 500

why_option = click.option(
    "--reason", "why", default="", metavar="TEXT", help="Why it is read; noted in the access log."
)


def noted_node(runtime: Runtime, door: str, subject: str, why: str, filters: str = "") -> Node:
    """Give the node of an open ledger, on which a read by whoever holds the machine has been noted.

    Args:
        door: the command as it is typed, such as ``users list``.
        subject: id of what is read, or "" for a list.
        filters: what a list is narrowed by besides.
    """
    node = open_ledger_node(runtime)
    note(node, MACHINE, door, subject, quote(why), filters)
    return node


@click.command("access-log")
@click.option("--organization", default="", metavar="ORG_ID", help="Only reads of what concerns this organization.")
@click.option("--after", type=click.IntRange(0), default=0, help="Only lines behind this number.")
@why_option
@json_option
@click.pass_obj
def access_log(runtime: Runtime, organization: str, after: int, why: str, as_json: bool) -> None:
    """Tell who read what concerns persons, and why."""
    node = noted_node(runtime, "access-log", organization, why)
    found = []
    while page := list_access(node, MACHINE, organization, after, _PAGE):
        found += page
        after = page[-1]["number"]
    if as_json:
        print_json(found)
    else:
        print_table(("number", "at", "client_id", "door", "subject", "about", "reason"), found)


@click.command()
@click.option("--subject", "subjects", multiple=True, metavar="ID", help="Only texts filed under this id; repeatable.")
@click.option("--from", "first", type=click.IntRange(1), default=1, help="First position.")
@click.option("--to", "last", type=click.IntRange(0), default=0, help="Last position; else the head's.")
@click.option("-o", "--output", type=click.File("wb", lazy=False), default="-", help="File; else standard output.")
@click.option("--reason", "why", required=True, metavar="TEXT", help="Why it is shown; noted in the access log.")
@acting_option
@click.pass_obj
def disclose(
    runtime: Runtime, subjects: tuple[str, ...], first: int, last: int, output: BinaryIO, why: str, acting: str
) -> None:
    """Write texts of the vault with the salts that open their commitments, a line of JSON for each."""
    node = open_ledger_node(runtime)
    caller = acting_caller(node, acting)
    told = disclosures(node, caller, Chosen(subjects, first, last))
    note(node, caller, "disclose", subjects[0] if len(subjects) == 1 else "", quote(why), " ".join(subjects))
    output.writelines(disclosure_lines(told))


@click.command()
@click.argument("subject_id")
@click.option("--reason-code", type=click.Choice(REASONS), required=True)
@required_reason_option
@document_option
@document_kind_option
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def erase(runtime: Runtime, /, subject_id: str, acting: str, dry_run: bool, as_json: bool, **why: Any) -> None:
    """Propose to erase the texts about a person, an organization, or what else they are filed under."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "erasures.propose", dry_run=dry_run)
    grounds = Grounds(why["reason_code"], why["reason"], evidence_of(why["document"], why["document_kind"]))
    (print_json if as_json else print_fields)(accepted(propose_erasure(node, request, subject_id, grounds)))
    remark("Another person carries it out: ledger proposals approve.")
