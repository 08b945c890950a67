"""Tampering with acts of two persons: entries that were approved otherwise than they could have been.

An act is a function of a copy; it gives the beginning of the first finding: where, and the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ledger.domain.journal.entries import Entry
from tests.promises.damaged import Copy


def _at(entry: Entry, code: str) -> str:
    return f"entry {entry.position} ({entry.kind} {entry.id}): {code}"


def _said(copy: Copy, kind: str, code: str, **said: Any) -> str:
    """Let the last entry of a kind say something else."""
    entry = copy.entry(copy.last(kind))
    fact: Any = entry.fact
    copy.rewrite(replace(entry, fact=replace(fact, **said)))
    return _at(entry, code)


def adjustment_by_its_maker(copy: Copy) -> str:
    """The approval bears a client of the person who proposed it."""
    made, carried_out = copy.entry(copy.last("proposal")), copy.entry(copy.last("adjustment"))
    actor = replace(carried_out.actor, person=made.actor.person)
    copy.rewrite(replace(carried_out, actor=actor))
    return _at(carried_out, "actor_without_authority")


def adjustment_that_its_checker_had_proposed(copy: Copy) -> str:
    """The proposal bears the person who approved it."""
    carried_out = copy.entry(copy.last("adjustment"))
    fact: Any = carried_out.fact
    made = next(
        entry
        for entry in (Entry.from_bytes(bytes(row[-2])) for row in copy.rows("entries"))
        if entry.kind == "proposal" and getattr(entry.fact, "proposal", "") == fact.proposal
    )
    copy.rewrite(replace(made, actor=carried_out.actor))
    return _at(made, "actor_without_authority")


def adjustment_that_nobody_proposed(copy: Copy) -> str:
    return _said(copy, "adjustment", "carried_out_unproposed", proposal="")


def adjustment_of_a_proposal_that_was_withdrawn(copy: Copy) -> str:
    dropped: Any = copy.entry(copy.last("proposal_dropped")).fact
    return _said(copy, "adjustment", "approved_before_it_was_proposed", proposal=dropped.proposal)


def adjustment_for_another_reason(copy: Copy) -> str:
    return _said(copy, "adjustment", "approved_differs_from_draft", reason="migration")


def adjustment_that_lasts_longer(copy: Copy) -> str:
    return _said(copy, "adjustment", "approved_differs_from_draft", expires_on="2099-12-31")


def write_off_of_another_company(copy: Copy) -> str:
    return _said(copy, "write_off", "approved_differs_from_draft", organization="org_" + "0" * 32)


def reinstatement_until_another_day(copy: Copy) -> str:
    fact: Any = copy.entry(copy.last("reinstatement")).fact
    grace = (replace(fact.grace[0], expires_on="2099-12-31"),)
    return _said(copy, "reinstatement", "approved_differs_from_draft", grace=grace)


def bound_that_is_wider_than_approved(copy: Copy) -> str:
    return _said(copy, "bound_set", "approved_differs_from_draft", points_max=0)


def log_key_of_somebody_else(copy: Copy) -> str:
    return _said(copy, "log_key_set", "approved_differs_from_draft", public_key="5a" * 32)


def log_key_that_is_none(copy: Copy) -> str:
    """The key is said to have been proposed so, too."""
    fact: Any = copy.entry(copy.last("log_key_set")).fact
    made = next(
        entry
        for entry in (Entry.from_bytes(bytes(row[-2])) for row in copy.rows("entries"))
        if entry.kind == "proposal" and getattr(entry.fact, "proposal", "") == fact.proposal
    )
    proposed: Any = made.fact
    copy.rewrite(replace(made, fact=replace(proposed, terms={"public_key": "haeundae"})))
    return _said(copy, "log_key_set", "log_key_not_sound", public_key="haeundae")


def proposal_that_wants_fewer_checks(copy: Copy) -> str:
    """A large act was proposed as one that a single other person may approve."""
    checked: Any = copy.entry(copy.last("proposal_checked")).fact
    made = next(
        entry
        for entry in (Entry.from_bytes(bytes(row[-2])) for row in copy.rows("entries"))
        if entry.kind == "proposal" and getattr(entry.fact, "proposal", "") == checked.proposal
    )
    fact: Any = made.fact
    copy.rewrite(replace(made, fact=replace(fact, checks=1)))
    return _at(made, "proposal_not_sound")


def proposal_that_waits_longer(copy: Copy) -> str:
    return _said(copy, "proposal", "proposal_not_sound", act_by="2099-12-31")


def proposal_that_ended_otherwise(copy: Copy) -> str:
    return _said(copy, "proposal_dropped", "actor_without_authority", status="rejected")


def proposal_that_expired_early(copy: Copy) -> str:
    return _said(copy, "proposal_dropped", "proposal_expired_early", status="expired")


PROPOSALS: Final[tuple[Callable[[Copy], str], ...]] = (
    adjustment_by_its_maker,
    adjustment_that_its_checker_had_proposed,
    adjustment_that_nobody_proposed,
    adjustment_of_a_proposal_that_was_withdrawn,
    adjustment_for_another_reason,
    adjustment_that_lasts_longer,
    write_off_of_another_company,
    reinstatement_until_another_day,
    bound_that_is_wider_than_approved,
    log_key_of_somebody_else,
    log_key_that_is_none,
    proposal_that_wants_fewer_checks,
    proposal_that_waits_longer,
    proposal_that_ended_otherwise,
    proposal_that_expired_early,
)
"""Every act of tampering with proposals."""
