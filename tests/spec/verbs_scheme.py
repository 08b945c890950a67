"""Verbs of the scheme: rules that points are earned by, programs they are spent on, and what is known of companies.

A program has no limit and asks for nothing but what is told under it, line by line.
"""

from __future__ import annotations

from typing import Any

from tests.spec.language import Line, Phrasebook
from tests.spec.story import ACTS, OUTCOMES, STATEMENTS, Story
from tests.support.world import program_terms, rule_terms

SECONDS_OF_DAY = 86_400
OWNERS = {"Technopark": "PARK"}
"""The code by which programs name an agency of the stage as their owner."""

CLAUSES = Phrasebook("clause of a program")
"""What can be told under a program: functions that give what it adds to the terms."""

Terms = dict[str, Any]


@STATEMENTS(
    "rule {code}: valid for {validity:number} month[s][, active after {delay:number} month[s]]"
    "[, needs {document} within {days:number} days]"
)
def rule(
    story: Story, line: Line, code: str, validity: int, delay: int | None, document: str | None, days: int | None
) -> None:
    """Publish a rule that earns a point per KRW 10,000, without limit."""
    terms = rule_terms(validity_months=validity, limits=[])
    if delay is not None:
        terms["activation"] = {"months_after_occurrence": delay}
    if document is not None:
        terms |= {"evidence": [document], "evidence_days": days}
    story.house.publish_rule(code, 1, terms)


@STATEMENTS(
    "program {code}: {points:number} points a unit, held for {days:number} days, cancelled within {window:number} days"
    "[ with {grace:number} days of grace][:]"
)
def program(story: Story, line: Line, code: str, points: int, days: int, window: int, grace: int | None) -> None:
    """Publish a program with a price per unit; lots that come back keep their dates, but for grace."""
    kept: Terms = {"expired_lots": "keep_original"}
    granted = {"expired_lots": "grace", "grace_days": grace}
    cancel = {"until_days_after_capture": window, **(kept if grace is None else granted)}
    _publish(story, line, code, {**_asking_for_nothing(points, days), "cancel": cancel})


@STATEMENTS("program {code}: a right for {months:number} months, decided within {days:number} days[:]")
def right(story: Story, line: Line, code: str, months: int, days: int) -> None:
    """Publish a program that grants a right for no points."""
    _publish(story, line, code, {**_asking_for_nothing(1, days), "price": {"kind": "status", "months": months}})


def _asking_for_nothing(points: int, days: int) -> Terms:
    terms = program_terms(points, hold_ttl_seconds=days * SECONDS_OF_DAY)
    return {name: told for name, told in terms.items() if name not in ("quota_quantity", CEILING)}


def _publish(story: Story, line: Line, code: str, terms: Terms) -> None:
    for detail in line.details:
        meaning, told = CLAUSES.understood(detail.text)
        for name, value in meaning(**told).items():
            terms[name] = {**terms.get(name, {}), **value} if isinstance(value, dict) else value
    story.house.publish_program(code, terms)


@STATEMENTS("company {name}: in {region}, {size}")
def company(story: Story, line: Line, name: str, region: str, size: str) -> None:
    """Let the operator say where a company is, and how large."""
    path = f"/organizations/{story.organization(name)}/profile"
    assert story.post("operator", path, {"region": region, "size": size}), f"it was refused: {story.answer}"


# What a program asks for and pays.


CEILING = "points_max_per_organization_year"
LIMITS = {"units": "quantity", "points": "points", "applications": "applications"}


@CLAUSES("run by {agency}")
def run_by(agency: str) -> Terms:
    """Name the agency that runs it."""
    return {"owner": OWNERS[agency]}


@CLAUSES("its owner selects among those who apply[ to call {call}]")
def selects(call: str | None) -> Terms:
    """Take points only from those who are selected, in each year or in one call."""
    return {"price": {"kind": "bid"}, **({} if call is None else {"call": call})}


@CLAUSES("{least:number} to {most:number} companies apply together")
def pooled(least: int, most: int) -> Terms:
    """Let companies apply together."""
    return {"pool": {"organizations_min": least, "organizations_max": most}}


@CLAUSES("pays {krw:number} KRW a unit, at most {budget:number} KRW a year")
def pays(krw: int, budget: int) -> Terms:
    """Pay for each unit, within a budget."""
    return {"support": {"krw_per_unit": krw}, "budget_krw": budget}


