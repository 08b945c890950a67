"""Awards: what a report is worth here and now, to whom, and the one entry in which all of it is posted.

The order is formula, floor, caps, shares, then what follows: campaigns on top for those who earned, mirrors for the
university. Everything an activity earns moves in one transaction, each holder's points in a lot of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from ledger.domain.award_legs import award_legs
from ledger.domain.books.books import Books
from ledger.domain.books.figures import allotment_meter
from ledger.domain.books.fold import FOLLOWER
from ledger.domain.books.successions import heir_of, others_counted_with
from ledger.domain.commands import Private
from ledger.domain.desk import Desk
from ledger.domain.handler import need_wallet
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import AccrualPosted, ActivityNoted, Part, Step
from ledger.domain.needs import Needs
from ledger.domain.points import spread
from ledger.domain.published import rule_in_force, rule_version
from ledger.domain.refusals import Refused
from ledger.domain.reports import Report, base_key, fingerprint_of
from ledger.domain.rules.clauses import Scope
from ledger.domain.rules.limits import apply_limits, meters
from ledger.domain.rules.pricing import NO_BASE, Base, price, price_of_award
from ledger.domain.rules.versions import RuleVersion

_ANY: Final = "-"
"""In the place of an agreement, where only a company's year is wanted."""

LOTS_MAX: Final = 24
"""Most lots of one award, so that all of it fits into one entry."""


class Following(NamedTuple):
    """What a rule that follows others adds to an award; ``held`` tells who earns how many points of it."""

    rule: RuleVersion
    role: str
    points: int
    held: tuple[tuple[str, int], ...]
    expires_on: str


class Award(NamedTuple):
    """What an activity is worth: ``points`` by its own rule, ``held`` by whom, and what follows."""

    rule: RuleVersion
    points: int
    steps: tuple[Step, ...]
    agreement: str
    paid_krw: int
    usage: Mapping[str, int]
    active_on: str
    expires_on: str
    held: tuple[tuple[str, int], ...]
    followed: tuple[Following, ...]

    @property
    def issued(self) -> int:
        """All points that come into being, whoever earns them."""
        return self.points + sum(following.points for following in self.followed)

    def missing(self, report: Report) -> tuple[str, ...]:
        """Give the kinds of documents that still must come."""
        there = {document.kind for document in report.evidence}
        return tuple(kind for kind in self.rule.terms.evidence_required if kind not in there) if self.points else ()

    @property
    def evidence_by(self) -> str:
        """The last day on which documents can come."""
        days = self.rule.terms.evidence_days or 0
        return (date.fromisoformat(self.active_on) + timedelta(days=days)).isoformat()


def followers(books: Books, report: Report) -> list[RuleVersion]:
    """Give the rules that follow a report's own, in force when it occurred: campaigns, then mirrors, by code."""
    day = date.fromisoformat(report.occurred_on)
    newest: dict[str, RuleVersion] = {}
    for row in books.rules.find("role", FOLLOWER):
        rule = rule_version(row)
        follows = rule.terms.follows
        if follows is None or report.activity not in follows.rules or not rule.in_force_on(day):
            continue
        if rule.code not in newest or newest[rule.code].version < rule.version:
            newest[rule.code] = rule
    return sorted(newest.values(), key=lambda rule: (_role(rule), rule.code))


def _role(rule: RuleVersion) -> str:
    return "mirror" if rule.terms.follows and rule.terms.follows.earns == "university" else "campaign"


