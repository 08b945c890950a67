"""Report: the rows as a table for people and as ``build/bench.json`` for programs.

The file is a list of ``{"name", "ours", "reference", "ratio", "unit"}`` with more beside: medians of all turns, their
least and greatest, latencies, and the processor's time for one unit of work by who used it.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.comparison import Comparison
from bench.cpu import CLIENT
from bench.measuring import Record

_WHO = (CLIENT, "service", "writer", "database")


def json_rows(comparisons: Sequence[Comparison], records: Mapping[str, Record]) -> list[dict[str, Any]]:
    """Give the rows as the file has them."""
    return [_row(comparison, records[comparison.ours], records[comparison.reference]) for comparison in comparisons]


def _row(comparison: Comparison, ours: Record, reference: Record) -> dict[str, Any]:
    mine, others = ours.values(comparison.ours_of), reference.values(comparison.reference_of)
    ratios = [one / other for one, other in zip(mine, others, strict=True)]
    medians = statistics.median(mine), statistics.median(others)
    return {
        "name": comparison.name,
        "ours": _rounded(medians[0]),
        "reference": _rounded(medians[1]),
        "ratio": round(medians[0] / medians[1], 3),
        "unit": comparison.unit,
        "ratio_min": round(min(ratios), 3),
        "ratio_max": round(max(ratios), 3),
        "ours_detail": _detail(comparison.ours, ours, mine),
        "reference_detail": _detail(comparison.reference, reference, others),
    }


def _detail(subject: str, record: Record, values: Sequence[float]) -> dict[str, Any]:
    return {
        "subject": subject,
        "min": _rounded(min(values)),
        "max": _rounded(max(values)),
        "p50_ms": round(record.median("p50_ms"), 3),
        "p99_ms": round(record.median("p99_ms"), 3),
        "cpu_us": {who: round(used) for who in _WHO if (used := record.cpu_us(who)) is not None},
        "memory_mib": round(max(record.values("memory_mib")), 1),
        "turns": len(values),
    }


def _rounded(value: float) -> float:
    return round(value, 3 if value < 100 else 1)


def write_json(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def comparison_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write the rows for people."""
    head = ("ours / reference", "ours", "reference", "unit", "ratio", "of each round")
    lines = [
        (
            row["name"],
            _number(row["ours"]),
            _number(row["reference"]),
            row["unit"],
            _ratio(row["ratio"]),
            f"{_ratio(row['ratio_min'])} - {_ratio(row['ratio_max'])}",
        )
        for row in rows
    ]
    return _table([head, *lines])


def subject_table(records: Mapping[str, Record]) -> str:
    """Write what each subject did: rate, latencies, where the processor's time went for one unit of work, and the
    most memory that the process which did it ever held."""
    head = ("subject", "1/s", "min - max", "p50 ms", "p99 ms", *(f"{who} us" for who in _WHO), "MiB")
    lines = []
    for name, record in records.items():
        rates = record.values("rate")
        latencies = [_number(record.median("p50_ms")), _number(record.median("p99_ms"))] if _timed(record) else ["", ""]
        spent = [record.cpu_us(who) for who in _WHO]
        times = ["" if one is None else _number(one) for one in spent]
        memory_mib = max(record.values("memory_mib"))
        times.append(_number(memory_mib) if memory_mib else "")
        spread = f"{_number(min(rates))} - {_number(max(rates))}"
        lines.append((name, _number(record.median("rate")), spread, *latencies, *times))
    return _table([head, *lines])


def neighbours(records: Mapping[str, Record]) -> str:
    """Tell how much of the machine others used meanwhile."""
    used = [cores for record in records.values() for cores in record.elsewhere()]
    if not used:
        return "Who else used the machine is not known."
    return f"Other processes used {statistics.median(used):.2f} cores (median of all turns; most {max(used):.2f})."


def _timed(record: Record) -> bool:
    return any(one.latencies_ms for one in record.slices)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _table(lines: Sequence[Sequence[str]]) -> str:
    """Align the first column left and all others right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()