@CLAUSES("pays {least:number} to {most:number} KRW an application, at most {budget:number} KRW in all")
def pays_selected(least: int, most: int, budget: int) -> Terms:
    """Pay for each application that is selected, within a budget."""
    return {"support": {"krw_min": least, "krw_max": most}, "budget_krw": budget}


@CLAUSES("at most {most:number} {what} a company and year")
def ceiling(most: int, what: str) -> Terms:
    """Limit what one company may have in a year."""
    return {f"{LIMITS[what]}_max_per_organization_year": most}


@CLAUSES("at most {most:number} {what} in all")
def quota(most: int, what: str) -> Terms:
    """Limit what all companies together may have, in a year or in the call."""
    return {f"quota_{LIMITS[what]}": most}


@CLAUSES("for companies in {region}")
def in_region(region: str) -> Terms:
    """Ask where a company is."""
    return {"eligibility": {"regions": [region]}}


@CLAUSES("for companies that are {sizes:rest}")
def of_size(sizes: str) -> Terms:
    """Ask how large a company is."""
    return {"eligibility": {"sizes": sizes.split(" or ")}}


@CLAUSES("for companies with {points:number} points")
def with_points(points: int) -> Terms:
    """Ask for points in the wallet, that are not taken."""
    return {"eligibility": {"balance_min": points}}


@CLAUSES("for companies that owe nothing")
def owing_nothing() -> Terms:
    """Refuse those with arrears."""
    return {"eligibility": {"no_arrears": True}}


@CLAUSES("for companies of tier {tier}")
def of_tier(tier: str) -> Terms:
    """Ask for a tier, or one above it."""
    return {"eligibility": {"tier_min": tier}}


@CLAUSES("asks for {kinds:rest}")
def asks_for(kinds: str) -> Terms:
    """Ask for documents."""
    return {"eligibility": {"documents": kinds.split(" and ")}}


@CLAUSES("what comes back too late lives {days:number} more days")
def grace_on_release(days: int) -> Terms:
    """Grant grace for held points that come back after their last day."""
    return {"release": {"expired_lots": "grace", "grace_days": days}}


# A program's end, and what a company can have of it.


@ACTS("{who} drafts the close of {program} on {day:day}")
def drafts_close(story: Story, who: str, program: str, day: str) -> None:
    """Draft the version that closes a program."""
    story.post(who, f"/programs/{program}/close", {"closes_on": day})


@ACTS("{who} approves version {version:number} of {program}")
def approves_program(story: Story, who: str, version: int, program: str) -> None:
    """Bring a draft into force."""
    story.post(who, f"/programs/{program}/versions/{version}/approve", {})


@OUTCOMES("version {version:number} is {status}")
def version_stands(story: Story, version: int, status: str) -> None:
    """Compare how far a version of a program has come: a draft, or in_force."""
    found = story.answer["version"], story.answer["status"]
    assert found == (version, status), f"found version {found[0]}, {found[1]}"


@ACTS("{who} asks what it can have")
def asks(story: Story, who: str) -> None:
    """Ask for all programs at once; nothing is recorded."""
    story.answer = story.read(f"/organizations/{story.organization(who)}/affordable", who)


@OUTCOMES("it can have {quantity:number} of {program}")
def can_have(story: Story, quantity: int, program: str) -> None:
    """Compare how many units a company can have."""
    found = _affordable(story, program)
    assert (found["quantity_max"], found["hindrances"]) == (quantity, []), f"found {found}"


@OUTCOMES("it can have no {program}: {codes:rest}")
def cannot_have(story: Story, program: str, codes: str) -> None:
    """Compare all that stands against one unit."""
    found = _affordable(story, program)
    against = [hindrance["code"] for hindrance in found["hindrances"]]
    assert (found["quantity_max"], against) == (0, codes.split(", ")), f"found {found}"


@OUTCOMES("{program} has bound {bound:number} KRW, and paid {paid:number} KRW")
def budget_stands(story: Story, program: str, bound: int, paid: int) -> None:
    """Compare what of this year's budget is bound and not paid yet, and what is paid."""
    budget = story.read(f"/programs/{program}/usage")["budget"]
    found = budget["committed_krw"], budget["executed_krw"]
    assert found == (bound, paid), f"found {found[0]:,} KRW bound, and {found[1]:,} KRW paid"


def _affordable(story: Story, program: str) -> Terms:
    (found,) = (one for one in story.answer["programs"] if one["program"] == program)
    return dict(found)