def need_award(needs: Needs, books: Books, report: Report, posted_on: str) -> None:
    """Need all that an award may touch: wallets, control accounts, the base, meters, and who has the fingerprint."""
    for holder in report.holders:
        need_wallet(needs, heir_of(books, holder))
    needs.balances.add(f"issued:{report.activity}")
    try:
        rule = rule_in_force(books.rules.find("code", report.activity), report.activity, report.occurred_on)
    except Refused:
        return
    base = base_key(rule, report)
    if base:
        needs.agreements.add(base)
    if base or not rule.terms.agreement:
        needs.usage.update(_meters(rule, report.organization, report, base).values())
        needs.usage.update(_meters_beside(books, rule, report))
    needs.usage.add(allotment_meter(report.university, posted_on))
    needs.allotments.add((report.university, int(posted_on[:4])))
    if fingerprint := fingerprint_of(rule, report):
        needs.fingerprints.add(fingerprint)
    for follower in followers(books, report):
        needs.balances.add(f"issued:{follower.code}")
        needs.usage.update(_meters(follower, _counted_on(follower, report), report, "").values())
        needs.usage.update(_meters_beside(books, follower, report))
        if _role(follower) == "mirror":
            need_wallet(needs, report.university)


def _counted_on(follower: RuleVersion, report: Report) -> str:
    return report.university if _role(follower) == "mirror" else report.organization


def _meters(rule: RuleVersion, organization: str, report: Report, base: str) -> dict[Scope, str]:
    return meters(rule.terms, rule.code, organization, date.fromisoformat(report.occurred_on), base or None)


def _meters_beside(books: Books, rule: RuleVersion, report: Report) -> list[str]:
    """Name the yearly meters of those who count as one with the company, where the rule limits companies."""
    limited = any(limit.scope == "organization_year" for limit in rule.terms.limits)
    if not limited or _counted_on(rule, report) != report.organization:
        return []
    beside = others_counted_with(books, report.organization)
    year = date.fromisoformat(report.occurred_on)
    return [meters(rule.terms, rule.code, other, year, _ANY)["organization_year"] for other in beside]


def _used_so_far(
    books: Books, rule: RuleVersion, report: Report, names: Mapping[Scope, str], now: Mapping[str, int]
) -> dict[Scope, int]:
    """Tell what is used of each limit, ``now`` on top; who counts as one has used a company's year together."""
    used = {scope: _used(books, name) + now.get(name, 0) for scope, name in names.items()}
    if "organization_year" in used:
        used["organization_year"] += sum(_used(books, name) for name in _meters_beside(books, rule, report))
    return used


def award_of(books: Books, rule: RuleVersion, report: Report, base: str, posted_on: str) -> Award:
    """Price a report under a rule, on the base it comes on top of; records nothing.

    What follows it and would have lapsed by then follows it no more.

    Refusals are those of the price and of the limits, then ``activates_after_expiry``.
    """
    row = books.agreements.get(base) if base else None
    priced = price(rule.terms, report.inputs, Base(row.paid_krw, row.points) if row else NO_BASE)
    names = _meters(rule, report.organization, report, base)
    limited = apply_limits(rule.terms, priced.points, _used_so_far(books, rule, report, names, {}))
    usage = {name: limited.points for name in names.values()} if limited.points else {}
    active_on = rule.terms.activation.active_on(date.fromisoformat(report.occurred_on), date.fromisoformat(posted_on))
    expires_on = rule.terms.expires_on(active_on).isoformat()
    if rule.terms.lapsed_on(active_on):
        told = {"activity": rule.code, "active_on": active_on.isoformat(), "expires_on": expires_on}
        raise Refused("activates_after_expiry", "/activity", **told)
    steps = [*priced.steps, *limited.cuts]
    held: tuple[tuple[str, int], ...] = ((report.organization, limited.points),)
    if report.shares:
        parts = spread(limited.points, [share.basis_points for share in report.shares])
        held = tuple((share.organization, points) for share, points in zip(report.shares, parts, strict=True))
    followed = []
    for follower in followers(books, report) if limited.points else ():
        if follower.terms.lapsed_on(active_on):
            continue
        following = _follow(books, follower, report, limited.points, held, usage, steps, active_on)
        if following.points:
            followed.append(following)
    return Award(
        rule=rule,
        points=limited.points,
        steps=tuple(steps),
        agreement=base,
        paid_krw=priced.paid_krw,
        usage=usage,
        active_on=active_on.isoformat(),
        expires_on=expires_on,
        held=tuple((holder, points) for holder, points in held if points),
        followed=tuple(followed),
    )


