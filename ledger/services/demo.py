"""Demo: two years of a mileage scheme, lived through the services day by day under a simulated clock.

Every movement is asked for by a client that may ask for it, and decided, priced and posted as any other. The same size
and seed give the same events; ids, nonces and secrets are fresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from ledger.domain import dates
from ledger.domain.programs import ProgramTerms
from ledger.services.context import Request
from ledger.services.demo_actions import Accrue, Action, DemoFailed, Hold, Settle, Stage
from ledger.services.demo_cast import Cast, Client, Joined, Progress, open_and_join, read_cast, read_table
from ledger.services.demo_plan import Plan, draw_plan
from ledger.services.node import Node
from ledger.services.posting import post
from ledger.services.rulebook import publish_program, publish_rule

SEED: Final = 20_240_901
ACCRUALS: Final = 2_400
ACCRUALS_MIN: Final = 50
"""Fewer would hold little more than the stories."""

OPENING_HOUR: Final = timedelta(hours=9)
WORKING_MINUTES: Final = 480


@dataclass(frozen=True, slots=True)
class Script:
    """All that the demo needs to be played."""

    cast: Cast
    plan: Plan
    rules: tuple[Mapping[str, Any], ...]
    programs: tuple[Mapping[str, Any], ...]
    shown_university: str
    shown_company: int

    @property
    def steps(self) -> int:
        """Give how many steps ``play`` will report."""
        joining = 2 + len(self.cast.universities) + len(self.cast.companies)
        return joining + len(self.plan.accruals) + len(self.plan.holds)


@dataclass(frozen=True, slots=True, repr=False)
class Played:
    """What came of it.

    Attributes:
        clients: by role: operator, operator_approver, university, university_verifier, company, auditor.
        counts: accruals, reversals, holds, captures, releases, refused.
        spendable: points the shown company can spend at the end.
    """

    clients: dict[str, Client]
    counts: Mapping[str, int]
    spendable: int


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


def read_script(folder: Path, accruals: int = ACCRUALS, seed: int = SEED) -> Script:
    """Read the demo's data and draw what happens, with so many accruals.

    Raises:
        ValueError: for fewer accruals than ``ACCRUALS_MIN``.
    """
    if accruals < ACCRUALS_MIN:
        raise ValueError(f"a demo has {ACCRUALS_MIN} accruals or more; asked for {accruals}")
    told, stories = read_table(folder, "activities.toml"), read_table(folder, "stories.toml")
    rules = tuple(read_table(folder, "rules.toml")["rule"])
    evidence = {rule["code"]: rule["terms"]["evidence"] for rule in rules}
    cast = read_cast(folder, told["volume"]["companies"])
    return Script(
        cast=cast,
        plan=draw_plan(told, stories, evidence, cast.shares, accruals, Random(seed)),
        rules=rules,
        programs=tuple(read_table(folder, "programs.toml")["program"]),
        shown_university=stories["shown"]["university"],
        shown_company=stories["shown"]["company"],
    )


def play(node: Node, script: Script, origin: str, done: Progress, seed: int = SEED) -> Played:
    """Open an empty ledger and live the two years in it.

    Args:
        done: called after each of ``script.steps`` steps.

    Raises:
        Refused: ``ledger_already_open``.
        DemoFailed: the ledger refused what the demo is made of.
    """
    plan = script.plan
    clock = DemoClock(dates.start_of(plan.starts_on) + OPENING_HOUR)
    node, joined = open_and_join(replace(node, clock=clock), script.cast, origin, script.shown_university, done)
    programs = _publish(node, joined, script)
    stage = Stage(node, joined, plan, programs, Random(seed), done)
    for accrual in plan.accruals:
        stage.put(accrual.posted_on, Accrue(accrual))
    for hold in plan.holds:
        stage.put(hold.placed_on, Hold(hold))
    for day in _settling_days(plan):
        for company in joined.companies:
            stage.put(day, Settle(company))
    while (next_day := stage.next_day()) is not None:
        _live(stage, clock, *next_day)
    shown = stage.company(script.shown_company)
    return Played(
        clients={
            "operator": joined.operator,
            "operator_approver": joined.approver,
            "university": joined.universities[script.shown_university],
            "university_verifier": joined.verifier,
            "company": shown.client,
            "auditor": joined.auditor,
        },
        counts=stage.counts,
        spendable=stage.spendable[script.shown_company],
    )


def _live(stage: Stage, clock: DemoClock, day: date, actions: list[Action]) -> None:
    """Post a day's submissions as one unit of work."""
    clock.go_to(day, stage.rng.randint(0, WORKING_MINUTES))
    asked = [(action, submission) for action in actions if (submission := action.submission(stage)) is not None]
    answers = post(stage.node, [submission for _, submission in asked])
    for (action, _), answer in zip(asked, answers, strict=True):
        action.happened(stage, answer.outcomes[0])


def _settling_days(plan: Plan) -> list[date]:
    """Give the first of each month, and the last day."""
    months = range(plan.starts_on.year * 12 + plan.starts_on.month, plan.ends_on.year * 12 + plan.ends_on.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months] + [plan.ends_on]


def _publish(node: Node, joined: Joined, script: Script) -> dict[str, ProgramTerms]:
    operator = joined.operator.caller
    programs = {}
    for rule in script.rules:
        request = Request(operator, "rules.publish")
        valid_to = rule["valid_to"].isoformat() if "valid_to" in rule else None
        answer = publish_rule(
            node, request, rule["code"], rule["version"], rule["valid_from"].isoformat(), valid_to, rule["terms"]
        )
        _require(answer.outcomes[0].code, f"rule {rule['code']}")
    for program in script.programs:
        code, version, terms = program["code"], program["version"], program["terms"]
        request = Request(operator, "programs.publish")
        answer = publish_program(node, request, code, version, terms)
        _require(answer.outcomes[0].code, f"program {code}")
        programs[code] = ProgramTerms.from_json(code, terms)
    return programs


def _require(refusal: str, what: str) -> None:
    if refusal:
        raise DemoFailed(f"{what} was refused: {refusal}")
