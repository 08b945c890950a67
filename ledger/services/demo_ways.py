"""Demo ways: how a report goes its way to points: when its documents come, and how those who must agree take it.

A way is drawn with the plan and knows nothing of the ledger; which step is due, the ledger says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from ledger.domain.rules.terms import RuleTerms

WHOLE: Final = 1_000
"""Permille."""

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one report; the plainest one where nothing is told.

    Attributes:
        documents: complete: all come with the report; late: the last one ``documents_after_days`` after the award;
            never: it does not come.
        course: how those who must agree take it: agreed | returned (and then put right) | rejected | left (nobody has
            looked at it yet), at the step ``course_at``, or at the first where that is "".
        step_days: how long each step takes.
    """

    documents: str = "complete"
    documents_after_days: int = 0
    course: str = "agreed"
    course_at: str = ""
    step_days: int = 2

    def course_of(self, step: str) -> str:
        """Tell how a step that is due ends."""
        return self.course if self.course_at in ("", step) else "agreed"


PLAIN: Final = Way()
"""All documents come along, and everybody agrees."""


def draw_number(spec: Table, drawn: Mapping[str, int], rng: Random) -> int:
    """Draw one of ``from``, ``from + step`` ... ``to``, times what was drawn before under the names of ``times``.

    >>> draw_number({"from": 600, "to": 600, "step": 5, "times": ["students"]}, {"students": 3}, Random(1))
    1800
    """
    number = int(spec["from"]) + int(spec["step"]) * rng.randint(0, (spec["to"] - spec["from"]) // spec["step"])
    for name in spec.get("times", ()):
        number *= drawn[name]
    return number


def draw_way(told: Table, terms: RuleTerms, rng: Random) -> Way:
    """Draw a way under a rule, by ``[documents]`` and ``[claims]`` of activities.toml."""
    way = PLAIN
    if terms.evidence_required:
        documents = told["documents"]
        shares = {"late": documents["late_permille"], "never": documents["never_permille"]}
        after_days = draw_number(documents["after_days"], {}, rng)
        way = replace(way, documents=_one_of("complete", shares, rng), documents_after_days=after_days)
    if terms.workflow:
        claims = told["claims"]
        shares = {"returned": claims["returned_permille"], "rejected": claims["rejected_permille"]}
        course, at = _one_of("agreed", shares, rng), rng.choice(terms.workflow).step
        way = replace(way, course=course, course_at=at, step_days=draw_number(claims["step_days"], {}, rng))
    return way


def _one_of(ordinary: str, shares: Mapping[str, int], rng: Random) -> str:
    """Draw one of the names by their shares in permille; what they leave of the whole is ordinary."""
    return rng.choices([ordinary, *shares], [WHOLE - sum(shares.values()), *shares.values()])[0]
