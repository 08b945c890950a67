"""Tampering with applications: entries of spending that say what could not have been, each written anew and hashed.

An act is a function of a copy; it gives the beginning of the first finding: where, and the code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from ledger.domain.journal.entries import Entry, Posting
from ledger.domain.journal.facts import GraceLot
from ledger.store.schema import Entries
from tests.promises.damaged import Copy

KIND: Final = list(Entries.__table__.columns.keys()).index("kind")


def _forged(copy: Copy, kind: str, code: str, **said: Any) -> str:
    """Let the last entry of a kind say something else."""
    return _rewritten(copy, copy.entry(copy.last(kind)), code, **said)


def _rewritten(copy: Copy, entry: Entry, code: str, **said: Any) -> str:
    fact: Any = entry.fact
    copy.rewrite(replace(entry, fact=replace(fact, **said)))
    return f"entry {entry.position} ({entry.kind} {entry.id}): {code}"


def _entries(copy: Copy, kind: str, **about: str) -> list[Entry]:
    """Give the entries of a kind that are about something, oldest first."""
    found = (Entry.from_bytes(bytes(row[-2])) for row in copy.rows("entries") if row[KIND] == kind)
    return [entry for entry in found if all(getattr(entry.fact, name) == value for name, value in about.items())]


def _other_terms(copy: Copy, program: str, **terms: Any) -> None:
    """Let a program have been drafted and approved with other terms."""
    for kind in ("program_drafted", "program_published"):
        (entry,) = _entries(copy, kind, code=program)
        fact: Any = entry.fact
        copy.rewrite(replace(entry, fact=replace(fact, terms={**fact.terms, **terms})))


def hold_under_another_price(copy: Copy) -> str:
    return _forged(copy, "hold", "hold_differs_from_terms", points=1)


def hold_under_terms_that_were_not_in_force(copy: Copy) -> str:
    return _forged(copy, "hold", "hold_differs_from_terms", program_version=2)


def hold_that_counts_on_nothing(copy: Copy) -> str:
    """A hold that no quota and no ceiling knows of."""
    return _forged(copy, "hold", "hold_differs_from_terms", usage={})


def hold_that_lasts_longer(copy: Copy) -> str:
    return _forged(copy, "hold", "hold_differs_from_terms", hold_expires_at="2099-01-01T00:00:00.000Z")


def hold_of_a_program_that_is_closed(copy: Copy) -> str:
    _other_terms(copy, "GRANT", window={"closes_on": "2020-12-31"})
    first = _entries(copy, "hold", program="GRANT")[0]
    return f"entry {first.position} (hold {first.id}): hold_not_possible"


def hold_of_a_company_that_is_not_eligible(copy: Copy) -> str:
    _other_terms(copy, "GRANT", eligibility={"sizes": ["large"], "documents": ["plan"]})
    first = _entries(copy, "hold", program="GRANT")[0]
    return f"entry {first.position} (hold {first.id}): hold_not_possible"


def handed_in_without_documents(copy: Copy) -> str:
    entry = _of_program(copy, "submission", "GRANT")
    return _rewritten(copy, entry, "application_out_of_order", evidence=())


def _of_program(copy: Copy, kind: str, program: str, **about: str) -> Entry:
    """Give the last entry of a kind that is about a redemption of a program."""
    redemptions = {_fact(held).redemption for held in _entries(copy, "hold", program=program)}
    return next(entry for entry in reversed(_entries(copy, kind, **about)) if _fact(entry).redemption in redemptions)


def _fact(entry: Entry) -> Any:
    return entry.fact


def selection_by_another_agency(copy: Copy) -> str:
    """An agency has selected who applied for another's program."""
    return _by_another_agency(copy, copy.entry(copy.last("selection")))


def call_settled_by_another_agency(copy: Copy) -> str:
    return _by_another_agency(copy, copy.entry(copy.last("call_settled")))


def _by_another_agency(copy: Copy, entry: Entry) -> str:
    grants = [grant.fact for grant in _entries(copy, "client_granted", role="program_owner")]
    other: Any = next(fact for fact in grants if getattr(fact, "organization", "") != entry.actor.organization)
    actor = replace(entry.actor, client=other.client, person=other.person, organization=other.organization)
    copy.rewrite(replace(entry, actor=actor))
    return f"entry {entry.position} ({entry.kind} {entry.id}): redemption_of_another"


def selection_above_the_quota(copy: Copy) -> str:
    _other_terms(copy, "CALL", quota_applications=1)
    entry = _of_program(copy, "selection", "CALL")
    return f"entry {entry.position} (selection {entry.id}): application_out_of_order"


def selection_for_another_amount(copy: Copy) -> str:
    entry = _of_program(copy, "selection", "CALL")
    return _rewritten(copy, entry, "selection_differs_from_terms", amount_krw=4_000)


