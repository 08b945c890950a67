"""Deeds that take two persons, each ready to be done through the door: by whom, on what, and by which paths.

A deed's subject is made once; it can then be proposed again and again until somebody else carries it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from werkzeug.test import TestResponse

from ledger.domain.acts import ACTS
from ledger.domain.permissions import ROLES
from ledger.services.due import run_due
from tests.api.erasing import erasure
from tests.api.house import House
from tests.api.objecting import decision_body, object_to
from tests.api.proposing import PROPOSALS, adjustment, correction, debit, decide, propose
from tests.api.sanctioning import SANCTIONS, sanction_body
from tests.api.transferring import affiliation, closure, transfer
from tests.support.tiering import tier_terms
from tests.support.world import program_terms, rule_terms

API: Final = "/api/v1"
POINTS: Final = 100
"""What a company has earned that a deed is about."""

CHECKED: Final = "CHECKED"
"""A rule whose claims wait for the operator's approval."""

SHORT: Final = "SHORT"
"""A rule whose points lapse soon."""

LATE: Final = "gijang"
"""Who let points lapse."""

BECAUSE: Final = {"reason": "so it was decided"}

Wish = tuple[str, dict[str, Any] | None]
"""A path behind the API, and what is sent there."""


class Deed(NamedTuple):
    """One kind of deed.

    Attributes:
        subject: makes what it is about.
        wishes: gives what is asked to propose it, in order.
        at: where it is decided, by what the last of the answers said.
        maker: the role that proposes it.
        needs: what each decision takes, and "" for none that there is.
        over: the refusal of what is decided already.
        kinds: kinds of entries that carry it out.
    """

    subject: Callable[[House], Any]
    wishes: Callable[[House, Any], list[Wish]]
    at: Callable[[Any], str]
    maker: str
    needs: Mapping[str, str]
    over: str
    kinds: tuple[str, ...]


def _company(house: House) -> str:
    """Onboard a company with points."""
    name = house.new_company()
    house.earn(name)
    return name


def _companies(house: House) -> tuple[str, str]:
    return _company(house), house.new_company()


def _indebted(house: House) -> str:
    """Let a company owe what it has spent."""
    name = house.new_company()
    award = house.earn(name)["id"]
    decide(house, "approver", propose(house, "adjustments", debit(house, name, POINTS)))
    answer = house.post("pukyong", f"{API}/accruals/{award}/reverse", {"reason": "it never took place"})
    assert answer.status_code == 200, answer.json
    return name


def _lapsed(house: House) -> str:
    """Give the lot of the company whose points lapsed before anybody else came in."""
    (award,) = house.get("council", f"{API}/accruals?organization_id={house.of(LATE)}").json["items"]
    return str(house.get("council", f"{API}/accruals/{award['id']}").json["lot"])


def _contested(house: House) -> str:
    """Let a company object to its award."""
    name = house.new_company()
    return str(object_to(house, name, house.earn(name)["id"])["id"])


def _next_month(house: House) -> str:
    """Give the next month that can be closed."""
    return next(
        one["period"] for one in house.get("council", f"{API}/periods").json["items"] if one["status"] != "closed"
    )


def _reinstated(house: House, lot: str) -> list[Wish]:
    return [("reinstatements", correction(house, LATE, 1, "appeal", lot_id=lot, expires_on="2029-12-31"))]


def _new_hand(house: House, name: str) -> list[Wish]:
    body = {"organization_id": house.of("operator"), "role": "operator_approver", "person_name": name}
    return [("grants", {**body, "reason": "more hands are needed"})]


def _rule(house: House, code: str) -> list[Wish]:
    draft = {"code": code, "version": 1, "valid_from": "2020-01-01", "terms": rule_terms(limits=[])}
    period = {"version": 1, "occurred_from": "2000-01-01", "occurred_to": "2000-01-01"}
    return [("rules", draft), (f"rules/{code}/simulate", period)]


def _program(house: House, code: str) -> list[Wish]:
    return [("programs", {"code": code, "version": 1, "terms": program_terms(50)})]


def _bound(house: House, days: int) -> list[Wish]:
    figures = {"name": "adjustment", "points_max": 100_000, "second_from": 10_000, "days": days}
    return [("bounds", {**figures, "reason": "as the committee decided"})]


def _decided_at(answer: Any) -> str:
    return f"{PROPOSALS}/{answer['id']}"


def _act(name: str, subject: Callable[[House], Any], wishes: Callable[[House, Any], list[Wish]]) -> Deed:
    """Make a deed of an act, which is proposed and decided like every act."""
    assert {ACTS[name].propose, "proposals.withdraw"} <= ROLES["operator"]
    assert {ACTS[name].approve, "proposals.approve"} <= ROLES["operator_approver"]
    needs = {"approve": "proposals.approve", "reject": "proposals.approve", "withdraw": "proposals.withdraw"}
    return Deed(subject, wishes, _decided_at, "operator", needs, "proposal_already_decided", ACTS[name].kinds)


def _unique(word: str) -> Callable[[House], str]:
    return lambda house: house.unique(word).upper()


