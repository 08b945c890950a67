"""Seal: the log's signer as a process of its own, and the keys that it signs with."""

from __future__ import annotations

import signal
import threading

import click
import structlog

from ledger.cli.acting import accepted, dry_run_option
from ledger.cli.failures import EXIT_CODES
from ledger.cli.output import json_option, print_fields, print_json, print_table, remark
from ledger.cli.runtime import CannotRun, Runtime
from ledger.cli.session import acting_caller, acting_option, open_ledger_node
from ledger.domain.journal.notes import verifier_key
from ledger.domain.journal.policies import Policy
from ledger.services.context import Request
from ledger.services.cosigning import read_policy
from ledger.services.log_signers import key_history, propose_log_key
from ledger.services.sealing import seal as seal_once
from ledger.services.signing import HistoryNotExtended, Signer, SigningKeyMissing
from ledger.store.errors import StoreUnavailable

_log = structlog.get_logger()


@click.group(invoke_without_command=True, epilog=EXIT_CODES)
@click.option("--once", is_flag=True, help="Make one pass and end.")
@click.pass_context
def seal(ctx: click.Context, once: bool) -> None:
    """Sign the log's checkpoints, ask the witnesses of the policy, and go on until SIGTERM.

    It hashes again what it signs, and ends with exit code 1 where the journal does not extend what it signed, or names
    a key that it does not have.
    """
    if ctx.invoked_subcommand is not None:
        return
    runtime: Runtime = ctx.obj
    signer = runtime.open_signer()
    if not signer.origin:
        raise CannotRun("there is no ledger in this database yet; `ledger init` opens one")
    policy_file = runtime.seal_options.policy_file
    policy = read_policy(policy_file)[0] if policy_file else None
    if once:
        sealed = seal_once(signer, policy)
        print_fields({**sealed._asdict(), "witnesses": ", ".join(sealed.witnesses) or "-"})
    else:
        _go_on(signer, policy, runtime.seal_options.interval_seconds)
    runtime.close()


def _go_on(signer: Signer, policy: Policy | None, interval_seconds: int) -> None:
    """Make one pass after the other; a database that is away is waited for, anything else that is wrong ends it."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        try:
            seal_once(signer, policy)
        except StoreUnavailable as error:
            _log.warning("store_unavailable", reason=str(error))
        except (HistoryNotExtended, SigningKeyMissing) as found:
            _log.critical("not_sealed", reason=str(found))
            raise
        stopping.wait(interval_seconds)


@seal.command("key")
@json_option
@click.pass_obj
def key_(runtime: Runtime, as_json: bool) -> None:
    """Make a further key in the signer's folder, and print its public part, to be proposed.

    The first is made by itself. The new one signs once two persons have set it: `ledger seal propose`, and
    `ledger proposals approve` by another person.
    """
    public_key = runtime.signer_papers.new_key()
    told = {"public_key": public_key, "vkey": verifier_key(runtime.origin, bytes.fromhex(public_key))}
    (print_json if as_json else print_fields)(told)
    remark("Its private part is in the signer's folder: back it up, apart from the database.")


@seal.command()
@json_option
@click.pass_obj
def keys(runtime: Runtime, as_json: bool) -> None:
    """List the keys that the log was signed with, oldest first."""
    found = key_history(open_ledger_node(runtime))
    if as_json:
        print_json(found)
    else:
        print_table(("vkey", "position", "first_size"), found["items"])


@seal.command()
@click.argument("public_key")
@click.option("--reason", required=True, help="Why; kept where it can be erased.")
@acting_option
@dry_run_option
@json_option
@click.pass_obj
def propose(runtime: Runtime, public_key: str, reason: str, acting: str, dry_run: bool, as_json: bool) -> None:
    """Propose that checkpoints are signed with another key: 64 hexadecimal digits, as `ledger seal key` prints them."""
    node = open_ledger_node(runtime)
    request = Request(acting_caller(node, acting), "log.propose", dry_run=dry_run)
    shown = accepted(propose_log_key(node, request, public_key, reason))
    (print_json if as_json else print_fields)(shown)
