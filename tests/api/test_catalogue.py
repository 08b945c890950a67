"""The catalogue of refusals: each code has its words and status, and is provoked through HTTP, changing nothing."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from ledger.api.conventions.statuses import CODE_OF_STATUS, STATUSES
from ledger.api.door_texts import DOOR_TEXTS
from ledger.domain.refusal_texts import TEXTS
from ledger.domain.refusal_texts.imports import ROW_CODES
from ledger.domain.refusal_texts.selections import ROW_CODES as SELECTION_CODES
from ledger.services.demo_cast import registration_number
from tests.api.earning import furnish_earning
from tests.api.house import House
from tests.api.provoking_audit import AUDIT
from tests.api.provoking_claims import CLAIMS, furnish_for_claims
from tests.api.provoking_log import LOGGED, furnish_for_the_log
from tests.api.provoking_objections import OBJECTION, furnish_for_objections
from tests.api.provoking_privacy import PRIVACY
from tests.api.provoking_proposals import PROPOSING, furnish_for_proposals
from tests.api.provoking_spending import SPENDING, furnish_for_spending
from tests.api.provoking_transfers import TRANSFERS, furnish_for_transfers
from tests.api.provoking_users import USERS_DECLINED, furnish_for_users
from tests.api.sanctioning import SANCTIONS, act, propose
from tests.support.world import following_terms, program_terms, rule_terms

Provoke = Callable[[House], TestResponse]
ACCRUALS, REDEMPTIONS, ORGANIZATIONS = "/api/v1/accruals", "/api/v1/redemptions", "/api/v1/organizations"
RULES, ALLOTMENTS, PROGRAMS = "/api/v1/rules", "/api/v1/allotments", "/api/v1/programs"
NOWHERE = "0" * 32

ELSEWHERE = {
    "rule_draft_changed": "a draft that is replaced while it is simulated: test_simulation",
    "too_many_affiliates": "more companies than a house has: test_transfer_checks",
    "client_not_active": "a token that outlives its client: test_tokens",
    "last_approver": "where there is no other: test_users",
    "last_two_persons": "where there are no others: test_users",
    "ledger_already_open": "a ledger is opened by the command line",
    "programs_file_invalid": "files of programs are read by the command line: test_programs",
    "tiers_file_invalid": "files of tiers are read by the command line: test_tiers",
    "certificate_already_revoked": "one must be issued and revoked: test_certificates",
    **dict.fromkeys(
        ("period_already_closed", "period_line_unknown", "period_not_next", "period_not_settled"),
        "time must pass, and a period be closed: test_periods",
    ),
    **dict.fromkeys(ROW_CODES, "a row of a file: test_imports"),
    **dict.fromkeys(SELECTION_CODES, "a row of an agency's report: test_call_files"),
}


def _accrue(**changes: object) -> Provoke:
    return lambda house: house.post("pukyong", ACCRUALS, house.activity(**changes))


def _twice_the_same_event(house: House) -> TestResponse:
    known = house.get("council", f"{ACCRUALS}?organization_id={house.of('gijang')}").json["items"][0]
    return house.post("pukyong", ACCRUALS, house.activity("gijang", source_event_id=known["source_event_id"]))


def _on_an_accrual(points: int | None, status: str, **about: str) -> Provoke:
    def provoke(house: House) -> TestResponse:
        path = f"{ACCRUALS}?status={status}&organization_id={house.of('gijang')}&limit=500"
        found = house.get("pukyong", path).json["items"]
        accrual = next(item for item in found if item["rule"]["code"] == about.get("rule", "INT"))
        return house.post("pukyong", f"{ACCRUALS}/{accrual['id']}/reverse", {"reason": "why", "points": points})

    return provoke


def _hold(**changes: object) -> Provoke:
    return lambda house: house.post("gijang", REDEMPTIONS, house.wish("gijang", **changes))


def _on_a_redemption(status: str, action: str, body: dict[str, object], program: str = "VOUCHER") -> Provoke:
    def provoke(house: House) -> TestResponse:
        path = f"{REDEMPTIONS}?status={status}&program={program}&organization_id={house.of('gijang')}"
        found = house.get("operator", path).json["items"]
        return house.post("operator", f"{REDEMPTIONS}/{found[0]['id']}/{action}", body)

    return provoke


def _same_reference(house: House) -> TestResponse:
    path = f"{REDEMPTIONS}?organization_id={house.of('gijang')}"
    return _hold(reference=house.get("gijang", path).json["items"][0]["reference"])(house)


def _onboard(**changes: object) -> Provoke:
    def provoke(house: House) -> TestResponse:
        body = {"kind": "auditor", "name_ko": "의회", "name_en": "Council", "role": "auditor", "person_name": "Lee"}
        return house.post("operator", ORGANIZATIONS, {**body, **changes})

    return provoke


def _profile(who: str, **said: str) -> Provoke:
    return lambda house: house.post("operator", f"{ORGANIZATIONS}/{house.of(who)}/profile", said)


def _taken_number(house: House) -> TestResponse:
    own = house.get("gijang", f"{ORGANIZATIONS}/{house.of('gijang')}").json["registration_number"]
    return _onboard(kind="company", role="company", registration_number=own)(house)


def _revoke_twice(house: House) -> TestResponse:
    listed = house.get("operator", f"{ORGANIZATIONS}/{house.of('council')}/clients").json["items"]
    ended = next(client for client in listed if client["revoked_at"])
    return house.post("operator", f"/api/v1/api-clients/{ended['client_id']}/revoke")


def _draft(**changes: object) -> Provoke:
    rule = {"code": "INT", "version": 5, "valid_from": "2030-01-01", "terms": rule_terms()}
    return lambda house: house.post("operator", RULES, {**rule, **changes})


def _approve(code: str, version: int, who: str = "approver") -> Provoke:
    return lambda house: house.post(who, f"{RULES}/{code}/versions/{version}/approve")


def _approve_proposal(house: House, status: str, who: str = "approver") -> TestResponse:
    found = house.get("council", f"{ALLOTMENTS}/proposals?status={status}").json["items"]
    return house.post(who, f"{ALLOTMENTS}/{found[0]['id']}/approve")


def _on_a_sanction(house: House, company: str, status: str, what: str) -> TestResponse:
    found = house.get("council", f"{SANCTIONS}?status={status}&organization_id={house.of(company)}").json["items"]
    return act(house, "approver", found[0]["id"], what)


def _file(text: str, encoding: str = "utf-8") -> Provoke:
    data = text.encode(encoding, "replace")
    return lambda house: house.post("pukyong", "/api/v1/imports", data=data, content_type="text/csv", key=None)


def _mapping(text: str) -> Provoke:
    body = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid\r\n--x--\r\n'
    data = (body.format("mapping", text) + file).encode()
    form = "multipart/form-data; boundary=x"
    return lambda house: house.post("pukyong", "/api/v1/imports", data=data, content_type=form, key=None)


def _reuse_a_key(house: House) -> TestResponse:
    return house.post("pukyong", ACCRUALS, house.activity(), key="furnished")


def _atomic(house: House) -> TestResponse:
    items = [house.activity(), house.activity(activity="NOPE")]
    return house.post("pukyong", f"{ACCRUALS}/batch", {"mode": "atomic", "items": items})


DOMAIN: dict[str, Provoke] = {
    "accrual_already_reversed": _on_an_accrual(None, "reversed"),
    "accrual_unknown": lambda house: house.post("pukyong", f"{ACCRUALS}/acr_{NOWHERE}/reverse", {"reason": "x"}),
    "activates_after_expiry": _accrue(activity="PAST"),
    "activity_not_eligible": _accrue(activity="LONG", inputs={"allowance_krw": 1_000_000, "weeks": 3}),
    "activity_unknown": _accrue(activity="NOPE"),
    "agreement_reference_missing": _accrue(activity="RES", inputs={"paid_krw": 10_000_000}),
    "agreement_reference_not_used": _accrue(agreement_reference="A-1"),
    "batch_refused": _atomic,
    "cancel_window_closed": _on_a_redemption("captured", "cancel", {"reason": "x"}, "BRIEF"),
    "capture_exceeds_hold": _on_a_redemption("held", "capture", {"points": 10_000}),
    "client_already_revoked": _revoke_twice,
    "client_unknown": lambda house: house.post("operator", f"/api/v1/api-clients/cli_{NOWHERE}/revoke"),
    "cumulative_reversal_must_be_whole": _on_an_accrual(1, "active", rule="RES"),
    "document_unknown": lambda house: house.get("pukyong", f"/api/v1/evidence/{NOWHERE}{NOWHERE}"),
    "exceeds_available_balance": _hold(quantity=90_000),
    "hold_already_settled": _on_a_redemption("released", "capture", {}),
    "idempotency_key_reused": _reuse_a_key,
    "import_column_repeated": _file("고유번호,event id,활동코드,발생일,사업자등록번호\n"),
    "import_columns_missing": _file("고유번호,활동코드,지원비\n"),
    "import_file_unreadable": _file("고유번호\x81", "latin-1"),
    "import_header_not_found": _file("이름,학번\n"),
    "import_mapping_invalid": _mapping("colour = 'blue'"),
    "import_unknown": lambda house: house.get("pukyong", f"/api/v1/imports/imp_{NOWHERE}"),
    "input_missing": _accrue(inputs={}),
    "input_out_of_range": _accrue(inputs={"allowance_krw": 2_000_000_000}),
    "input_unknown": _accrue(inputs={"allowance_krw": 1, "students": 3}),
    "limit_reached": _accrue(activity="CAPPED"),
    "no_rule_in_force": _accrue(occurred_on="2019-12-31"),
    "occurred_in_the_future": _accrue(occurred_on="2030-01-01"),
    "organization_is_not_a_company": lambda house: _accrue(organization_id=house.of("pukyong"))(house),
    "organization_kind_unknown": _onboard(kind="operator", role="operator"),
    "organization_size_unknown": _profile("gijang", size="tiny"),
    "owner_not_a_code": _profile("technopark", owner="부산 테크노파크"),
    "owner_not_for_kind": _profile("gijang", owner="TECHNOPARK"),
    "owner_taken": _profile("scholarship fund", owner="TECHNOPARK"),
    "organization_unknown": _accrue(organization_id=f"org_{NOWHERE}"),
    "permission_missing": lambda house: house.post("council", ACCRUALS, house.activity()),
    "allotment_already_approved": lambda house: _approve_proposal(house, "approved"),
    "allotment_proposal_unknown": lambda house: house.post("approver", f"{ALLOTMENTS}/alp_{NOWHERE}/approve"),
    "followed_rule_follows": _approve("CHAIN", 1),
    "followed_rule_unknown": _approve("ORPHAN", 1),
    "organization_is_not_a_university": lambda house: house.post(
        "operator", ALLOTMENTS, {"university_id": house.of("gijang"), "year": 2026, "points_max": 1}
    ),
    "period_ends_before_it_begins": lambda house: house.post(
        "operator",
        f"{RULES}/DRAFTED/simulate",
        {"version": 1, "occurred_from": "2026-02-01", "occurred_to": "2026-01-31"},
    ),
    "rule_changes_whether_it_follows": _approve("TWICE", 3),
    "rule_draft_unknown": _approve("INT", 9),
    "rule_not_simulated": _approve("DRAFTED", 1),
    "rule_version_already_in_force": _draft(version=1),
    "rule_version_unknown": lambda house: house.get("council", f"{RULES}/INT/diff?from=1&to=9"),
    "rules_file_invalid": lambda house: house.post(
        "operator", f"{RULES}/import", data=b"[[rule]]\ncode = 1\n", content_type="application/toml"
    ),
    "same_person_approval": lambda house: _approve_proposal(house, "proposed", "operator's other client"),
    "position_unknown": lambda house: house.get("council", "/api/v1/trial-balance?recorded_as_of=999999999"),
    "program_already_closed": lambda house: house.post(
        "operator", f"{PROGRAMS}/CLOSED/close", {"closes_on": "2026-12-31"}
    ),
    "program_draft_unknown": lambda house: house.post("approver", f"{PROGRAMS}/VOUCHER/versions/9/approve"),
    "program_version_already_in_force": lambda house: house.post(
        "operator", PROGRAMS, {"code": "VOUCHER", "version": 1, "terms": program_terms(60)}
    ),
    "nothing_to_forfeit": lambda house: _on_a_sanction(house, "saha", "proposed", "approve"),
    "sanction_already_decided": lambda house: _on_a_sanction(house, "gijang", "rejected", "approve"),
    "sanction_unknown": lambda house: act(house, "approver", f"san_{NOWHERE}", "approve"),
    "program_limit_reached": _hold(program="SEAT", quantity=2),
    "program_not_open": _hold(program="CLOSED"),
    "program_unknown": _hold(program="NOPE"),
    "quantity_out_of_range": _hold(quantity=9_007_199_254_740_991),
    "redemption_not_captured": _on_a_redemption("held", "cancel", {"reason": "x"}),
    "redemption_unknown": lambda house: house.post("operator", f"{REDEMPTIONS}/red_{NOWHERE}/capture", {}),
    "reference_already_used": _same_reference,
    "region_not_a_code": _profile("gijang", region="기장"),
    "registration_number_invalid": _onboard(kind="company", role="company", registration_number="1234567890"),
    "registration_number_missing": _onboard(kind="company", role="company"),
    "registration_number_taken": _taken_number,
    "reversal_exceeds_accrual": _on_an_accrual(10_000, "active"),
    "role_not_for_kind": _onboard(role="company"),
    "source_event_already_posted": _twice_the_same_event,
    "terms_invalid": _draft(terms={"name": "INT"}),
    "transaction_unknown": lambda house: house.get("council", f"/api/v1/transactions/txn_{NOWHERE}"),
    "version_not_next": _draft(code="TWICE", version=1),
    "period_not_closed": lambda house: house.get("council", "/api/v1/periods/2026-09/lines"),
    "period_not_over": lambda house: house.post("operator", f"/api/v1/periods/{house.clock.now:%Y-%m}/close"),
    "period_unknown": lambda house: house.post("operator", "/api/v1/periods/2026-13/close"),
    "certificate_unknown": lambda house: house.get("council", f"/api/v1/certificates/cer_{NOWHERE}"),
    "certificate_code_unknown": lambda house: house.get("", "/api/v1/certificates/check/2ZQ4K"),
    "certificate_day_not_kept": lambda house: house.post(
        "gijang", "/api/v1/certificates", {"organization_id": house.of("gijang"), "as_of": "2026-08-30"}
    ),
    **CLAIMS,
    **SPENDING,
    **PROPOSING,
    **OBJECTION,
    **USERS_DECLINED,
    **PRIVACY,
    **TRANSFERS,
    **LOGGED,
    **AUDIT,
}
"""Code of the ledger to what provokes it in the furnished house."""


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house whose clock these tests may move."""
    return own_house


