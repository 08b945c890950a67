"""The benchmark's command: ``python -m bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from bench import profiling, report
from bench.house import opened_house
from bench.measuring import Record, measure
from bench.rows import COMPARISONS, Comparison, groups
from bench.sizes import DEFAULT, QUICK, WARM_UP_SECONDS, Sizes
from ledger.app import log_as_json

BUILD: Final = Path("build")


@click.command()
@click.option("--quick", is_flag=True, help="Two minutes instead of ten; the figures are rougher.")
@click.option("--only", default="", metavar="TEXT", help="Only rows whose name contains this.")
@click.option("--list", "listing", is_flag=True, help="Only say which rows there are.")
@click.option(
    "--profile", "profiled", type=click.Choice(profiling.NAMES), help="Profile a path instead, in this process."
)
@click.option("--setting", "settings", multiple=True, metavar="NAME=VALUE",
              help="A setting of the servers other than the default, such as server.threads=4.")  # fmt: skip
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=BUILD / "bench.json",
    show_default=True,
    help="Where to write the rows.",
)
def main(quick: bool, only: str, listing: bool, profiled: str | None, settings: tuple[str, ...], output: Path) -> None:
    """Measure the ledger beside references on the same PostgreSQL, in turns."""
    log_as_json("error")
    rows = [comparison for comparison in COMPARISONS if only in comparison.name]
    if profiled:
        click.echo(profiling.profile(profiled, BUILD / f"bench-{profiled}.prof"))
    elif listing:
        click.echo("\n".join(comparison.name for comparison in rows))
    elif not rows:
        raise click.UsageError(f"no row's name contains {only!r}; --list gives all")
    else:
        told = {name: value for name, _, value in (setting.partition("=") for setting in settings)}
        _run(QUICK if quick else DEFAULT, rows, told, output)


def _run(sizes: Sizes, rows: list[Comparison], settings: dict[str, str], output: Path) -> None:
    wanted = {name for row in rows for name in (row.ours, row.reference)}
    records: dict[str, Record] = {}
    click.echo("Bringing up PostgreSQL, two ledgers and their servers ...", err=True)
    with opened_house(settings) as house:
        for group in groups(house):
            subjects = [subject for subject in group.subjects if subject.name in wanted]
            repeats, warm_up = (sizes.batch_repeats, 0) if group.batches else (sizes.repeats, WARM_UP_SECONDS)
            records |= measure(subjects, repeats, sizes.slice_seconds, warm_up, house.database_trees, _remark)
        click.echo("Verifying both ledgers ...", err=True)
        reports = house.verified()
        copied = sum(house.raw_copy.rows.values())
        version = house.postgres_version
    told = report.json_rows(rows, records)
    report.write_json(output, told)
    turns = f"{sizes.repeats} turns of {sizes.slice_seconds} s, batches {sizes.batch_repeats} times"
    rest = f"raw COPY of {copied:,} rows for a batch. {report.neighbours(records)}"
    click.echo(f"\nPostgreSQL {version}; {turns}; {rest}\n")
    click.echo(report.comparison_table(told))
    click.echo()
    click.echo(report.subject_table(records))
    click.echo(f"\nWritten to {output}.")
    for engine, verified in reports.items():
        click.echo(f"{engine}: {verified.entries:,} entries verified, {len(verified.findings)} wrong")
    if any(verified.findings for verified in reports.values()):
        raise click.ClickException("the load left a ledger that does not follow from its journal")


def _remark(words: str) -> None:
    click.echo(f"  {words}", err=True)


if __name__ == "__main__":
    main()
