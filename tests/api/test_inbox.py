"""The inbox: what waits, for those alone whose decision would be taken, be it by which client they like."""

from __future__ import annotations

from typing import Any, Final

import pytest
from sqlalchemy import event

from ledger.domain.inbox import KINDS
from tests.api.applying import apply, found_agency, publish_bid
from tests.api.applying import company as applicant
from tests.api.earning import ACCRUALS, act, furnish_earning, report
from tests.api.house import House
from tests.api.objecting import decision_body, object_to, propose_decision
from tests.api.proposing import PROPOSALS, adjustment, decide, propose
from tests.api.sanctioning import SANCTIONS
from tests.api.sanctioning import propose as propose_sanction
from tests.api.transferring import closure
from tests.support.world import program_terms

INBOX: Final = "/api/v1/inbox"

ANOTHER_S: Final = {
    "permission_missing",
    "same_person_approval",
    "step_not_due",
    "accrual_unknown",
    "redemption_unknown",
}
"""Refusals that say: this is somebody else's to decide."""

SAME_PERSON: Final = (
    ("operator, approving", "operator", "operator_approver", "operator"),
    ("approver, proposing", "operator", "operator", "approver"),
    ("haeundae, approving", "operator", "operator_approver", "haeundae"),
    ("pukyong, approving", "operator", "operator_approver", "pukyong"),
    ("verifier, at the company", "haeundae", "company", "verifier"),
    ("operator, reporting", "pukyong", "university", "operator"),
)
"""More clients of persons who are there already."""


@pytest.fixture(name="house", scope="module")
def busy_house(own_house: House) -> House:
    """Give a house in which something of every kind waits, at every step."""
    house = own_house
    furnish_earning(house)
    house.grant("third", "operator", "operator_approver")
    house.grant("colleague", "operator", "operator")
    for name, of, role, person in SAME_PERSON:
        house.grant(name, of, role, same_person_as=person)
    _proposals_wait(house)
    for steps in ((), (("haeundae", "confirm"),), (("haeundae", "confirm"), ("verifier", "verify"))):
        claim = report(house, inputs={"allowance_krw": 4_000_000}, occurred_on=f"2026-08-{10 + len(steps):02d}")
        for who, step in steps:
            assert act(house, who, claim["id"], step).status_code == 200
    by_operator = report(house, who="operator, reporting", occurred_on="2026-08-20")
    act(house, "haeundae", by_operator["id"], "confirm")
    for _ in range(2):
        report(house, occurred_on="2026-08-25")  # the second looks like the first
    agency = found_agency(house)
    program = publish_bid(house, agency)
    publish_bid(house, found_agency(house))
    apply(house, applicant(house), program)
    return house


def _proposals_wait(house: House) -> None:
    name = house.new_company()
    house.earn(name)
    for maker in ("operator", "approver, proposing"):
        answer = house.post(maker, "/api/v1/adjustments", adjustment(house, name, 9))
        assert answer.status_code == 201
    half = propose(house, "adjustments", adjustment(house, name, 10_000))
    assert decide(house, "third", half).json["checked"] == 1
    propose(house, f"organizations/{house.of(house.new_company())}/close", closure())
    propose_sanction(house, name, 10)
    for who in ("haeundae", "pukyong"):
        award = house.earn("haeundae")["id"]
        objection = object_to(house, who, award)["id"]
        assert propose_decision(house, objection, "rejected").status_code == 201
    house.draft_rule("DRAFTED", 1, {**_rule_terms(house)})
    house.post("operator", "/api/v1/rules", _draft(house, "UNSIMULATED"))
    program = {"code": "P-WAITS", "version": 1, "terms": program_terms(50)}
    assert house.post("operator", "/api/v1/programs", program).status_code == 201
    allotment = {"university_id": house.of("pukyong"), "year": 2031, "points_max": 5_000}
    assert house.post("operator", "/api/v1/allotments", allotment).status_code == 201


def _rule_terms(house: House) -> dict[str, Any]:
    (rule,) = house.get("council", "/api/v1/rules/INT").json["items"]
    return dict(rule["terms"])


def _draft(house: House, code: str) -> dict[str, Any]:
    return {"code": code, "version": 1, "valid_from": "2020-01-01", "terms": _rule_terms(house)}


def inbox(house: House, who: str, more: str = "") -> list[dict[str, Any]]:
    return list(house.get(who, f"{INBOX}?limit=500{more}").json["items"])


