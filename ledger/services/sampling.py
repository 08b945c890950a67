"""Sampling: transactions drawn for an auditor by a checkpoint that came later, so that nobody could choose them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ledger.domain.journal.notes import Note
from ledger.domain.refusals import Refused
from ledger.domain.sampling import Drawn, Unit, sample, seed_of
from ledger.services.context import Caller
from ledger.services.exports import forms_of
from ledger.services.node import Node
from ledger.services.tables import flat
from ledger.services.visibility import require_all
from ledger.store.reads import audit, log

PAGE: Final = 2_000
COLUMNS: Final = (
    "position",
    "transaction_id",
    "kind",
    "university_id",
    "points",
    "stratum",
    "hits",
    "rank",
    "leaf_hash",
    "transactions",
    "proof",
)
"""The columns of a file: a transaction that was drawn."""
FORMS: Final = forms_of(flat("sample", COLUMNS, whole=("position", "points", "hits")))
"""How a sample is written, by the name of the form, which is a file's extension too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is drawn from what.

    Attributes:
        frame_from, frame_to: first and last position of the frame.
        seed_checkpoint: size of the checkpoint that seeds the draw; larger than ``frame_to``.
        strata: by what strata are told apart, where the method has any.
    """

    size: int
    method: str
    strata: str
    frame_from: int
    frame_to: int
    seed_checkpoint: int

    @property
    def parameters(self) -> dict[str, str | int]:
        """Give what the seed is made of besides the checkpoint."""
        stratified = {"strata": self.strata} if self.method == "stratified" else {}
        return {
            "frame_from": self.frame_from,
            "frame_to": self.frame_to,
            "method": self.method,
            "size": self.size,
            **stratified,
        }


def draw(node: Node, caller: Caller, wanted: Wanted) -> dict[str, Any]:
    """Draw a sample; the same question gives the same answer for ever.

    Refusals, in this order: ``permission_missing``, ``position_unknown``, ``sample_frame_not_fixed``,
    ``checkpoint_unknown``.

    Raises:
        Refused: see above.
    """
    require_all(caller)
    with node.store.reading() as unit:
        head = unit.head.position
        if not 1 <= wanted.frame_from <= wanted.frame_to <= head:
            raise Refused("position_unknown", "/frame_to", position=head, asked=wanted.frame_to)
        if wanted.seed_checkpoint <= wanted.frame_to:
            told = {"checkpoint": wanted.seed_checkpoint, "frame_to": wanted.frame_to}
            raise Refused("sample_frame_not_fixed", "/seed_checkpoint", **told)
        checkpoint = log.checkpoint_of_size(unit, wanted.seed_checkpoint)
        if checkpoint is None:
            raise Refused("checkpoint_unknown", "/seed_checkpoint", size=wanted.seed_checkpoint)
        root = log.root_at(unit, wanted.frame_to).hex()
    # From here on the sample is drawn.
    seed = seed_of(Note.parse(checkpoint.note).text, wanted.parameters)
    drawn = sample(lambda: _frame(node, wanted), seed, wanted.size, wanted.method, wanted.strata)
    return {
        "parameters": wanted.parameters,
        "seed": seed.hex(),
        "checkpoint": checkpoint.note,
        "strata": [stratum._asdict() for stratum in drawn.strata],
        "items": [_shown(one, wanted.seed_checkpoint) for one in drawn.drawn],
        "position": wanted.frame_to,
        "root": root,
    }


def _frame(node: Node, wanted: Wanted) -> Iterator[Unit]:
    after = wanted.frame_from - 1
    while True:
        with node.store.reading() as unit:
            page = audit.units(unit, after, wanted.frame_to, PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].position


def _shown(one: Drawn, size: int) -> dict[str, Any]:
    unit = one.unit
    path = f"/api/v1/transactions/{unit.transaction_id}"
    return {
        "position": unit.position,
        "transaction_id": unit.transaction_id,
        "kind": unit.kind,
        "university_id": unit.university or None,
        "points": unit.points,
        "stratum": one.stratum,
        "hits": one.hits,
        "rank": one.rank.hex(),
        "leaf_hash": unit.leaf_hash.hex(),
        "transactions": path,
        "proof": f"{path}/proof?size={size}",
    }
