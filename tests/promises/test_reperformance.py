"""Re-performance: every award of the journal is computed again, and one that does not follow is found and named (I11).

Whoever changes an input, a rule or a result hashes the entry anew, so that no hash beside it can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, RuleDrafted, RulePublished, Step
from ledger.services.verification import verify
from tests.promises.damaged import Copy

ALTERED: Final = "award_recomputes_differently"
IMPOSSIBLE: Final = "award_not_reproducible"


def _awards(copy: Copy, **about: Any) -> list[Entry]:
    """Read the awards of the journal, in their order, that say this about themselves."""
    entries = (Entry.from_bytes(bytes(row[-2])) for row in copy.rows("entries"))
    awards = [entry for entry in entries if isinstance(entry.fact, AccrualPosted)]
    return [entry for entry in awards if all(getattr(entry.fact, name) == value for name, value in about.items())]


def _rewritten(copy: Copy, entry: Entry, code: str, **changes: Any) -> tuple[Entry, str]:
    """Write another award over an award."""
    copy.rewrite(replace(entry, fact=replace(entry.fact, **changes)))
    return entry, code


def more_was_paid(copy: Copy) -> tuple[Entry, str]:
    """KRW 10,000 more: a point more."""
    award = _awards(copy, rule="INT")[-1]
    assert isinstance(award.fact, AccrualPosted)
    return _rewritten(copy, award, ALTERED, inputs={"allowance_krw": award.fact.inputs["allowance_krw"] + 10_000})


def a_won_more_was_paid(copy: Copy) -> tuple[Entry, str]:
    """KRW 1 more: the same points, by other steps."""
    award = _awards(copy, rule="INT")[-1]
    assert isinstance(award.fact, AccrualPosted)
    return _rewritten(copy, award, ALTERED, inputs={"allowance_krw": award.fact.inputs["allowance_krw"] + 1})


def more_was_paid_than_the_rule_allows(copy: Copy) -> tuple[Entry, str]:
    """No university could have reported it."""
    return _rewritten(copy, _awards(copy, rule="INT")[-1], IMPOSSIBLE, inputs={"allowance_krw": 2_000_000_000})


def an_input_that_the_rule_does_not_know(copy: Copy) -> tuple[Entry, str]:
    """The rule has no such input."""
    return _rewritten(copy, _awards(copy, rule="INT")[-1], IMPOSSIBLE, inputs={"students": 3})


def it_occurred_before_there_was_a_rule(copy: Copy) -> tuple[Entry, str]:
    """The day chooses the rule, and on this one there was none."""
    award = _awards(copy, rule="INT")[-1]
    copy.rewrite(replace(award, occurred_on="2019-12-31"))
    return award, IMPOSSIBLE


def a_rule_that_gives_half_as_much(copy: Copy) -> tuple[Entry, str]:
    """Draft and approval agree, so the first award under the rule is what does not follow."""
    for row in copy.rows("entries"):
        entry = Entry.from_bytes(bytes(row[-2]))
        if isinstance(entry.fact, RuleDrafted | RulePublished) and entry.fact.code == "INT":
            formula = {**entry.fact.terms["formula"], "krw_per_point": 20_000}
            copy.rewrite(replace(entry, fact=replace(entry.fact, terms={**entry.fact.terms, "formula": formula})))
    return _awards(copy, rule="INT")[0], ALTERED


def a_result_with_all_that_follows_from_it(copy: Copy) -> tuple[Entry, str]:
    """A point more in the result, its step, its meters and its postings, so that the entry agrees with itself."""
    entry = _awards(copy, rule="INT")[-1]
    award = entry.fact
    assert isinstance(award, AccrualPosted)
    signs = [1 if posting.amount > 0 else -1 for posting in entry.postings]
    postings = tuple(
        posting._replace(amount=posting.amount + sign, balance=posting.balance + sign)
        for sign, posting in zip(signs, entry.postings, strict=True)
    )
    usage = {meter: used + 1 for meter, used in award.usage.items()}
    steps = (*award.steps[:-1], Step(award.steps[-1].step, str(award.points + 1)))
    copy.rewrite(
        replace(entry, postings=postings, fact=replace(award, points=award.points + 1, steps=steps, usage=usage))
    )
    return entry, ALTERED


def a_step_of_the_arithmetic(copy: Copy) -> tuple[Entry, str]:
    """The points are right, and what is told of how they came about is not."""
    award = _awards(copy, rule="RES")[1]
    assert isinstance(award.fact, AccrualPosted)
    return _rewritten(copy, award, ALTERED, steps=award.fact.steps[:-1])


def the_base_of_an_agreement(copy: Copy) -> tuple[Entry, str]:
    """Less counts as paid, so that the next payment earns more."""
    return _rewritten(copy, _awards(copy, rule="RES")[0], ALTERED, paid_krw=1)


def the_campaign_on_top(copy: Copy) -> tuple[Entry, str]:
    """A point more of what follows an award."""
    award = next(entry for entry in _awards(copy) if getattr(entry.fact, "parts", ()))
    assert isinstance(award.fact, AccrualPosted)
    (first, *others) = award.fact.parts
    return _rewritten(copy, award, ALTERED, parts=(replace(first, points=first.points + 1), *others))


def a_longer_life(copy: Copy) -> tuple[Entry, str]:
    """The same points, to be spent for years."""
    return _rewritten(copy, _awards(copy, rule="INT")[-1], ALTERED, expires_on="2036-12-31")


CHANGES: Final[dict[str, Callable[[Copy], tuple[Entry, str]]]] = {
    done.__name__.replace("_", " "): done
    for done in (
        more_was_paid,
        a_won_more_was_paid,
        more_was_paid_than_the_rule_allows,
        an_input_that_the_rule_does_not_know,
        it_occurred_before_there_was_a_rule,
        a_rule_that_gives_half_as_much,
        a_result_with_all_that_follows_from_it,
        a_step_of_the_arithmetic,
        the_base_of_an_agreement,
        the_campaign_on_top,
        a_longer_life,
    )
}
"""Every change by what it does; it gives the award that differs, and the code."""


@pytest.mark.parametrize("done", CHANGES)
def test_an_award_that_does_not_follow_is_found_and_named(copy: Copy, done: str) -> None:
    entry, code = CHANGES[done](copy)
    before = sum(award.position < entry.position for award in _awards(copy))
    for projections in (False, True):
        report = verify(copy.node, projections=projections)
        (finding,) = report.findings
        assert (finding.where, finding.code) == (f"entry {entry.position} (accrual {entry.id})", code)
        assert (report.awards, report.differing, report.entries) == (before + 1, 1, entry.position - 1)


def test_every_award_of_an_untouched_ledger_is_computed_again(copy: Copy, tmp_path: Path) -> None:
    awards = len(_awards(copy))
    report = verify(copy.node, projections=False)
    assert (report.awards, report.differing, report.findings) == (awards, 0, ())
    code, said = copy.command(tmp_path, "verify", "--reperform")
    assert code == 0
    assert f"awards     {awards}\ndiffering  0\n" in said
    assert "Every award follows from its inputs" in said


def test_the_command_names_the_first_award_that_differs(copy: Copy, tmp_path: Path) -> None:
    entry, code = a_rule_that_gives_half_as_much(copy)
    status, said = copy.command(tmp_path, "verify", "--reperform")
    assert status == 1
    assert "differing  1\n" in said
    assert f"WRONG  entry {entry.position} (accrual {entry.id}): {code}: expected " in said


def test_reperformance_asks_the_journal_and_no_stored_sum(copy: Copy) -> None:
    copy.sql("UPDATE balances SET balance = balance + 1 WHERE account = 'issued:INT'")
    assert copy.found() != ()
    assert verify(copy.node, projections=False).findings == ()
