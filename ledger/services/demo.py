"""Demo: years of a mileage scheme, lived through the services day by day under a simulated clock.

Every movement is asked for by a client that may ask for it, and decided, priced and posted as any other. The same size
and seed give the same events; ids, nonces and secrets are fresh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from ledger.domain import dates
from ledger.domain.rules.terms import RuleTerms
from ledger.services.demo_accruals import Accrue
from ledger.services.demo_actions import Action, Settle, Stage, Wish
from ledger.services.demo_applications import Apply, OpenCall
from ledger.services.demo_cast import Cast, Client, read_cast, read_table
from ledger.services.demo_hands import decide_by_hand
from ledger.services.demo_joining import Joined, Progress, Registrar, join, members_of, numbered, open_office
from ledger.services.demo_office import Accuse, DraftChange
from ledger.services.demo_papers import file_papers
from ledger.services.demo_plan import Plan, draw_plan
from ledger.services.demo_redemptions import Hold
from ledger.services.demo_scheme import allot, publish
from ledger.services.demo_size import Size
from ledger.services.demo_users import User, add_users
from ledger.services.due import run_due
from ledger.services.heap import keep_what_is_there
from ledger.services.node import Node
from ledger.services.posting import post

SEED: Final = 20_240_901

OPENING_HOUR: Final = timedelta(hours=9)
WORKING_MINUTES: Final = 480

RULES: Final = ("rules.toml", "campaigns.toml")
QUOTAS: Final = ("quota_quantity", "quota_applications", "budget_krw")
"""What of a program's terms grows with the number of companies."""


@dataclass(frozen=True, slots=True)
class Script:
    """All that the demo needs to be played."""

    cast: Cast
    plan: Plan
    rules: tuple[Mapping[str, Any], ...]
    programs: tuple[Mapping[str, Any], ...]
    allotments: Mapping[str, int]
    tiers: Mapping[str, Any]
    shown_university: str
    shown_company: int

    @property
    def steps(self) -> int:
        """Give how many steps ``play`` will report: members, accruals and holds."""
        return len(members_of(self.cast)) + len(self.plan.accruals) + len(self.plan.holds)


@dataclass(frozen=True, slots=True, repr=False)
class Played:
    """What came of it.

    Attributes:
        clients: by role: operator, operator_approver, university, university_verifier, company, auditor; and each
            agency by the owner that programs name.
        users: by the same names, one of each role, who can log in with a password.
        counts: accruals, reversals, holds, captures, cancellations, releases, applications, submissions, calls,
            selections, deliveries, revocations, changes, sanctions, warnings, refused and more.
        entries: how many entries the journal has now.
    """

    clients: dict[str, Client]
    users: dict[str, User]
    counts: Mapping[str, int]
    entries: int


class DemoClock:
    """The clock of the demo: it stands where it was put, and never goes back."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """Give the time it stands at."""
        return self._now

    def go_to(self, day: date, minutes: int) -> None:
        """Move to so many minutes after opening hour of a business day."""
        self._now = max(self._now, dates.start_of(day) + OPENING_HOUR + timedelta(minutes=minutes))


def read_script(folder: Path, size: Size, seed: int = SEED) -> Script:
    """Read the demo's data and draw what happens."""
    told, stories = read_table(folder, "activities.toml"), read_table(folder, "stories.toml")
    spending = read_table(folder, "spending.toml")
    rules = tuple(rule for name in RULES for rule in read_table(folder, name)["rule"])
    terms = {rule["code"]: RuleTerms.from_json(rule["code"], rule["terms"]) for rule in rules}
    cast = read_cast(folder, size.companies, size.universities)
    return Script(
        cast=cast,
        plan=draw_plan(told, stories, spending, terms, cast.shares, size, Random(seed)),
        rules=rules,
        programs=tuple(_for_as_many(program, size) for program in read_table(folder, "programs.toml")["program"]),
        tiers=read_table(folder, "tiers.toml"),
        allotments={code: size.allotment(share, told["allotments"]) for code, share in cast.shares.items()},
        shown_university=stories["shown"]["university"],
        shown_company=stories["shown"]["company"],
    )


