"""Session: what a command works with, an open ledger and somebody who acts.

Whoever holds the machine can read all of its database; to write, a client must prove itself here as at any door, so
that every entry has an actor with authority behind it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Final

import click

from ledger.cli.runtime import CannotRun, Runtime
from ledger.services.clients import authenticate
from ledger.services.context import CLOCK, Caller
from ledger.services.node import Node
from ledger.services.visibility import READ_ALL

MACHINE: Final = replace(CLOCK, permissions=frozenset({READ_ALL}))
"""Whoever holds the machine, reading."""

acting_option = click.option(
    "--as",
    "acting",
    required=True,
    metavar="CLIENT_ID",
    help="The client that acts; its secret is asked for, or read from standard input where that is no terminal.",
)


def open_ledger_node(runtime: Runtime, *, prove: bool = True) -> Node:
    """Give the node of a ledger that is open.

    Raises:
        CannotRun: there is no ledger in the database yet.
    """
    node = runtime.open_node(prove=prove)
    if not node.is_open:
        raise CannotRun("there is no ledger in this database yet; `ledger init` opens one, `ledger demo` loads a demo")
    return node


def acting_caller(node: Node, client_id: str) -> Caller:
    """Give the client that acts, having proved itself.

    Raises:
        CannotRun: no client with this id and secret is in force.
    """
    if sys.stdin.isatty():
        secret = click.prompt("Client secret", hide_input=True, err=True)
    else:
        secret = sys.stdin.readline().strip()
    caller = authenticate(node, client_id, secret)
    if caller is None:
        raise CannotRun(f"expected the secret of a client in force, found another or none for {client_id}")
    return caller