def selection_that_counts_on_nothing(copy: Copy) -> str:
    return _rewritten(copy, _of_program(copy, "selection", "CALL"), "selection_differs_from_terms", usage={})


def right_that_lasts_longer(copy: Copy) -> str:
    granted = next(entry for entry in _entries(copy, "selection") if _fact(entry).valid_until)
    return _rewritten(copy, granted, "selection_differs_from_terms", valid_until="2099-12-31")


def capture_of_a_bid_that_nobody_selected(copy: Copy) -> str:
    """The company's other bid, which still waits, is captured in the place of the one that won."""
    entry = _of_program(copy, "capture", "CALL")
    waiting = _entries(copy, "hold", program="CALL", organization=_fact(entry).organization)[-1]
    return _rewritten(copy, entry, "application_out_of_order", redemption=_fact(waiting).redemption)


def capture_that_costs_the_program_nothing(copy: Copy) -> str:
    return _rewritten(copy, _of_program(copy, "capture", "CALL"), "ending_differs", executed_krw=0)


def release_that_withholds_lots(copy: Copy) -> str:
    """What should have come back lapses, though its last day is not over."""
    entry = copy.entry(copy.last("release"))
    *kept, back = entry.postings
    (*_, (_, _, _, _, _, version, balance, *_)) = (
        row for row in copy.rows("postings") if row[2] == "expired" and row[0] < entry.position
    )
    lapsed = Posting("expired", back.lot, back.amount, version + 1, balance + back.amount)
    copy.rewrite(replace(entry, postings=(*kept, lapsed)))
    return f"entry {entry.position} (release {entry.id}): movement_differs"


def release_that_mints_grace(copy: Copy) -> str:
    """A lot of grace is granted where nothing has lapsed."""
    lot = copy.entry(copy.last("release")).postings[0].lot
    return _forged(copy, "release", "ending_differs", grace=(GraceLot("lot_" + "f" * 32, lot, 1, "2099-12-31"),))


def release_that_gives_nothing_back_to_the_quota(copy: Copy) -> str:
    return _forged(copy, "release", "ending_differs", usage={})


def hold_that_ends_twice(copy: Copy) -> str:
    """The company's last release ends the hold that the one before it had ended."""
    last = copy.entry(copy.last("release"))
    before = _entries(copy, "release", organization=_fact(last).organization)[-2]
    return _rewritten(copy, last, "hold_ended_twice", redemption=_fact(before).redemption)


def cancellation_after_its_time(copy: Copy) -> str:
    entry = copy.entry(copy.last("cancellation"))
    copy.rewrite(replace(entry, recorded_at="2099-01-01T00:00:00.000Z"))
    return f"entry {entry.position} (cancellation {entry.id}): cancelled_out_of_time"


def cancellation_of_fewer_points(copy: Copy) -> str:
    return _forged(copy, "cancellation", "ending_differs", points=1)


def call_that_leaves_somebody_open(copy: Copy) -> str:
    """The settlement is said to be of those who applied for a right, which were not decided."""
    return _forged(copy, "call_settled", "call_settled_in_part", program="RIGHT", call="2026")


def delivery_of_what_was_given_back(copy: Copy) -> str:
    released = _of_program(copy, "release", "CALL", cause="not_selected")
    return _forged(copy, "fulfilment", "application_out_of_order", redemption=_fact(released).redemption)


def revocation_of_what_was_given_back(copy: Copy) -> str:
    released = _of_program(copy, "release", "CALL", cause="not_selected")
    return _forged(copy, "revocation", "application_out_of_order", redemption=_fact(released).redemption)


SPENDING: Final[tuple[Callable[[Copy], str], ...]] = (
    hold_under_another_price,
    hold_under_terms_that_were_not_in_force,
    hold_that_counts_on_nothing,
    hold_that_lasts_longer,
    hold_of_a_program_that_is_closed,
    hold_of_a_company_that_is_not_eligible,
    handed_in_without_documents,
    selection_by_another_agency,
    call_settled_by_another_agency,
    selection_above_the_quota,
    selection_for_another_amount,
    selection_that_counts_on_nothing,
    right_that_lasts_longer,
    capture_of_a_bid_that_nobody_selected,
    capture_that_costs_the_program_nothing,
    release_that_withholds_lots,
    release_that_mints_grace,
    release_that_gives_nothing_back_to_the_quota,
    hold_that_ends_twice,
    cancellation_after_its_time,
    cancellation_of_fewer_points,
    call_that_leaves_somebody_open,
    delivery_of_what_was_given_back,
    revocation_of_what_was_given_back,
)
"""Every act on an entry of spending."""
