"""Acts of spending: companies hold, apply alone and together, hand in, win and lose, and undo; owners deliver."""

from __future__ import annotations

from typing import Final

from ledger.domain.books.rows import Redemption
from ledger.domain.commands import (
    CancelRedemption,
    CaptureHold,
    Chosen,
    Command,
    DeclineRedemption,
    FulfilRedemption,
    PlaceHold,
    QuotePrograms,
    QuoteUsage,
    ReleaseHold,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SubmitRedemption,
)
from ledger.domain.programs.terms import ProgramTerms
from ledger.domain.published import program_terms
from tests.promises.walking.walk import REASON, Act, Asked, Walk
from tests.support.world import documents

SELECTED: Final = ("CALL", "RIGHT")
AMOUNTS_KRW: Final = (*(1_000, 2_000, 3_000, 5_000) * 4, None, 500, 9_000)


def _newest(walk: Walk, program: str) -> ProgramTerms:
    return program_terms(max(walk.ledger.books.programs.find("code", program), key=lambda row: row.version))


def _programs(walk: Walk) -> list[str]:
    return sorted({row.code for row in walk.ledger.books.programs.rows()})


def _open(walk: Walk, *statuses: str) -> list[Redemption]:
    return [row for row in walk.ledger.books.redemptions.rows() if row.status in statuses]


def _owner(walk: Walk, row: Redemption) -> str:
    """Give who decides about a redemption: mostly its program's owner, sometimes the operator or the company."""
    if walk.chance(0.1):
        return walk.pick(("operator", walk.named(row.holder)))
    owners = walk.ledger.books.organizations.find("owner", _newest(walk, row.program).owner)
    return walk.named(owners[0].organization) if owners else "operator"


def hold(walk: Walk) -> Asked | None:
    """Hold what a company can pay for: mostly somebody with points, and within what it has."""
    companies = walk.active_companies()
    rich = [company for company in companies if walk.balance(company, "available") >= 50]
    if not rich and not walk.chance(0.1):
        return None
    company = walk.pick(rich or companies)
    program = walk.pick(_programs(walk)) if not walk.chance(0.02) else "NOWHERE"
    in_arrears = [one for one in companies if walk.balance(one, "arrears")]
    if in_arrears and walk.chance(0.1):
        company, program = walk.pick(in_arrears), "RIGHT"
    quantity = walk.rng.choices((1, 2, 3, 8, 0, 50), (60, 20, 10, 5, 1, 2))[0]
    if program == "RIGHT" and walk.chance(0.95):
        quantity = 1
    return walk.named(company), (PlaceHold(company, program, quantity, walk.text("reference", "R", 0.02)),)