@pytest.fixture(scope="module", autouse=True)
def _furnished(house: House) -> None:
    furnish_for_refusals(house)


def furnish_for_refusals(house: House) -> None:
    """Bring the house into a state in which every refusal can be had."""
    furnish_for_proposals(house)
    furnish_earning(house)
    furnish_for_objections(house)
    furnish_for_claims(house)
    furnish_for_spending(house)
    furnish_for_transfers(house)
    furnish_for_the_log(house)
    for agency in ("technopark", "scholarship fund"):
        house.onboard(agency, "agency", None, "program_owner")
    assert _profile("technopark", owner="TECHNOPARK")(house).status_code == 200
    long = [
        *rule_terms()["inputs"],
        {"name": "weeks", "unit": "weeks", "minimum": 4, "maximum": 60, "eligibility": True},
    ]
    past = {name: value for name, value in rule_terms(expires_on="2026-08-30").items() if name != "validity_months"}
    for code, terms in (("LONG", rule_terms(inputs=long, limits=[])), ("PAST", past)):
        house.publish_rule(code, 1, terms)
    house.publish_rule("TWICE", 2, rule_terms())
    for code, version, terms in (
        ("CHAIN", 1, following_terms("MIRROR")),
        ("ORPHAN", 1, following_terms("NOPE")),
        ("TWICE", 3, following_terms("INT")),
    ):
        house.draft_rule(code, version, terms)
    rule = {"code": "DRAFTED", "version": 1, "valid_from": "2020-01-01", "terms": rule_terms()}
    assert house.post("operator", RULES, rule).status_code == 201
    house.grant("operator's other client", "operator", "operator_approver", same_person_as="operator")
    for year in (2025, 2026):
        allotment = {"university_id": house.of("pukyong"), "year": year, "points_max": 10_000_000}
        proposed = house.post("operator", ALLOTMENTS, allotment).json["id"]
        if year == 2025:
            assert house.post("approver", f"{ALLOTMENTS}/{proposed}/approve").status_code == 200
    no_time = {"until_days_after_capture": 0, "expired_lots": "keep_original"}
    house.publish_program("BRIEF", program_terms(10, cancel=no_time))
    assert house.post("pukyong", ACCRUALS, house.activity("gijang"), key="furnished").status_code == 201
    for _ in range(20):
        house.earn("gijang")
    house.earn("gijang", activity="RES", agreement_reference="A-7", inputs={"paid_krw": 100_000_000})
    reversed_one = house.earn("gijang")["id"]
    assert house.post("pukyong", f"{ACCRUALS}/{reversed_one}/reverse", {"reason": "x"}).status_code == 200
    captured = house.hold("gijang", program="BRIEF")["id"]
    house.post("operator", f"{REDEMPTIONS}/{captured}/capture", {})
    house.clock.pass_by(days=2)
    house.onboard("saha", "company", registration_number(77))
    propose(house, "saha", None)
    act(house, "approver", propose(house, "gijang", 1), "reject")
    released = house.hold("gijang")["id"]
    house.post("operator", f"{REDEMPTIONS}/{released}/release", {"reason": "x"})
    house.hold("gijang")
    path = f"{ORGANIZATIONS}/{house.of('council')}/clients"
    ended = house.post("operator", path, {"role": "auditor", "person_name": "Ahn"}).json["client_id"]
    assert house.post("operator", f"/api/v1/api-clients/{ended}/revoke").status_code == 200
    furnish_for_users(house)


