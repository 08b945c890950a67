"""Closings in a replay: one forged, out of its turn, too early or over other lines is found, and so is what takes
effect in a closed period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.calendar_periods import CalendarPeriod, periods_until
from ledger.domain.commands import ApproveProposal, ProposeClosing
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.merkle import Frontier, leaf_hash
from tests.domain.test_sanction_checks import changed, finding, place
from tests.support.memory import MemoryLedger
from tests.support.world import rule_terms

Journal = list[Entry]
LATE = "2026-09-20"


def told() -> Journal:
    """Give a journal in which Haeundae earns in September, which is closed, and late for it in October,
    which is closed too."""
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.register("haeundae", "company", "1" * 10)
    ledger.publish_rule("INT", 1, "2020-01-01", rule_terms(limits=[]))
    ledger.accrue("pukyong", "E-1", "INT", "haeundae", "2026-09-01", allowance_krw=1_000_000)
    ledger.go_to("2026-10-02")
    _close(ledger, "2026-09")
    ledger.accrue("pukyong", "E-2", "INT", "haeundae", LATE, allowance_krw=2_000_000)
    ledger.go_to("2026-11-02")
    _close(ledger, "2026-10")
    return [sealed.entry for sealed in ledger.entries]


def _close(ledger: MemoryLedger, name: str) -> None:
    proposed = ledger.accept("operator", ProposeClosing(name))
    ledger.accept("approver", ApproveProposal(proposed["id"]))


def dated(day: str) -> Callable[[Journal], None]:
    """Let the late award take effect on a day."""

    def change(journal: Journal) -> None:
        at = place(journal, "accrual")
        journal[at] = replace(journal[at], effective_on=day)

    return change


def named(name: str) -> Callable[[Journal], None]:
    """Let the last closing, and its proposal, be of another period."""

    def change(journal: Journal) -> None:
        period = CalendarPeriod.named(name)
        made, at = place(journal, "proposal"), place(journal, "period_closed")
        proposed: Any = journal[made].fact
        closed: Any = journal[at].fact
        journal[made] = replace(journal[made], fact=replace(proposed, terms={"period": name}))
        days = {"first_day": period.first_day, "last_day": period.last_day}
        journal[at] = replace(journal[at], fact=replace(closed, period=name, **days))

    return change


def unproposed(journal: Journal) -> None:
    del journal[place(journal, "proposal")]


def by_the_proposer(journal: Journal) -> None:
    at, maker = place(journal, "period_closed"), journal[place(journal, "proposal")].actor
    journal[at] = replace(journal[at], actor=maker)


def before_it_was_over(journal: Journal) -> None:
    for kind in ("proposal", "period_closed"):
        at = place(journal, kind)
        journal[at] = replace(journal[at], recorded_at="2026-10-30T03:00:00.000Z", effective_on="2026-10-30")
    made: Any = journal[place(journal, "proposal")].fact
    journal[place(journal, "proposal")] = replace(
        journal[place(journal, "proposal")], fact=replace(made, act_by="2026-11-13")
    )


def test_closings_by_two_persons_are_found_right() -> None:
    assert finding(told()) == ""


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (changed("period_closed", root="00" * 32), "closing_differs"),
        (changed("period_closed", lines=7), "closing_differs"),
        (changed("period_closed", debit=0, credit=0), "closing_differs"),
        (changed("period_closed", prior=0), "closing_differs"),
        (changed("period_closed", through=1), "closing_differs"),
        (changed("period_closed", last_day="2026-10-30"), "closing_differs"),
        (changed("period_closed", log_root="00" * 32), "closing_covers_another_log"),
        (changed("period_closed", proposal=""), "carried_out_unproposed"),
        (changed("period_closed", period="2026-11"), "approved_differs_from_draft"),
        (named("2026-09"), "period_closed_out_of_order"),
        (named("2026-11"), "period_closed_out_of_order"),
        (named("2026"), "period_closed_out_of_order"),
        (named("2026-08"), "period_closed_out_of_order"),
        (before_it_was_over, "period_closed_out_of_order"),
        (unproposed, "approved_before_it_was_proposed"),
        (by_the_proposer, "actor_without_authority"),
        (dated("2026-09-30"), "accounted_in_a_closed_period"),
        (dated("2026-09-20"), "accounted_in_a_closed_period"),
        (dated("2026-10-02"), "accounted_on_another_day"),
    ],
)
def test_a_forged_closing_is_found_and_named(done: Callable[[Journal], None], code: str) -> None:
    journal = told()
    done(journal)
    assert finding(journal) == code


def test_a_period_closed_while_something_was_due_in_it_is_found() -> None:
    journal = told()
    ledger = MemoryLedger()
    ledger.open()
    ledger.register("pukyong", "university")
    ledger.register("haeundae", "company", "1" * 10)
    ledger.publish_rule("DOC", 1, "2020-01-01", rule_terms(evidence=["report"], evidence_days=5, limits=[]))
    ledger.accrue("pukyong", "E-1", "DOC", "haeundae", "2026-09-01", allowance_krw=1_000_000)
    ledger.go_to("2026-10-02")
    outcome = ledger.do("operator", ProposeClosing("2026-09"))
    assert outcome.code == "period_not_settled"
    holders = {row.holder for row in ledger.books.lot_balances.rows()}
    assert outcome.params["organization_id"] in holders
    unsettled = [sealed.entry for sealed in ledger.entries]
    made, closed = (journal[place(journal, kind, 0)] for kind in ("proposal", "period_closed"))
    position = len(unsettled) + 1
    operator = next(entry for entry in unsettled if entry.kind == "organization_registered" and entry.position > 3)
    grants = [entry.fact for entry in unsettled if entry.kind == "client_granted"]
    approver: Any = next(fact for fact in grants if fact.role == "operator_approver")  # type: ignore[union-attr]
    actor = replace(made.actor, client=approver.client, person=approver.person, organization=approver.organization)
    unsettled += [replace(made, position=position, actor=operator.actor)]
    unsettled += [replace(closed, position=position + 1, actor=actor)]
    told_of: Any = closed.fact
    assert finding(unsettled[:-1]) == ""
    assert finding([*unsettled[:-1], replace(unsettled[-1], fact=replace(told_of, log_root=_log_root(unsettled)))]) == (
        "period_closed_unsettled"
    )


def _log_root(journal: Journal) -> str:
    leaves = [leaf_hash(replace(entry, position=at).to_bytes()) for at, entry in enumerate(journal[:-1], start=1)]
    return Frontier().extend(leaves)[0].root().hex()


def test_a_year_ends_with_its_months_and_the_first_is_partial() -> None:
    names = [period.name for period in periods_until("2026-11-05", "2027-02-01")]
    assert names == ["2026-11", "2026-12", "2026", "2027-01", "2027-02", "2027"]
    assert [month.name for month in CalendarPeriod.named("2026").months("2026-11-05")] == ["2026-11", "2026-12"]
    for wrong in ("2026-13", "26-01", "2026-8", "", "2026-08-01"):
        with pytest.raises(ValueError, match="expected a month"):
            CalendarPeriod.named(wrong)