def _follow(
    books: Books,
    rule: RuleVersion,
    report: Report,
    award: int,
    held: Iterable[tuple[str, int]],
    usage: dict[str, int],
    steps: list[Step],
    active_on: date,
) -> Following:
    """Price what follows an award, count it in ``usage`` and tell it in ``steps``, under the rule's own code."""
    priced = price_of_award(rule.terms, award)
    names = _meters(rule, _counted_on(rule, report), report, "")
    limited = apply_limits(rule.terms, priced.points, _used_so_far(books, rule, report, names, usage))
    for name in names.values() if limited.points else ():
        usage[name] = usage.get(name, 0) + limited.points
    steps += [Step(f"{rule.code}:{step.step}", step.value) for step in (*priced.steps, *limited.cuts)]
    role = _role(rule)
    earned: tuple[tuple[str, int], ...] = ((report.university, limited.points),)
    if role == "campaign":
        shares = list(held)
        parts = spread(limited.points, [points for _, points in shares])
        earned = tuple((holder, points) for (holder, _), points in zip(shares, parts, strict=True))
    expires_on = rule.terms.expires_on(active_on).isoformat()
    return Following(rule, role, limited.points, tuple(one for one in earned if one[1]), expires_on)


def _used(books: Books, meter: str) -> int:
    row = books.usage.get(meter)
    return row.used if row else 0


def check_documents(award: Award, report: Report, today: str) -> tuple[str, ...]:
    """Give the kinds of documents that still must come, where there is time for that.

    Refusals: ``evidence_missing``.
    """
    missing = award.missing(report)
    if missing and award.evidence_by <= today:
        raise Refused("evidence_missing", "/evidence", activity=award.rule.code, expected=", ".join(missing))
    return missing


def record_award(
    desk: Desk, report: Report, award: Award, accrual: str, private: Mapping[str, Private] | None = None
) -> Entry:
    """Post an award, pending where its day has not come or documents are missing.

    Refusals, in this order: ``evidence_missing`` where it is too late for documents to come,
    ``award_in_too_many_lots``.
    """
    missing = check_documents(award, report, desk.today)
    lots_wanted = len(award.held) + sum(len(following.held) for following in award.followed)
    if lots_wanted > LOTS_MAX:
        raise Refused("award_in_too_many_lots", "/shares", maximum=LOTS_MAX, found=lots_wanted)
    # From here on the award succeeds.
    lots = [desk.new_id("lot") for _ in award.held]
    parts = [
        Part("share", holder, award.rule.code, award.rule.version, lot, points, award.expires_on)
        for lot, (holder, points) in list(zip(lots, award.held, strict=True))[1:]
    ]
    for following in award.followed:
        rule = following.rule
        parts += [
            Part(following.role, holder, rule.code, rule.version, desk.new_id("lot"), points, following.expires_on)
            for holder, points in following.held
        ]
    first_holder = award.held[0][0] if award.held else report.organization
    kind = AccrualPosted if award.points else ActivityNoted
    fact = kind(
        accrual=accrual,
        university=report.university,
        organization=report.organization,
        source=report.source,
        rule=award.rule.code,
        rule_version=award.rule.version,
        inputs=dict(report.inputs),
        steps=award.steps,
        points=award.points,
        active_on=award.active_on,
        expires_on=award.expires_on,
        lot=lots[0] if lots else "",
        agreement=award.agreement,
        paid_krw=award.paid_krw,
        evidence=report.evidence,
        usage=award.usage,
        fingerprint=fingerprint_of(award.rule, report),
        shares=report.shares,
        holder="" if first_holder == report.organization else first_holder,
        parts=tuple(parts),
        missing=missing,
        evidence_by=award.evidence_by if missing else "",
    )
    return desk.record(
        fact,
        award_legs(desk.books, fact, desk.today),
        occurred_on=report.occurred_on,
        effective_on=desk.accounting_day(report.occurred_on),
        private=private,
        subject=accrual,
    )