OF_ACTS: Final[dict[str, Deed]] = {
    "adjustment": _act(
        "adjustment", House.new_company, lambda house, name: [("adjustments", adjustment(house, name, POINTS))]
    ),
    "write_off": _act(
        "write_off", _indebted, lambda house, name: [("write-offs", correction(house, name, 40, "uncollectible"))]
    ),
    "reinstatement": _act("reinstatement", _lapsed, _reinstated),
    "bound": _act("bound", lambda house: 14 + next(house.serial) % 300, _bound),
    "tiers": _act(
        "tiers",
        lambda house: tier_terms(24, 6, 100, 500),
        lambda house, terms: [("tiers", {"terms": terms, "reason": "as the scheme says"})],
    ),
    "objection_decision": _act(
        "objection_decision",
        _contested,
        lambda house, objection: [(f"objections/{objection}/decide", decision_body("upheld"))],
    ),
    "merger": _act("merger", _companies, lambda house, both: [("transfers", transfer(house, "merger", *both))]),
    "succession": _act(
        "succession", _companies, lambda house, both: [("transfers", transfer(house, "succession", *both))]
    ),
    "closure": _act(
        "closure", House.new_company, lambda house, name: [(f"organizations/{house.of(name)}/close", closure())]
    ),
    "affiliation": _act("affiliation", _companies, lambda house, both: [("affiliations", affiliation(house, *both))]),
    "grant": _act("grant", _unique("Nobody Real"), _new_hand),
    "log_key": _act(
        "log_key",
        lambda house: f"{next(house.serial):064x}",
        lambda house, key: [("log/keys", {"public_key": key, "reason": "the yearly change"})],
    ),
    "close_period": _act("close_period", _next_month, lambda house, month: [(f"periods/{month}/close", None)]),
    "erasure": _act(
        "erasure", lambda house: house.earn()["id"], lambda house, subject: [("erasures", erasure(subject))]
    ),
}
"""A deed for every act, by its name."""

OTHERS: Final[dict[str, Deed]] = {
    "sanction": Deed(
        _company,
        lambda house, name: [("sanctions", sanction_body(house, name, 30))],
        lambda answer: f"{SANCTIONS}/{answer['id']}",
        "operator",
        {"approve": "sanctions.approve", "reject": "sanctions.approve", "withdraw": "sanctions.propose"},
        "sanction_already_decided",
        ("sanction",),
    ),
    "allotment": Deed(
        lambda house: 2_100 + next(house.serial) % 800,
        lambda house, year: [
            ("allotments", {"university_id": house.of("pukyong"), "year": year, "points_max": 50_000})
        ],
        lambda answer: f"{API}/allotments/{answer['id']}",
        "operator",
        {"approve": "allotments.approve"},
        "allotment_already_approved",
        ("allotment_set",),
    ),
    "rule": Deed(
        _unique("RULE"),
        _rule,
        lambda answer: f"{API}/rules/{answer['code']}/versions/1",
        "operator",
        {"approve": "rules.approve"},
        "rule_version_already_in_force",
        ("rule_published",),
    ),
    "program": Deed(
        _unique("PROGRAM"),
        _program,
        lambda answer: f"{API}/programs/{answer['code']}/versions/1",
        "operator",
        {"approve": "programs.approve"},
        "program_version_already_in_force",
        ("program_published",),
    ),
    "claim": Deed(
        House.new_company,
        lambda house, name: [("accruals", house.activity(name, activity=CHECKED))],
        lambda answer: f"{API}/accruals/{answer['id']}",
        "university",
        {"approve": "accruals.approve", "withdraw": "accruals.post"},
        "claim_not_open",
        ("accrual",),
    ),
}
"""What takes two persons by paths of its own."""

DEEDS: Final = OF_ACTS | OTHERS


def furnish_deeds(house: House) -> None:
    """Publish rules for claims and for points that lapse, let some lapse, and let months pass that can be closed."""
    house.publish_rule(CHECKED, 1, rule_terms(workflow=[{"step": "approved", "days": 30}], limits=[]))
    house.publish_rule(SHORT, 1, rule_terms(limits=[], validity_months=1))
    house.earn(LATE, activity=SHORT)
    house.clock.pass_by(days=100)
    run_due(house.node)


def propose_deed(house: House, who: str, deed: Deed, subject: Any) -> str:
    """Let somebody propose a deed; gives where it is decided."""
    answer: TestResponse | None = None
    for path, body in deed.wishes(house, subject):
        answer = house.post(who, f"{API}/{path}", body)
        assert answer.status_code in (200, 201), answer.json
    assert answer is not None
    return deed.at(answer.json)


def decide_deed(
    house: House, who: str, at: str, what: str, key: str | None = "", *, dry_run: bool = False
) -> TestResponse:
    """Approve, reject or withdraw a deed as somebody."""
    body = None if what == "approve" else BECAUSE
    return house.post(who, f"{at}/{what}{'?dry_run=true' if dry_run else ''}", body, key=None if dry_run else key)