def hold_much(walk: Walk) -> Asked:
    """Hold all that a company has, or as much of it as vouchers can take."""
    company = walk.company()
    price = _newest(walk, "VOUCHER").to_json()["price"]
    each = price["points"] if isinstance(price, dict) and isinstance(price["points"], int) else 1
    quantity = min(walk.balance(company, "available") // each, 30)
    return walk.named(company), (PlaceHold(company, "VOUCHER", quantity, walk.text("reference", "R", 0)),)


def join(walk: Walk) -> Asked | None:
    """Apply together with somebody: mostly with one who can still be joined."""
    there = [row for row in _open(walk, "held") if row.program == "CALL" and not row.pool]
    if walk.chance(0.1):
        there = list(walk.ledger.books.redemptions.rows())
    row = walk.recent(there, 4)
    if row is None:
        return None
    others = [one.organization for one in walk.organizations("company") if one.organization != row.organization]
    company = row.organization if walk.chance(0.05) else walk.pick(others)
    program = "GRANT" if walk.chance(0.03) else row.program
    return walk.named(company), (PlaceHold(company, program, 1, walk.text("reference", "R", 0), row.redemption),)


def hand_in(walk: Walk) -> Asked | None:
    """Hand an application in, mostly with the plan that is asked for."""
    fitting = [row for row in _open(walk, "held") if row.program not in ("VOUCHER", "SEAT") and not row.pool]
    row = walk.recent(_open(walk, "held", "submitted", "captured") if walk.chance(0.08) else fitting)
    if row is None:
        return None
    kinds = ("plan",) if walk.chance(0.9) else ("budget",)
    return walk.named(row.holder), (SubmitRedemption(row.redemption, documents(*kinds)),)


def select(walk: Walk) -> Asked | None:
    """Select an application, mostly for what the program pays; sometimes one that cannot be selected."""
    fitting = [row for row in _open(walk, "submitted") if row.program in SELECTED and not row.pool]
    row = walk.recent(_open(walk, "held", "submitted", "selected", "granted") if walk.chance(0.1) else fitting)
    if row is None:
        return None
    amount = None if row.program == "RIGHT" and walk.chance(0.9) else walk.pick(AMOUNTS_KRW)
    return _owner(walk, row), (SelectRedemption(row.redemption, amount),)


def go_on(walk: Walk) -> Asked | None:
    """Let an application take its next step: joined or handed in, selected, captured, delivered, undone."""
    there = _open(walk, "held", "submitted", "selected", *(("captured", "fulfilled") if walk.chance(0.3) else ()))
    row = walk.recent([row for row in there if row.program not in ("VOUCHER", "SEAT") and not row.pool], 8)
    if row is None:
        return None
    joinable = row.program == "CALL" and len(walk.ledger.books.redemptions.find("pool", row.redemption)) < 2
    company = walk.company()
    if row.status == "held" and joinable and company != row.organization and walk.chance(0.5):
        together = PlaceHold(company, row.program, 1, walk.text("reference", "R", 0), row.redemption)
        return walk.named(company), (together,)
    steps: dict[str, tuple[str, Command]] = {
        "held": (walk.named(row.holder), SubmitRedemption(row.redemption, documents("plan"))),
        "submitted": (_owner(walk, row), SelectRedemption(row.redemption, 2_000 if row.program == "CALL" else None)),
        "selected": (_owner(walk, row), CaptureHold(row.redemption, _part(walk, row, 0.3))),
        "captured": (_owner(walk, row), FulfilRedemption(row.redemption)),
        "fulfilled": ("operator", CancelRedemption(row.redemption, REASON)),
    }
    who, command = steps[row.status]
    if row.program == "GRANT" and row.status == "submitted":
        command = CaptureHold(row.redemption, _part(walk, row, 0.3))
    return who, (command,)


def capture_a_pool(walk: Walk) -> Asked | None:
    """Use the hold of one who was selected together with others."""
    row = walk.recent([row for row in _open(walk, "selected") if row.pool])
    return None if row is None else (_owner(walk, row), (CaptureHold(row.redemption, _part(walk, row, 0.3)),))


def decline(walk: Walk) -> Asked | None:
    """Do not select an application."""
    fitting = [row for row in _open(walk, "submitted", "held") if row.program in SELECTED and not row.pool]
    row = walk.recent(_open(walk, "held", "submitted", "selected") if walk.chance(0.1) else fitting)
    return None if row is None else (_owner(walk, row), (DeclineRedemption(row.redemption, REASON),))


def settle_a_call(walk: Walk) -> Asked | None:
    """Report a whole call: mostly some of those who handed in are selected and everybody else is not."""
    there = [row for row in _open(walk, "held", "submitted", "selected") if row.call]
    one = walk.recent(there, 6)
    if one is None:
        return None
    applied = [row for row in there if (row.program, row.call) == (one.program, one.call) and not row.pool]
    fitting = [row for row in applied if row.submitted_at and not row.selected_at]
    chosen = walk.rng.sample(fitting, min(len(fitting), walk.rng.randint(0, 2)))
    amount = walk.pick((1_000, 1_000, 2_000, 5_000)) if one.program == "CALL" else None
    selected = [Chosen(row.redemption, _part(walk, row, 0.2), amount) for row in chosen]
    declined = [row.redemption for row in applied if row not in chosen and not row.selected_at]
    stray = walk.pick(list(walk.ledger.books.redemptions.rows())).redemption
    if walk.chance(0.15):
        selected.append(Chosen(stray, None, amount))
    if walk.chance(0.05) and declined:
        declined.append(walk.pick((declined[0], stray)))
    rest = walk.chance(0.5)
    names = tuple(declined) if not rest or walk.chance(0.2) else ()
    if walk.chance(0.05):
        names = names[:1]
    program = walk.pick(("NOWHERE", "VOUCHER")) if walk.chance(0.03) else one.program
    return _owner(walk, one), (SettleCall(program, one.call, tuple(selected), names, rest),)


def _part(walk: Walk, row: Redemption, likely: float) -> int | None:
    """Give a part of what is held, "all" (``None``) mostly, and rarely more than there is."""
    if not walk.chance(likely) or not row.held:
        return None
    return row.held + 7 if walk.chance(0.1) else walk.rng.randint(1, row.held)


def capture(walk: Walk) -> Asked | None:
    """Use a hold, whole or in part: mostly one that is ready for it."""
    ready = [
        row
        for row in _open(walk, "held", "submitted", "selected")
        if row.program in ("VOUCHER", "SEAT")
        or row.status == "selected"
        or (row.program == "GRANT" and row.submitted_at)
    ]
    row = walk.recent(list(walk.ledger.books.redemptions.rows()) if walk.chance(0.08) else ready)
    return None if row is None else (_owner(walk, row), (CaptureHold(row.redemption, _part(walk, row, 0.4)),))


def release(walk: Walk) -> Asked | None:
    """Give a hold back."""
    row = walk.recent(_open(walk, "held", "submitted", "selected", *(("captured",) if walk.chance(0.1) else ())))
    return None if row is None else (walk.named(row.holder), (ReleaseHold(row.redemption, REASON),))


def fulfil(walk: Walk) -> Asked | None:
    """Deliver what was redeemed."""
    row = walk.recent(_open(walk, "captured", *(("held", "granted") if walk.chance(0.05) else ())))
    return None if row is None else (_owner(walk, row), (FulfilRedemption(row.redemption),))


def revoke(walk: Walk) -> Asked | None:
    """Take away what was redeemed, or a right."""
    row = walk.recent(_open(walk, "captured", "fulfilled", "granted", *(("held",) if walk.chance(0.05) else ())))
    return None if row is None else (_owner(walk, row), (RevokeRedemption(row.redemption, REASON),))


def cancel(walk: Walk) -> Asked | None:
    """Undo what was captured: by its company, or what was delivered by the operator."""
    row = walk.recent(_open(walk, "captured", "fulfilled", *(("held", "cancelled") if walk.chance(0.08) else ())), 20)
    if row is None:
        return None
    who = "operator" if row.status == "fulfilled" and walk.chance(0.8) else walk.named(row.holder)
    return who, (CancelRedemption(row.redemption, REASON),)


def touch_nothing_that_is(walk: Walk) -> Asked:
    """Ask about a redemption that nobody knows."""
    asked: tuple[Command, ...] = (ReleaseHold("red_0", REASON), CaptureHold("red_0"), SubmitRedemption("red_0"))
    command = walk.pick(asked)
    return walk.named(walk.company()), (command,)


def afford(walk: Walk) -> Asked:
    """Ask what a company can have of every program."""
    return "system", (QuotePrograms(walk.company(), tuple(_programs(walk))),)


def ask_what_is_used(walk: Walk) -> Asked:
    """Ask what is used of a program."""
    return "system", (QuoteUsage(walk.pick(_programs(walk)) if walk.chance(0.97) else "NOWHERE"),)


ACTS: Final[dict[Act, int]] = {
    hold: 22,
    hold_much: 3,
    join: 6,
    go_on: 34,
    capture_a_pool: 4,
    hand_in: 10,
    select: 6,
    decline: 2,
    settle_a_call: 7,
    capture: 12,
    release: 3,
    fulfil: 6,
    revoke: 2,
    cancel: 6,
    touch_nothing_that_is: 1,
    afford: 2,
    ask_what_is_used: 1,
}
