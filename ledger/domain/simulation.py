"""Simulation: what a draft would have awarded in a past period, activity by activity in the order of the journal.

Activities of the rule that occurred in the period and were not taken back are priced again, on bases and meters that
the draft itself moves; everything else counts as it was posted, less what was taken back of it. Nothing is posted.
Memory grows with organizations, agreements and years, never with activities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from ledger.domain.journal.canonical import encode
from ledger.domain.refusals import Refused
from ledger.domain.rules.limits import apply_limits, meters
from ledger.domain.rules.pricing import NO_BASE, Base, price, price_of_award
from ledger.domain.rules.terms import RuleTerms
from ledger.domain.rules.versions import RuleVersion

BaseKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """An awarded activity as the books have it.

    Attributes:
        agreement: key of what its amounts add up over, or "".
        points: awarded; ``reversed_points`` were taken back.
        taken_back: it was taken back as a whole. On a cumulative rule points of it may stand all the same.
        inputs: what it is priced from; only needed where the simulation ``rates`` it.
        posted_on: business day on which it was posted, which may be that of its activation.
        followed: points that stand of what the draft's rule, as it was then, added to it.
    """

    university: str
    organization: str
    rule: str
    rule_version: int
    occurred_on: str
    agreement: str
    paid_krw: int
    points: int
    reversed_points: int
    taken_back: bool
    inputs: Mapping[str, int]
    posted_on: str
    followed: int = 0

    @property
    def standing(self) -> int:
        """Points that were not taken back."""
        return self.points - self.reversed_points


@dataclass(slots=True)
class Tally:
    """What a draft would change for one organization, or for all; ``refused`` are activities it would not award."""

    activities: int = 0
    refused: int = 0
    before: int = 0
    after: int = 0

    def to_json(self) -> dict[str, int]:
        """Write it, with the difference."""
        return {
            "activities": self.activities,
            "refused": self.refused,
            "before": self.before,
            "after": self.after,
            "difference": self.after - self.before,
        }


class Simulation:
    """A replay in progress.

    Attributes:
        rated_rules: whose activities are priced again: the draft's own or, where it follows others, theirs.
        rules: whose activities must be taken, in the order of the journal.
        tallies: by organization.
    """

    def __init__(
        self, draft: RuleVersion, published: Iterable[RuleVersion], occurred_from: str, occurred_to: str
    ) -> None:
        self.draft = draft
        self.occurred_from, self.occurred_to = occurred_from, occurred_to
        self._versions = {(version.code, version.version): version for version in published}
        follows = draft.terms.follows
        self.rated_rules = frozenset(follows.rules if follows else (draft.code,))
        pools = _pools(draft.terms)
        sharing = {version.code for version in self._versions.values() if pools & _pools(version.terms)}
        self.rules = frozenset({draft.code} | self.rated_rules | sharing)
        self.tallies: dict[str, Tally] = {}
        self._bases: dict[BaseKey, Base] = {}
        self._used: dict[str, int] = {}

    def rates(self, activity: Activity) -> bool:
        """Tell whether an activity lies in what is simulated."""
        in_period = self.occurred_from <= activity.occurred_on <= self.occurred_to
        return in_period and activity.rule in self.rated_rules

    def take(self, activity: Activity) -> None:
        """Take the next activity of the journal."""
        if not self.rates(activity):
            self._count(activity)
            return
        follows = self.draft.terms.follows
        earner = self._earner(activity)
        if activity.taken_back and not activity.standing:
            return
        tally = self.tallies.setdefault(earner, Tally())
        tally.before += activity.standing if follows is None else activity.followed
        if activity.taken_back:
            return
        tally.activities += 1
        try:
            tally.after += self._follow(activity, earner) if follows else self._rate(activity)
        except Refused:
            tally.refused += 1

    def _earner(self, activity: Activity) -> str:
        follows = self.draft.terms.follows
        return activity.university if follows and follows.earns == "university" else activity.organization

    @property
    def totals(self) -> Tally:
        """What the draft would change for all together."""
        every = self.tallies.values()
        return Tally(
            sum(tally.activities for tally in every),
            sum(tally.refused for tally in every),
            sum(tally.before for tally in every),
            sum(tally.after for tally in every),
        )

    def report(self) -> list[dict[str, Any]]:
        """Give what the draft would change, by organization."""
        return [{"organization_id": name, **tally.to_json()} for name, tally in sorted(self.tallies.items())]

    def digest(self) -> str:
        """Give the SHA-256 of the report's lines and of its totals, each in canonical bytes behind a line feed."""
        lines = [*self.report(), self.totals.to_json()]
        return sha256(b"".join(b"\n" + encode(dict(line)) for line in lines)).hexdigest()

    def _rate(self, activity: Activity) -> int:
        """Price an activity as the draft would have, and count it."""
        terms = self.draft.terms
        if self._lapsed(activity):
            raise Refused("activates_after_expiry", "/activity")
        key = self._base_key(self.draft.terms, activity)
        base = self._bases.get(key, NO_BASE)
        priced = price(terms, activity.inputs, base)
        # Of a cumulative award nothing is taken back but by pricing it again, which is what happens here.
        taken = 0 if activity.agreement else activity.reversed_points
        points = max(0, self._limited(priced.points, activity.organization, activity) - taken)
        self._use(terms, self.draft.code, activity.organization, activity, points)
        if key:
            self._bases[key] = Base(base.paid_krw + priced.paid_krw, base.points + points)
        return points

    def _follow(self, activity: Activity, earner: str) -> int:
        """Price what follows an award, and count it."""
        if self._lapsed(activity):
            return 0
        points = self._limited(price_of_award(self.draft.terms, activity.standing).points, earner, activity)
        self._use(self.draft.terms, self.draft.code, earner, activity, points)
        return points

    def _lapsed(self, activity: Activity) -> bool:
        """Tell whether the points would have lapsed before the rule that was posted made them spendable."""
        posted = self._versions[(activity.rule, activity.rule_version)].terms
        terms = posted if self.draft.terms.follows else self.draft.terms
        days = date.fromisoformat(activity.occurred_on), date.fromisoformat(activity.posted_on)
        return self.draft.terms.lapsed_on(terms.activation.active_on(*days))

    def _limited(self, points: int, earner: str, activity: Activity) -> int:
        names = _meters(self.draft.terms, self.draft.code, earner, activity)
        used = {scope: self._used.get(name, 0) for scope, name in names.items()}
        return apply_limits(self.draft.terms, points, used).points

    def _count(self, activity: Activity) -> None:
        """Count an activity as it was posted."""
        version = self._versions[(activity.rule, activity.rule_version)]
        self._use(version.terms, version.code, activity.organization, activity, activity.standing)
        if activity.followed:
            self._use(self.draft.terms, self.draft.code, self._earner(activity), activity, activity.followed)
        if activity.rule == self.draft.code and activity.agreement:
            key = self._base_key(version.terms, activity)
            base = self._bases.get(key, NO_BASE)
            paid_krw = 0 if activity.taken_back else activity.paid_krw
            self._bases[key] = Base(base.paid_krw + paid_krw, base.points + activity.standing)

    def _use(self, terms: RuleTerms, code: str, earner: str, activity: Activity, points: int) -> None:
        for name in _meters(terms, code, earner, activity).values():
            self._used[name] = self._used.get(name, 0) + points

    def _base_key(self, terms: RuleTerms, activity: Activity) -> BaseKey:
        """Name what an activity's amounts add up over under some terms, () where they do not.

        Raises:
            Refused: ``agreement_reference_missing`` where it was not posted on an agreement.
        """
        if terms.accumulates_over == "organization_year":
            return ("organization_year", activity.organization, activity.occurred_on[:4])
        if terms.accumulates_over is None:
            return ()
        posted = self._versions[(activity.rule, activity.rule_version)]
        if posted.terms.accumulates_over != "agreement":
            raise Refused("agreement_reference_missing", "/agreement_reference", activity=activity.rule)
        return ("agreement", activity.agreement)


def _meters(terms: RuleTerms, code: str, earner: str, activity: Activity) -> Mapping[Any, str]:
    return meters(terms, code, earner, date.fromisoformat(activity.occurred_on), activity.agreement or None)


def _pools(terms: RuleTerms) -> set[str]:
    return {limit.pool for limit in terms.limits if limit.pool is not None}
