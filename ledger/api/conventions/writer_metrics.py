"""Writer metrics: how the node's writer fares, as measurements of the door that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from ledger.services.writer.channel import WriterChannel
from ledger.services.writer.status import GROUP_SIZES, WriterStatus
from ledger.store.errors import StoreUnavailable


def writer_registry(writer: WriterChannel | None) -> CollectorRegistry:
    """Make a registry that tells of the writer; of its silence, where it does not answer; of nothing without one."""
    registry = CollectorRegistry(auto_describe=False)
    if writer is not None:
        registry.register(_WriterCollector(writer))
    return registry


class _WriterCollector(Collector):
    def __init__(self, writer: WriterChannel) -> None:
        self._writer = writer

    def collect(self) -> Iterator[Metric]:
        try:
            status = self._writer.status()
        except StoreUnavailable:
            yield GaugeMetricFamily("ledger_writer_up", "Whether the writer answers.", value=0)
            return
        yield GaugeMetricFamily("ledger_writer_up", "Whether the writer answers.", value=1)
        yield from _families(status)


def _families(status: WriterStatus) -> Iterator[Metric]:
    yield CounterMetricFamily("ledger_writer_groups", "Units of work committed.", value=status.groups)
    yield CounterMetricFamily("ledger_writer_requests", "Requests posted.", value=status.requests)
    yield CounterMetricFamily("ledger_writer_failed", "Requests that could not be decided.", value=status.failed)
    yield CounterMetricFamily(
        "ledger_writer_unavailable", "Requests that the database did not answer.", value=status.unavailable
    )
    yield CounterMetricFamily(
        "ledger_writer_unit_seconds", "Time from the head lock to the commit, summed.", value=status.seconds_in_unit
    )
    yield GaugeMetricFamily(
        "ledger_writer_longest_unit_seconds", "The longest unit of work.", value=status.longest_unit_seconds
    )
    yield GaugeMetricFamily("ledger_writer_queue", "Requests waiting when the last group was taken.", status.queue)
    yield GaugeMetricFamily("ledger_writer_queue_max", "The most requests that ever waited.", status.queue_max)
    bounds = [*(str(bound) for bound in GROUP_SIZES), "+Inf"]
    sizes = HistogramMetricFamily("ledger_writer_group_commands", "Commands in a unit of work.")
    sizes.add_metric([], list(zip(bounds, accumulate(status.group_sizes), strict=True)), status.commands)
    yield sizes