@pytest.mark.parametrize("code", sorted(DOMAIN))
def test_a_refusal_of_the_ledger_changes_nothing(house: House, code: str) -> None:
    with house.unchanged():
        answer = DOMAIN[code](house)
    assert (answer.json["code"], answer.status_code) == (code, STATUSES[code]), answer.json
    assert "{" not in answer.json["detail"]


def test_every_refusal_of_the_ledger_is_provoked() -> None:
    assert DOMAIN.keys() | ELSEWHERE.keys() == TEXTS.keys()
    assert not DOMAIN.keys() & ELSEWHERE.keys()


def test_every_code_has_its_words_once_and_its_status() -> None:
    assert not TEXTS.keys() & DOOR_TEXTS.keys()
    assert TEXTS.keys() | DOOR_TEXTS.keys() == STATUSES.keys()
    assert set(CODE_OF_STATUS.values()) <= STATUSES.keys()
    assert all(STATUSES[code] == status for status, code in CODE_OF_STATUS.items())


@pytest.mark.parametrize("code", sorted(TEXTS.keys() | DOOR_TEXTS.keys()))
def test_both_languages_tell_the_same_facts(code: str) -> None:
    text = {**TEXTS, **DOOR_TEXTS}[code]
    english, korean = (
        {name for _, name, _, _ in string.Formatter().parse(each) if name} for each in (text.detail_en, text.detail_ko)
    )
    assert english == korean
    assert text.detail_en.endswith(".")
    assert text.title_en != text.title_ko
