"""Operations over HTTP: whether the service lives, whether it can work, what it is, and what it has done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, cast

from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ledger import __version__
from ledger.api.conventions.here import door, node
from ledger.api.conventions.negotiation import TEXT
from ledger.api.conventions.observing import Measurements
from ledger.api.conventions.resource import Resource
from ledger.api.conventions.signer_metrics import signer_registry
from ledger.api.conventions.writer_metrics import writer_registry
from ledger.api.schemas.operations import HealthSchema, VersionSchema
from ledger.domain.refusals import Refused
from ledger.services.log_signers import newest_checkpoint

resource = Resource("operations", "The service about itself.", prefix="")


@resource.public("/healthz", HealthSchema)
def health() -> dict[str, Any]:
    """Tell that the process answers."""
    return {"status": "alive"}


@resource.public("/readyz", HealthSchema)
def readiness() -> dict[str, Any]:
    """Tell that the ledger and its writer can be reached, where journal and checkpoint stand, how the writer fares."""
    with node().store.reading() as unit:
        told: dict[str, Any] = {"status": "ready", "position": unit.head.position}
    if (newest := newest_checkpoint(node())) is not None:
        told["checkpoint"] = newest
    writer = node().writer
    return told if writer is None else {**told, "writer": asdict(writer.status())}


@resource.public("/version", VersionSchema)
def version() -> dict[str, Any]:
    """Tell what runs here."""
    ledger = node().ledger
    return {
        "name": "mileage-ledger",
        "version": __version__,
        "api": "v1",
        "ledger_id": ledger.ledger,
        "origin": ledger.origin,
        "clock": ledger.clock,
    }


@resource.public("/metrics", media_type=TEXT)
def metrics() -> Response:
    """Give the measurements of this process, and of the node's writer, in Prometheus' text format."""
    if not door().options.metrics:
        raise Refused("resource_unknown", path="/metrics")
    measurements = cast(Measurements, current_app.extensions["ledger.measurements"])
    told = generate_latest(measurements.registry) + generate_latest(writer_registry(node().writer))
    told += generate_latest(signer_registry(newest_checkpoint(node())))
    return Response(told, content_type=CONTENT_TYPE_LATEST)
