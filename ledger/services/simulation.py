"""Simulation: replay a draft over a past period, and put on record that it was done; no points move.

What is recorded names the draft and the position it was read at, so the same report can be had again at any time, and
its digest compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ledger.domain.books import rows
from ledger.domain.commands import Answer, RecordSimulation
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import RuleDrafted
from ledger.domain.published import draft_version, rule_version
from ledger.domain.rulebook import read_version
from ledger.domain.rules.versions import RuleVersion
from ledger.domain.simulation import Simulation
from ledger.services.context import Request
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.store.reads import activities, journal
from ledger.store.units import ReadingUnit

Progress = Callable[[int, int], None]
PROGRESS_EVERY: Final = 500
"""After how many activities the progress is told."""


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def simulate_rule(
    node: Node,
    request: Request,
    code: str,
    version: int,
    occurred_from: str,
    occurred_to: str,
    progress: Progress = silent,
) -> Answer:
    """Replay a draft over the activities that occurred in a period, both days included.

    The answer holds the totals, and what would change for each organization.

    Args:
        progress: told the position reached and the one to reach.
    """
    found: Simulation | None = None
    draft = read_at = 0
    with node.store.reading() as unit:
        for row in journal.rows(unit, rows.RuleDraft):
            if (row.code, row.version) == (code, version) and occurred_from <= occurred_to:
                draft, read_at = row.position, unit.head.position
                found = _replayed(unit, draft_version(row), (occurred_from, occurred_to), read_at, progress)
    told = answer(node, request, _command((code, version), draft, (occurred_from, occurred_to), read_at, found))
    outcome = told.outcomes[0]
    if outcome.code:
        return told
    if found is None or found.digest() != outcome.result["digest"]:  # a repeat, and the ledger has moved since
        found = _again(node, outcome.result["draft_position"], (occurred_from, occurred_to), outcome.result["read_at"])
    return replace(told, outcomes=(replace(outcome, result={**outcome.result, "organizations": found.report()}),))


def _command(
    rule: tuple[str, int], draft: int, period: tuple[str, str], read_at: int, found: Simulation | None
) -> RecordSimulation:
    """Make the command; where there is nothing to simulate, it will be refused."""
    if found is None:
        return RecordSimulation(*rule, draft, *period, read_at, 0, 0, 0, 0, "")
    totals = found.totals
    figures = (totals.activities, totals.refused, totals.before, totals.after)
    return RecordSimulation(*rule, draft, *period, read_at, *figures, found.digest())


def _replayed(
    unit: ReadingUnit, draft: RuleVersion, period: tuple[str, str], position: int, progress: Progress
) -> Simulation:
    simulation = Simulation(draft, map(rule_version, journal.rows(unit, rows.Rule)), *period)
    follower = draft.code if draft.terms.follows else ""
    wanted = activities.Wanted(simulation.rules, simulation.rated_rules, *period, follower)
    for number, (at, activity) in enumerate(activities.activities(unit, wanted, position)):
        simulation.take(activity)
        if number % PROGRESS_EVERY == 0:
            progress(at, position)
    progress(position, position)
    return simulation


def _again(node: Node, draft: int, period: tuple[str, str], read_at: int) -> Simulation:
    """Replay what was replayed before: the draft that an entry holds, on the ledger as it stood."""
    with node.store.reading() as unit:
        fact = Entry.from_bytes(next(journal.entries(unit, draft, 1)).data).fact
        if not isinstance(fact, RuleDrafted):
            raise ValueError(f"expected a draft at position {draft}, found {type(fact).__name__}")
        version = read_version(fact.code, fact.version, fact.valid_from, fact.valid_to or None, fact.terms)
        return _replayed(unit, version, period, read_at, silent)
