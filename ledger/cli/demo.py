"""Demo: load years of a mileage scheme into an empty database, and write down how to log in.

Only a ledger that was opened by a simulated clock is ever thrown away, and only where that is asked for, or where its
load was cut short.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from ledger.cli.demo_file import DEMO_FILE, marker_of, read_demo_file, write_demo_file
from ledger.cli.failures import EXIT_CODES
from ledger.cli.output import progress_bar, remark
from ledger.cli.presence import present
from ledger.cli.runtime import CannotRun, Runtime
from ledger.cli.server import base_url, refuse_taken_port, serve
from ledger.services import demo as services
from ledger.services.clients import caller_of
from ledger.services.demo_size import ACCRUALS_MIN, Size, read_sizes
from ledger.services.heap import collection_paused
from ledger.services.node import Node

DATA: Final = Path(__file__).resolve().parents[2] / "config" / "demo"
"""Rules, campaigns, programs, organizations, activities, stories, spending and sizes of the demo."""


@click.command(epilog=EXIT_CODES)
@click.option("--if-empty", "found", flag_value="leave", help="Leave a ledger that is there as it is.")
@click.option(
    "--reset",
    "found",
    flag_value="throw away",
    help="Throw the demo in the database away first; refused for any other ledger.",
)
@click.option(
    "--size",
    "size_name",
    type=click.Choice(["small", "large"]),
    default="small",
    show_default=True,
    help="How many years and how much in them: config/demo/sizes.toml.",
)
@click.option(
    "--accruals",
    type=click.IntRange(ACCRUALS_MIN),
    help="How many activities, else as many as the size has; the rest in proportion.",
)
@click.option("--seed", type=int, default=services.SEED, show_default=True, help="The same seed gives the same events.")
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port the demo will be served on; else PORT.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEMO_FILE,
    show_default=True,
    help="Where to write how to log in.",
)
@click.option("--serve", "and_serve", is_flag=True, help="Serve it then, as `ledger run` does.")
@click.pass_obj
def demo(
    runtime: Runtime,
    found: str | None,
    size_name: str,
    accruals: int | None,
    seed: int,
    port: int | None,
    output: Path,
    and_serve: bool,
) -> None:
    """Load a demo: universities, companies, rules, programs, years of activities and redemptions."""
    size = read_sizes(DATA)[size_name].resized(accruals)
    port = port or runtime.port
    if and_serve:
        refuse_taken_port(runtime.host, port)
    _prepare(runtime, found, size, seed, output, base_url(runtime.host, port))
    if and_serve:
        serve(runtime, runtime.host, port, None, runtime.threads)


def _prepare(runtime: Runtime, found: str | None, size: Size, seed: int, output: Path, url: str) -> None:
    """Bring about a demo that the file knows; ``found`` says what to do with a ledger that is there.

    Raises:
        CannotRun: there is a ledger that is to be neither left nor thrown away.
    """
    runtime.migrate()
    reset = found == "throw away"
    node = runtime.open_node(prove=not reset)
    if node.is_open and (reset or _was_cut_short(runtime, output)):
        node = _start_over(runtime, node)
    if node.is_open:
        if found != "leave":
            raise CannotRun("expected an empty database, found a ledger: --if-empty leaves it, --reset throws it away")
        _refresh(runtime, node, output, url)
        return
    marker = marker_of(output)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text(runtime.database_url, encoding="utf-8")
    marker.chmod(0o600)
    write_demo_file(output, _told(runtime, _load(runtime, node, size, seed), url))
    marker.unlink()


def _was_cut_short(runtime: Runtime, output: Path) -> bool:
    """Tell whether the last load into this database never came to its end."""
    try:
        return marker_of(output).read_text(encoding="utf-8") == runtime.database_url
    except FileNotFoundError:
        return False


def _start_over(runtime: Runtime, node: Node) -> Node:
    """Throw a demo away and give an empty ledger.

    Raises:
        CannotRun: the ledger runs by the system's clock, so it is no demo; or somebody serves it.
    """
    if node.ledger.clock != "simulated":
        raise CannotRun(
            f"expected a ledger with a simulated clock, found {node.ledger.origin} opened on {node.ledger.opened_on} "
            f"by the {node.ledger.clock} clock: this is no demo and is not thrown away"
        )
    with present(node.keys.folder, alone=True):
        runtime.close()
        runtime.reset()
        runtime.migrate()
    return runtime.open_node()


def _refresh(runtime: Runtime, node: Node, output: Path, url: str) -> None:
    """Keep the ledger that is there; the port it will be served on may be another than last time."""
    told = read_demo_file(output)
    known = told is not None and caller_of(node, told["clients"]["operator"]["client_id"]) is not None
    if told is None or not known:
        remark(f"The database holds a ledger that {output} does not know; it is left as it is.")
        return
    if (told["base_url"], told["database_url"]) != (url, runtime.database_url):
        write_demo_file(output, {**told, "base_url": url, "database_url": runtime.database_url})


def _load(runtime: Runtime, node: Node, size: Size, seed: int) -> services.Played:
    started = time.monotonic()
    with collection_paused():
        script = services.read_script(DATA, size, seed)
    with progress_bar("Loading the demo", script.steps) as bar:
        played = services.play(node, script, runtime.origin, bar.reach, seed, runtime.warning_days)
        bar.reach(script.steps)
    seconds = time.monotonic() - started
    counts = played.counts
    remark(
        f"{len(script.cast.universities)} universities and {len(script.cast.companies):,} companies in {size.years} "
        f"years: {counts['accruals']:,} accruals, {counts['reversals']:,} reversals, {counts['holds']:,} holds, "
        f"{counts['captures']:,} captures, {counts['releases']:,} releases, {counts['cancellations']:,} cancellations."
    )
    remark(
        f"{counts['applications']:,} applications, {counts['selections']:,} selected, {counts['calls']:,} calls, "
        f"{counts['deliveries']:,} deliveries, {counts['revocations']:,} revocations, {counts['sanctions']:,} "
        f"sanctions, {counts['changes']:,} programs changed, {counts['warnings']:,} warnings."
    )
    remark(
        f"By hand: {counts['adjustments']:,} adjustments, {counts['write-offs']:,} write-offs, "
        f"{counts['reinstatements']:,} reinstatements, {counts['objections']:,} objections, {counts['mergers']:,} "
        f"mergers, {counts['periods closed']:,} months closed, {len(played.users):,} users with a password."
    )
    remark(
        f"{played.entries:,} entries in {seconds:.1f} s: {played.entries / seconds:,.0f} entries and "
        f"{counts['accruals'] / seconds:,.0f} accruals a second, onboarding included."
    )
    return played


def _told(runtime: Runtime, played: services.Played, url: str) -> dict[str, Any]:
    clients = {
        role: {
            "client_id": client.caller.client_id,
            "client_secret": client.secret,
            "organization_id": client.caller.organization_id,
        }
        for role, client in played.clients.items()
    }
    users = {role: asdict(user) for role, user in played.users.items()}
    return {"base_url": url, "database_url": runtime.database_url, "clients": clients, "users": users}
