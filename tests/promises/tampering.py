"""Tampering: what somebody who owns the database may do to it, each act with what ``verify`` should say of it.

An act is a function of a copy; it gives the beginning of the first finding: where, and the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ledger.domain.journal.entries import SYSTEM, Actor
from ledger.domain.journal.facts import (
    AccrualPosted,
    ClientGranted,
    ClientRevoked,
    ExpiryWarned,
    OrganizationProfiled,
    ProgramPublished,
    SanctionDropped,
    SanctionImposed,
)
from tests.promises.damaged import Copy
from tests.promises.tampering_certificates import CERTIFICATES
from tests.promises.tampering_proposals import PROPOSALS
from tests.promises.tampering_spending import SPENDING
from tests.promises.tampering_tiers import TIERS
from tests.promises.tampering_users import USERS

FORGED: Final = bytes(range(32))


def changed_amount(copy: Copy) -> str:
    at = copy.last("hold")
    copy.sql("UPDATE postings SET amount = amount + 1 WHERE position = :at AND line = 1", at=at)
    return f"entry {at} line 1: posting_differs"


def changed_balance_after(copy: Copy) -> str:
    at = copy.last("capture")
    copy.sql("UPDATE postings SET balance_after = balance_after - 5 WHERE position = :at AND line = 2", at=at)
    return f"entry {at} line 2: posting_differs"


def hold_led_to_another_program(copy: Copy) -> str:
    at = copy.last("hold")
    copy.sql("UPDATE entries SET program = 'P-NOWHERE' WHERE position = :at", at=at)
    return f"entry {at}: entry_columns_differ"


def points_led_to_another_activity(copy: Copy) -> str:
    at = copy.last("hold")
    copy.sql("UPDATE postings SET rule = 'NOWHERE' WHERE position = :at AND line = 2", at=at)
    return f"entry {at} line 2: posting_differs"


def changed_entry_byte(copy: Copy) -> str:
    at = copy.last("accrual")
    data = bytearray(copy.one("SELECT bytes FROM entries WHERE position = :at", at=at))
    place = data.index(b'"nonce":"') + len(b'"nonce":"')
    data[place] = ord("0") if data[place] != ord("0") else ord("1")
    copy.sql("UPDATE entries SET bytes = :data WHERE position = :at", data=bytes(data), at=at)
    return f"entry {at}: leaf_hash_differs"


def entry_that_is_no_entry(copy: Copy) -> str:
    copy.sql("UPDATE entries SET bytes = :data WHERE position = 20", data=b'{"kind":"accrual"}')
    return "entry 20: entry_not_canonical"


def changed_leaf_hash(copy: Copy) -> str:
    copy.sql("UPDATE entries SET leaf_hash = :leaf WHERE position = 30", leaf=FORGED)
    return "entry 30: leaf_hash_differs"


def deleted_posting(copy: Copy) -> str:
    at = copy.last("cancellation")
    copy.sql("DELETE FROM postings WHERE position = :at AND line = 2", at=at)
    return f"entry {at} line 2: posting_differs"


def deleted_entry(copy: Copy) -> str:
    copy.sql("DELETE FROM postings WHERE position = 40")
    copy.sql("DELETE FROM entries WHERE position = 40")
    return "entry 40: entry_missing"


def posting_too_many(copy: Copy) -> str:
    at = copy.last("capture")
    (*_, last) = (row for row in copy.rows("postings") if row[0] == at)
    copy.put("postings", [(at, last[1] + 1, *last[2:5], last[5] + 1_000, *last[6:])])
    return f"entry {at} line {last[1] + 1}: posting_differs"


def orphan_posting(copy: Copy) -> str:
    (*_, last) = copy.rows("postings")
    copy.put("postings", [(999_999, *last[1:5], last[5] + 1, *last[6:])])
    return f"posting 999999 line {last[1]}: posting_without_entry"


def swapped_entries(copy: Copy) -> str:
    for old, new in ((50, -1), (51, 50), (-1, 51)):
        copy.sql("UPDATE entries SET position = :new WHERE position = :old", old=old, new=new)
    return "entry 50: position_not_next"


def swapped_entries_that_were_renumbered(copy: Copy) -> str:
    first, second = copy.entry(100), copy.entry(101)
    copy.rewrite(replace(second, position=100))
    copy.rewrite(replace(first, position=101))
    return f"entry 100 (accrual {second.id}): running_balance_differs"


def truncated_tail(copy: Copy) -> str:
    copy.sql("DELETE FROM postings WHERE position > 280")
    copy.sql("DELETE FROM entries WHERE position > 280")
    return "head: head_differs"


def moved_head(copy: Copy) -> str:
    copy.sql("UPDATE head SET position = position + 1")
    return "head: head_differs"


def postdated_head(copy: Copy) -> str:
    copy.sql("UPDATE head SET recorded_at = '2030-01-01T00:00:00.000Z'")
    return "head: head_differs"


def forged_frontier(copy: Copy) -> str:
    frontier = bytes(copy.one("SELECT frontier FROM head"))
    copy.sql("UPDATE head SET frontier = :forged", forged=frontier[:-32] + FORGED)
    return "head: head_root_differs"


def changed_log_node(copy: Copy) -> str:
    copy.sql("UPDATE log_nodes SET hash = :forged WHERE level = 8 AND idx = 0", forged=FORGED)
    return "log nodes: log_node_differs"


def deleted_log_node(copy: Copy) -> str:
    copy.sql("DELETE FROM log_nodes")
    return "log nodes: log_node_differs"


def changed_checkpoint(copy: Copy) -> str:
    size = copy.one("SELECT min(size) FROM checkpoints")
    copy.sql("UPDATE checkpoints SET root = :forged WHERE size = :size", forged=FORGED, size=size)
    return f"checkpoint of {size}: checkpoint_not_extended"


def checkpoint_of_a_longer_log(copy: Copy) -> str:
    copy.put("checkpoints", [(5_000, FORGED, "a note", "2030-01-01T00:00:00.000Z")])
    return "checkpoint of 5000: journal_truncated"


def inflated_award(copy: Copy) -> str:
    at = copy.last("accrual")
    entry = copy.entry(at)
    fact = entry.fact
    assert isinstance(fact, AccrualPosted)
    copy.rewrite(replace(entry, fact=replace(fact, points=fact.points * 10)))
    return f"entry {at} (accrual {entry.id}): award_recomputes_differently"


def unbalanced_entry(copy: Copy) -> str:
    at = copy.last("hold")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, postings=entry.postings[:-1]))
    return f"entry {at} (hold {entry.id}): movement_not_legal"


def hold_by_the_clock(copy: Copy) -> str:
    """The clock, which may only settle what is due, has held points."""
    at = copy.last("hold")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, actor=Actor(SYSTEM)))
    return f"entry {at} (hold {entry.id}): actor_without_authority"


def hold_by_a_university(copy: Copy) -> str:
    """A client in force has done what it was never granted."""
    at = copy.last("hold")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, actor=copy.entry(copy.last("accrual")).actor))
    return f"entry {at} (hold {entry.id}): actor_without_authority"


def revoked_hand(copy: Copy) -> str:
    """A client that was revoked goes on acting."""
    at = copy.last("client_revoked")
    entry = copy.entry(at)
    assert isinstance(entry.fact, ClientRevoked)
    facts = (copy.entry(position).fact for position in range(1, at))
    granted = next(fact for fact in facts if isinstance(fact, ClientGranted) and fact.client == entry.fact.client)
    actor = replace(entry.actor, client=granted.client, person=granted.person, organization=granted.organization)
    later = replace(entry, position=at + 1, id="txn_" + "f" * 32, actor=actor)
    copy.rewrite(later)
    return f"entry {at + 1} (client_revoked {later.id}): actor_without_authority"


def backdated_entry(copy: Copy) -> str:
    at = copy.last("client_revoked")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, recorded_at="2026-01-01T00:00:00.000Z"))
    return f"entry {at} (client_revoked {entry.id}): recorded_before_the_last"


def activity_counted_twice(copy: Copy) -> str:
    at = copy.last("accrual")
    entry, known, fact = copy.entry(at), copy.entry(110).fact, copy.entry(at).fact
    assert isinstance(fact, AccrualPosted)
    assert isinstance(known, AccrualPosted)
    copy.rewrite(replace(entry, fact=replace(fact, source=known.source, university=known.university)))
    return f"entry {at} (accrual {entry.id}): source_event_posted_twice"


def program_of_another_agency(copy: Copy) -> str:
    """The last agency has taken the code by which programs name another."""
    return _forged_profile(copy, owner="FUND")


def company_that_owns_programs(copy: Copy) -> str:
    """A company is said to run the programs that it spends on."""
    return _forged_profile(copy, organization=str(copy.one("SELECT min(organization) FROM redemptions")))


def size_that_there_is_not(copy: Copy) -> str:
    return _forged_profile(copy, size="tiny")


def _forged_profile(copy: Copy, **said: str) -> str:
    at = copy.last("organization_profiled")
    entry, fact = copy.entry(at), copy.entry(at).fact
    assert isinstance(fact, OrganizationProfiled)
    copy.rewrite(replace(entry, fact=replace(fact, **said)))
    return f"entry {at} (organization_profiled {entry.id}): profile_not_sound"


def profile_by_a_company(copy: Copy) -> str:
    """A client that may not say so says how large its company is."""
    at = copy.last("organization_profiled")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, actor=copy.entry(copy.last("hold")).actor))
    return f"entry {at} (organization_profiled {entry.id}): actor_without_authority"


def program_published_by_its_drafter(copy: Copy) -> str:
    """Who drafted a program's terms was given the approver's permission too, and approved them."""
    at = copy.last("program_published")
    entry, drafter = copy.entry(at), copy.entry(copy.last("program_drafted")).actor
    grants = (copy.entry(position) for position in range(1, at))
    granted = next(grant for grant in grants if getattr(grant.fact, "client", "") == drafter.client)
    fact = granted.fact
    assert isinstance(fact, ClientGranted)
    copy.rewrite(replace(granted, fact=replace(fact, permissions=(*fact.permissions, "programs.approve"))))
    copy.rewrite(replace(entry, actor=drafter))
    return f"entry {at} (program_published {entry.id}): approved_by_its_maker"


def program_published_otherwise_than_drafted(copy: Copy) -> str:
    at = copy.last("program_published")
    entry = copy.entry(at)
    fact = entry.fact
    assert isinstance(fact, ProgramPublished)
    cheaper = {**fact.terms, "price": {**fact.terms["price"], "points": 1}}
    copy.rewrite(replace(entry, fact=replace(fact, terms=cheaper)))
    return f"entry {at} (program_published {entry.id}): approved_differs_from_draft"


def program_published_without_a_draft(copy: Copy) -> str:
    """The second person publishes by itself what nobody drafted."""
    at = copy.last("program_published")
    entry = copy.entry(at)
    fact = entry.fact
    assert isinstance(fact, ProgramPublished)
    copy.rewrite(replace(entry, fact=replace(fact, version=fact.version + 1)))
    return f"entry {at} (program_published {entry.id}): approved_before_it_was_drafted"


def warning_of_more_points(copy: Copy) -> str:
    at = copy.last("expiry_warning")
    entry, fact = copy.entry(at), copy.entry(at).fact
    assert isinstance(fact, ExpiryWarned)
    copy.rewrite(replace(entry, fact=replace(fact, points=fact.points + 1)))
    return f"entry {at} (expiry_warning {entry.id}): warned_of_other_points"


def warning_too_early(copy: Copy) -> str:
    at = copy.last("expiry_warning")
    entry, fact = copy.entry(at), copy.entry(at).fact
    assert isinstance(fact, ExpiryWarned)
    copy.rewrite(replace(entry, fact=replace(fact, days=7)))
    return f"entry {at} (expiry_warning {entry.id}): warned_out_of_time"


def warning_given_again(copy: Copy) -> str:
    """The warning at 30 days says that it is that at 90, which was given before."""
    at = copy.last("expiry_warning")
    entry, fact = copy.entry(at), copy.entry(at).fact
    assert isinstance(fact, ExpiryWarned)
    copy.rewrite(replace(entry, fact=replace(fact, days=90)))
    return f"entry {at} (expiry_warning {entry.id}): warned_twice"


def warning_by_a_company(copy: Copy) -> str:
    at = copy.last("expiry_warning")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, actor=copy.entry(copy.last("hold")).actor))
    return f"entry {at} (expiry_warning {entry.id}): warned_by_another_than_the_clock"


def sanction_of_more(copy: Copy) -> str:
    """More was imposed than two persons agreed to."""
    at = copy.last("sanction")
    entry = copy.entry(at)
    assert isinstance(entry.fact, SanctionImposed)
    copy.rewrite(replace(entry, fact=replace(entry.fact, points=entry.fact.points + 1)))
    return f"entry {at} (sanction {entry.id}): sanction_takes_other_points"


def sanction_that_was_rejected(copy: Copy) -> str:
    """A sanction was imposed by the name of a proposal that was declined."""
    at, dropped = copy.last("sanction"), copy.entry(copy.last("sanction_dropped")).fact
    entry = copy.entry(at)
    assert isinstance(entry.fact, SanctionImposed)
    assert isinstance(dropped, SanctionDropped)
    copy.rewrite(replace(entry, fact=replace(entry.fact, sanction=dropped.sanction)))
    return f"entry {at} (sanction {entry.id}): sanction_takes_other_points"


TAMPERING: Final[dict[str, Callable[[Copy], str]]] = {
    done.__name__.replace("_", " "): done
    for done in (
        changed_amount,
        changed_balance_after,
        hold_led_to_another_program,
        points_led_to_another_activity,
        changed_entry_byte,
        entry_that_is_no_entry,
        changed_leaf_hash,
        deleted_posting,
        deleted_entry,
        orphan_posting,
        posting_too_many,
        swapped_entries,
        swapped_entries_that_were_renumbered,
        truncated_tail,
        moved_head,
        postdated_head,
        forged_frontier,
        changed_log_node,
        deleted_log_node,
        changed_checkpoint,
        checkpoint_of_a_longer_log,
        inflated_award,
        unbalanced_entry,
        hold_by_the_clock,
        hold_by_a_university,
        revoked_hand,
        backdated_entry,
        activity_counted_twice,
        program_of_another_agency,
        company_that_owns_programs,
        size_that_there_is_not,
        profile_by_a_company,
        program_published_by_its_drafter,
        program_published_otherwise_than_drafted,
        program_published_without_a_draft,
        warning_of_more_points,
        warning_too_early,
        warning_given_again,
        warning_by_a_company,
        sanction_of_more,
        sanction_that_was_rejected,
        *SPENDING,
        *PROPOSALS,
        *TIERS,
        *USERS,
        *CERTIFICATES,
    )
}
"""Every act by what it does."""