def _would_be_refused(house: House, who: str, one: dict[str, Any]) -> str:
    bodies = {"clear": {"reason": "two terms"}, "decide": decision_body("rejected"), "select": {"amount_krw": 0}}
    answer = house.post(who, f"{one['decide']}?dry_run=true", bodies.get(one["decide"].rpartition("/")[2]))
    return str(answer.json.get("code", "")) if answer.status_code >= 400 else ""


def test_everybody_sees_exactly_what_they_would_not_be_refused_for_being_the_wrong_person(house: House) -> None:
    inboxes = {who: {one["decide"]: one for one in inbox(house, who)} for who in house.clients}
    waiting = {path: one for found in inboxes.values() for path, one in found.items()}
    assert {one["kind"] for one in waiting.values()} == set(KINDS)
    assert not [path for path in waiting if "UNSIMULATED" in path]
    with house.unchanged():
        for who, seen in inboxes.items():
            for path, one in waiting.items():
                refused = _would_be_refused(house, who, one)
                assert (path in seen) == (refused not in ANOTHER_S), (who, one, refused)


def test_what_waits_tells_since_when_until_when_by_whom_and_where_it_is_decided(house: House) -> None:
    waiting = {one["kind"]: one for one in inbox(house, "third")}
    sanction = waiting["sanction"]
    shown = house.get("council", f"{SANCTIONS}/{sanction['id']}").json
    assert sanction == {
        "kind": "sanction",
        "id": shown["id"],
        "organization_id": shown["organization_id"],
        "since": shown["proposed_at"],
        "last_day": shown["act_by"],
        "made_by": [shown["proposed_by"]],
        "decide": f"{SANCTIONS}/{shown['id']}/approve",
        "position": shown["position"],
    }
    assert (waiting["rule_draft"]["id"], waiting["rule_draft"]["last_day"]) == ("DRAFTED v1", None)
    claim = waiting["claim"]
    assert claim["decide"] == f"{ACCRUALS}/{claim['id']}/approve"
    assert claim["last_day"] == house.get("pukyong", f"{ACCRUALS}/{claim['id']}").json["next"]["by"]


def test_the_inbox_is_read_page_by_page_and_kind_by_kind(house: House) -> None:
    whole = inbox(house, "third")
    assert [one["position"] for one in whole] == sorted({one["position"] for one in whole})
    paged, path = [], f"{INBOX}?limit=3"
    while path:
        page = house.get("third", path).json
        paged += page["items"]
        path = f"{INBOX}?limit=3&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert paged == whole
    for kind in KINDS:
        assert inbox(house, "third", f"&kind={kind}") == [one for one in whole if one["kind"] == kind]
    assert inbox(house, "council") == []


def test_what_is_decided_or_over_waits_no_more(house: House) -> None:
    name = house.new_company()
    proposal = propose(house, "adjustments", adjustment(house, name, 3))
    assert proposal in [one["id"] for one in inbox(house, "third")]
    assert decide(house, "approver", proposal).status_code == 200
    assert proposal not in [one["id"] for one in inbox(house, "third")]
    house.clock.pass_by(days=15)
    late = inbox(house, "third")
    assert {one["kind"] for one in late} == {"rule_draft", "program_draft", "allotment", "claim"}
    assert house.get("third", f"{PROPOSALS}?waiting_for_me=true").json["items"] == []


def test_no_question_passes_what_was_decided_long_ago(house: House) -> None:
    """Every question goes by an index that begins with what is open, or by a key."""
    asked: list[tuple[str, Any]] = []
    engine = house.node.store.engine

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    for who in ("third", "operator", "haeundae", "verifier"):
        inbox(house, who)
    event.remove(engine, "before_cursor_execute", note)
    tables = (
        "redemptions",
        "proposals",
        "sanctions",
        "rule_drafts",
        "program_drafts",
        "allotment_proposals",
        "objections",
        "accruals",
    )
    if engine.dialect.name != "sqlite":
        return
    plans = []
    with engine.connect() as connection:
        for statement, parameters in asked:
            if any(f"FROM {table}" in statement for table in tables):
                found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.append(" | ".join(str(row[3]) for row in found))
    assert plans
    assert not [plan for plan in plans if "SCAN " in plan or "TEMP B-TREE" in plan], plans
    used = " ".join(plans)
    assert "ix_accruals_organization_waiting" in used
    assert "ix_accruals_university_waiting" in used
    assert "ix_redemptions_program_applied" in used
