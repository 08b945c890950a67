"""Verbs of spending: companies hold, hand in, capture, release and cancel; what was used is delivered or revoked."""

from __future__ import annotations

from typing import Any

from ledger.domain.dates import business_day_of
from tests.api.earning import documents
from tests.spec.story import ACTS, OUTCOMES, Story

REDEMPTIONS = "/redemptions"
REASON = {"reason": "as told"}


@ACTS("{who} holds {quantity:number} of {program} as {redemption}[, together with {first}]")
def hold(story: Story, who: str, quantity: int, program: str, redemption: str, first: str | None) -> None:
    """Hold the price of units of a program; the name is the company's own reference."""
    body = {
        "organization_id": story.organization(who),
        "program": program,
        "quantity": quantity,
        "reference": redemption,
        "pool": None if first is None else story.redemption(first),
    }
    if story.post(who, REDEMPTIONS, body):
        assert redemption not in story.redemptions, f"there is a redemption {redemption} already"
        story.redemptions[redemption] = story.answer["id"]


@ACTS("{who} applies for {program} as {redemption}")
def apply(story: Story, who: str, program: str, redemption: str) -> None:
    """Apply for a right, which takes no points."""
    hold(story, who, 1, program, redemption, None)


@ACTS("{who} hands in {redemption}[ with {kinds:rest}]")
def hand_in(story: Story, who: str, redemption: str, kinds: str | None) -> None:
    """Hand in an application with its documents."""
    act_on(story, who, redemption, "submit", {"evidence": documents(*(kinds.split(" and ") if kinds else ()))})


@ACTS("{who} captures[ {points:number} of] {redemption}")
def capture(story: Story, who: str, points: int | None, redemption: str) -> None:
    """Use what is held, or a part of it."""
    act_on(story, who, redemption, "capture", {"points": points})


@ACTS("{who} releases {redemption}")
def release(story: Story, who: str, redemption: str) -> None:
    """Give a hold back."""
    act_on(story, who, redemption, "release", REASON)


@ACTS("{who} delivers {redemption}")
def deliver(story: Story, who: str, redemption: str) -> None:
    """Note that a company has got what it redeemed."""
    act_on(story, who, redemption, "fulfil", {})


@ACTS("{who} revokes {redemption}")
def revoke(story: Story, who: str, redemption: str) -> None:
    """Take away what was redeemed, or a right."""
    act_on(story, who, redemption, "revoke", REASON)


@ACTS("{who} cancels {redemption}")
def cancel(story: Story, who: str, redemption: str) -> None:
    """Undo what was captured."""
    act_on(story, who, redemption, "cancel", REASON)


@OUTCOMES("held {points:number} = {lots:parts}[, until {until:day}]")
def held(story: Story, points: int, lots: dict[str, int], until: str | None) -> None:
    """Compare an open hold, and the lots it took."""
    found = redemption_is(story, "held", points, lots)
    assert until is None or business_day_of(found["hold_expires_at"]) == until, f"found {found['hold_expires_at']}"


@OUTCOMES("handed in {points:number} = {lots:parts}")
def handed_in(story: Story, points: int, lots: dict[str, int]) -> None:
    """Compare an application that waits for its selection."""
    redemption_is(story, "submitted", points, lots)


@OUTCOMES("captured {points:number} = {lots:parts}[, {back:number} given back]")
def captured(story: Story, points: int, lots: dict[str, int], back: int | None) -> None:
    """Compare what was used, the lots it was used of, and what went back unused."""
    found = redemption_is(story, "captured", points, lots)
    assert found["returned"] == (back or 0), f"{found['returned']:,} were given back"


@OUTCOMES("released {points:number}")
def released(story: Story, points: int) -> None:
    """Compare what a hold gave back."""
    redemption_is(story, "released", points, {})


@OUTCOMES("cancelled {points:number}")
def cancelled(story: Story, points: int) -> None:
    """Compare what a cancellation brought back."""
    redemption_is(story, "cancelled", points, {})


@OUTCOMES("{redemption} is {status}[ until {until:day}]")
def redemption_stands(story: Story, redemption: str, status: str, until: str | None) -> None:
    """Compare what has become of a redemption, and until when a right can be used."""
    found = story.read(f"{REDEMPTIONS}/{story.redemption(redemption)}")
    assert found["status"] == status, f"found {found['status']}"
    assert until is None or found["valid_until"] == until, f"found until {found['valid_until']}"


@OUTCOMES("{redemption} was {steps:rest}")
def timeline(story: Story, redemption: str, steps: str) -> None:
    """Compare all steps of a redemption, in order."""
    found = [step["step"] for step in story.read(f"{REDEMPTIONS}/{story.redemption(redemption)}")["timeline"]]
    assert found == steps.split(", then "), f"found {', then '.join(found)}"


@OUTCOMES("{redemption} binds {krw:number} KRW[, and {executed:number} KRW are paid]")
def bound(story: Story, redemption: str, krw: int, executed: int | None) -> None:
    """Compare what a program is bound to pay for a redemption, and what it pays for what was captured."""
    found = story.read(f"{REDEMPTIONS}/{story.redemption(redemption)}")
    told = found["amount_krw"], found["executed_krw"]
    assert told == (krw, executed or 0), f"found {told[0]:,} KRW, and {told[1]:,} KRW are paid"


@OUTCOMES("there is a new lot {lot} of {points:number}, valid until {expires:day}")
def new_lot(story: Story, lot: str, points: int, expires: str) -> None:
    """Name the one lot that the last act brought into being."""
    legs = [leg for entry in story.entries() for leg in entry["postings"]]
    (fresh,) = {leg["lot"] for leg in legs} - set(story.lots.values())
    (holder,) = {leg["account"].partition(":")[0] for leg in legs if leg["account"].endswith(":available")}
    (found,) = [part for part in story.read(f"/organizations/{holder}/lots")["items"] if part["lot"] == fresh]
    assert (found["points"], found["expires_on"]) == (points, expires), f"found {found}"
    story.name_lot(lot, fresh)


def act_on(story: Story, who: str, redemption: str, what: str, body: dict[str, Any]) -> None:
    """Do something to a redemption as somebody."""
    path = f"{REDEMPTIONS}/{story.redemption(redemption)}"
    story.post(who, f"{path}/{what}", body, path)


_COUNTED = {
    "held": "held",
    "submitted": "held",
    "selected": "held",
    "captured": "captured",
    "released": "returned",
    "not_selected": "returned",
    "cancelled": "returned",
}
"""Where a redemption of each status counts its points."""


def redemption_is(story: Story, status: str, points: int, lots: dict[str, int]) -> Any:
    """Compare what the last act was about: its status, and the points and lots that this status counts; gives it."""
    found, counted = story.read(story.subject), _COUNTED[status]
    told = found["status"], found[counted]
    assert told == (status, points), f"found {told[0]} {told[1]:,}"
    parts = {story.told_lot(part["lot"]): part.get(counted, 0) for part in found["lots"]}
    parts = {lot: share for lot, share in parts.items() if share}
    assert parts == lots, f"found {parts}"
    assert sum(lots.values()) in (0, points), "the lots do not add up to the points"
    return found