def play(
    node: Node, script: Script, origin: str, done: Progress, seed: int = SEED, warning_days: Sequence[int] = ()
) -> Played:
    """Open an empty ledger and live the years in it; in the last night holders are warned of what lapses soon, and then
    persons decide by hand what is left to them.

    Args:
        warning_days: at how many days before a last day its holder is warned.
        done: told how many of ``script.steps`` steps have been done.

    Raises:
        Refused: ``ledger_already_open``.
        DemoFailed: the ledger refused what the demo is made of.
    """
    plan = script.plan
    clock = DemoClock(dates.start_of(plan.size.starts_on) + OPENING_HOUR)
    node, office = open_office(replace(node, clock=clock), script.cast, origin)
    with Registrar(node, office, members_of(script.cast)) as registrar:
        founding = plan.size.joined_by(plan.size.starts_on)
        joined = join(registrar, script.cast, founding, done)
        programs = publish(node, joined, script.rules, script.programs)
        allot(node, joined, script.allotments, range(plan.size.starts_on.year, plan.size.ends_on.year + 1))
        stage = Stage(node, joined, script.cast.companies, plan, programs, Random(seed))
        _write_agenda(stage)
        keep_what_is_there()
        others = len(members_of(script.cast)) - plan.size.companies
        while (next_day := stage.next_day()) is not None:
            day, actions = next_day
            clock.go_to(day, stage.rng.randint(0, WORKING_MINUTES))
            _welcome(stage, registrar, day)
            _live(stage, actions)
            done(others + len(stage.companies) + stage.counts["accruals"] + stage.counts["holds"])
        stage.counts["warnings"] = run_due(node, warning_days).warnings
        decide_by_hand(stage, script.shown_university, script.tiers)
        clients = _shown(joined, stage, script)
        users = add_users(node, clients)
        file_papers(node, clients)
    with node.store.reading() as unit:
        entries = unit.head.position
    return Played(clients, users, stage.counts, entries)


def _write_agenda(stage: Stage) -> None:
    """Put all that is planned on its day."""
    plan = stage.plan
    for accrual in plan.accruals:
        stage.put(accrual.posted_on, Accrue(accrual))
    for hold in plan.holds:
        stage.put(hold.placed_on, Hold(hold))
    spending = plan.spending
    for call in spending.calls:
        stage.put(call.opens_on, OpenCall(call))
    for application in spending.applications:
        stage.put(application.applied_on, Apply(application))
    for change in spending.changes:
        stage.put(change.drafted_on, DraftChange(change))
    for sanction in spending.sanctions:
        stage.put(sanction.proposed_on, Accuse(sanction))
    for day in _settling_days(plan.size):
        for holder in (*range(1, plan.size.companies + 1), *stage.joined.universities):
            stage.put(day, Settle(holder))


def _welcome(stage: Stage, registrar: Registrar, day: date) -> None:
    """Register the companies that have joined by a day, as one unit of work."""
    there = len(stage.companies)
    if new := stage.plan.size.joined_by(day) - there:
        stage.welcome(numbered(registrar.register(new), there + 1))


def _live(stage: Stage, actions: list[Action]) -> None:
    """Post what is wished on a day as one unit of work."""
    wished = [(action, wish) for action in actions if (wish := action.wish(stage)) is not None]
    requests = _requests(wished, stage.plan.size.batches)
    if not requests:
        return
    answers = post(stage.node, [stage.submission([wish for _, wish in request]) for request in requests])
    for request, answer in zip(requests, answers, strict=True):
        for (action, _), outcome in zip(request, answer.outcomes, strict=True):
            action.happened(stage, outcome)


def _requests(wished: Sequence[tuple[Action, Wish]], batches: bool) -> list[list[tuple[Action, Wish]]]:
    """Make a request of each wish or, in batches, of all that one client wishes of one kind."""
    if not batches:
        return [[one] for one in wished]
    requests: dict[tuple[str, str], list[tuple[Action, Wish]]] = {}
    for action, wish in wished:
        requests.setdefault((wish.caller.client_id, wish.operation), []).append((action, wish))
    return list(requests.values())


def _settling_days(size: Size) -> list[date]:
    """Give the first of each month, and the last day."""
    months = range(size.starts_on.year * 12 + size.starts_on.month, size.ends_on.year * 12 + size.ends_on.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months] + [size.ends_on]


def _for_as_many(program: Mapping[str, Any], size: Size) -> Mapping[str, Any]:
    """Give a program with its quotas and budget for as many companies as there are."""
    terms = program["terms"]
    return {**program, "terms": {**terms, **{name: size.quota(terms[name]) for name in QUOTAS if name in terms}}}


def _shown(joined: Joined, stage: Stage, script: Script) -> dict[str, Client]:
    return {
        "operator": joined.operator,
        "operator_approver": joined.approver,
        "university": joined.universities[script.shown_university],
        "university_verifier": joined.verifiers[script.shown_university],
        "company": stage.company(script.shown_company).client,
        "auditor": joined.auditor,
        **joined.agencies,
    }
