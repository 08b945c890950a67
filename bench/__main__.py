"""The benchmark's command: ``python -m bench``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Final

import click

from bench import profiling, report
from bench.comparison import Comparison, Group
from bench.ground import Ground, prepared_ground
from bench.hordak import PYTHON
from bench.house import opened_house
from bench.measuring import Record, measure
from bench.rows import COMPARISONS, groups
from bench.scale import opened_scale
from bench.scale_rows import SCALE_COMPARISONS, engines_of, loading, scale_groups
from bench.servers import version_of
from bench.sizes import DEFAULT, QUICK, Paces
from ledger.app import log_as_json

BUILD: Final = Path("build")


@click.command()
@click.option("--quick", is_flag=True, help="Five minutes; rougher figures, and no ledger of a million postings.")
@click.option("--million", is_flag=True, help="With --quick, the rows on ledgers of a million postings all the same.")
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
def main(
    quick: bool,
    million: bool,
    only: str,
    listing: bool,
    profiled: str | None,
    settings: tuple[str, ...],
    output: Path,
) -> None:
    """Measure the ledger beside references on the same PostgreSQL, in turns."""
    log_as_json("error")
    offered = COMPARISONS if quick and not million else COMPARISONS + SCALE_COMPARISONS
    rows = [comparison for comparison in offered if only in comparison.name]
    if profiled:
        click.echo(profiling.profile(profiled, BUILD / f"bench-{profiled}.prof"))
    elif listing:
        click.echo("\n".join(comparison.name for comparison in rows))
    elif not rows:
        raise click.UsageError(f"no row's name contains {only!r}; --list gives all")
    else:
        told = {name: value for name, _, value in (setting.partition("=") for setting in settings)}
        _run(QUICK if quick else DEFAULT, rows, told, output)


def _run(paces: Paces, rows: list[Comparison], settings: dict[str, str], output: Path) -> None:
    records: dict[str, Record] = {}
    remarks: list[str] = []
    with prepared_ground(settings) as ground:
        version = version_of(ground.server)
        trees = ground.database_trees
        everyday, at_scale = (
            _subjects_of(row for row in rows if row in some) for some in (COMPARISONS, SCALE_COMPARISONS)
        )
        if everyday:
            records |= _everyday(ground, paces, everyday, remarks)
        if at_scale:
            with opened_scale(ground, engines_of(at_scale), _remark) as scale:
                remarks.append(scale.told())
                records |= _measured(scale_groups(scale), paces, at_scale, trees)
                records |= scale.loadings(loading)
    told = report.json_rows([row for row in rows if {row.ours, row.reference} <= records.keys()], records)
    report.write_json(output, told)
    usual = paces["usual"]
    click.echo(f"\nPostgreSQL {version}; {usual.repeats} turns of {usual.seconds} s. {report.neighbours(records)}\n")
    click.echo(report.comparison_table(told))
    click.echo()
    click.echo(report.subject_table(records))
    click.echo("\n".join(["", f"Written to {output}.", *remarks]))


def _everyday(ground: Ground, paces: Paces, wanted: Set[str], remarks: list[str]) -> dict[str, Record]:
    """Measure what is served under everyday load, and verify it afterwards."""
    click.echo("Bringing up two ledgers and their servers ...", err=True)
    with opened_house(ground) as house:
        records = _measured(groups(house), paces, wanted, ground.database_trees)
        click.echo("Verifying both ledgers ...", err=True)
        reports = house.verified()
        remarks.append(f"Raw COPY was of {sum(house.raw_copy.rows.values()):,} rows for a batch.")
        if house.hordak is None:
            remarks.append(f"Left out: django-hordak is not installed in {PYTHON.parents[1]}.")
    for engine, verified in reports.items():
        remarks.append(f"{engine}: {verified.entries:,} entries verified, {len(verified.findings)} wrong")
    if any(verified.findings for verified in reports.values()):
        raise click.ClickException("the load left a ledger that does not follow from its journal")
    return records


def _measured(
    all_groups: Iterable[Group], paces: Paces, wanted: Set[str], trees: Mapping[str, int]
) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for group in all_groups:
        subjects = [subject for subject in group.subjects if subject.name in wanted]
        records |= measure(subjects, paces[group.pace], trees, _remark)
    return records


def _subjects_of(rows: Iterable[Comparison]) -> set[str]:
    return {name for row in rows for name in (row.ours, row.reference)}


def _remark(words: str) -> None:
    click.echo(f"  {words}", err=True)


if __name__ == "__main__":
    main()
