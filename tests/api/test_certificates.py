"""Certificates through the door: issued once, proven offline, checked by anyone who holds the code, and revoked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from ledger.api.conventions.negotiation import PDF
from ledger.domain.certificate_proof import CertificateRefused, check_certificate
from ledger.domain.journal.notes import parse_verifier_key
from ledger.services.papers.words import LANGUAGES
from ledger.services.signing_keys import is_good
from ledger.services.verification import verify
from tests.api.certifying import CERTIFICATES, PAGE, certify
from tests.api.closing import close
from tests.api.house import House

STATES = ("posted", "spendable", "pending", "held", "disputed", "arrears")


def _from(house: House, address: str) -> FlaskClient:
    """Knock from an address of one's own: whoever guesses slows down only who guesses from there."""
    client = house.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house in which Haeundae earned and holds something, and September is closed."""
    own_house.earn("haeundae")
    own_house.earn("haeundae")
    own_house.hold("haeundae")
    own_house.clock.pass_by(days=32)
    close(own_house, "2026-09")
    own_house.hold("haeundae")
    return own_house


def test_a_company_certifies_what_it_holds_today(house: House) -> None:
    told = certify(house, "haeundae")
    balance = house.get("haeundae", f"/api/v1/organizations/{house.of('haeundae')}/balance").json
    assert {state: told[state] for state in STATES} == {state: balance[state] for state in STATES}
    assert (told["status"], told["as_of"], told["period"], told["held"] > 0) == ("valid", "2026-10-03", None, True)
    assert [len(group) for group in told["code"].split("-")] == [5, 5, 5, 5, 5, 1]


def test_the_last_day_of_a_closed_month_is_certified_as_it_was_closed(house: House) -> None:
    told = certify(house, "haeundae", as_of="2026-09-30")
    lines = house.get("haeundae", "/api/v1/periods/2026-09/lines").json["items"]
    closings = {line["account"].split(":")[1]: -line["closing"] for line in lines}
    assert (told["posted"], told["held"]) == (closings["available"], closings.get("held", 0))
    assert (told["period"], told["as_of"]) == ("2026-09", "2026-09-30")
    assert told["posted"] != certify(house, "haeundae")["posted"]


def test_another_day_another_company_and_a_stranger_are_refused_and_change_nothing(house: House) -> None:
    own, other = house.of("haeundae"), house.of("gijang")
    for who, body, code in (
        ("haeundae", {"organization_id": own, "as_of": "2026-09-29"}, "certificate_day_not_kept"),
        ("haeundae", {"organization_id": own, "as_of": "2026-10-31"}, "certificate_day_not_kept"),
        ("haeundae", {"organization_id": other}, "organization_unknown"),
        ("council", {"organization_id": own}, "permission_missing"),
    ):
        with house.unchanged():
            assert house.post(who, CERTIFICATES, body).json["code"] == code, body
    with house.unchanged():
        dry = house.post("haeundae", f"{CERTIFICATES}?dry_run=true", {"organization_id": own}, key=None)
    assert (dry.status_code, dry.json["code"]) == (201, None)


def test_the_operator_certifies_on_behalf_and_others_do_not_see_it(house: House) -> None:
    told = certify(house, "operator", "gijang", language="en")
    path = f"{CERTIFICATES}/{told['id']}"
    assert house.get("gijang", path).json["certificate"]["id"] == told["id"]
    assert house.get("haeundae", path).json["code"] == "certificate_unknown"
    listed = [item["id"] for item in house.get("gijang", CERTIFICATES).json["items"]]
    assert listed == [told["id"]]
    assert house.get("haeundae", f"{CERTIFICATES}?organization_id={house.of('gijang')}").status_code == 404
    with house.unchanged():
        refused = house.post("haeundae", f"{path}/revoke", {"reason": "not mine"})
    assert refused.json["code"] == "certificate_unknown"


def test_a_repeated_request_shows_the_same_code(house: House) -> None:
    body = {"organization_id": house.of("haeundae")}
    first = house.post("haeundae", CERTIFICATES, body, key="certificate for the city")
    again = house.post("haeundae", CERTIFICATES, body, key="certificate for the city")
    assert (first.data, again.headers["Idempotency-Replayed"]) == (again.data, "true")


def test_whoever_holds_the_code_is_told_what_it_states_and_nobody_else(house: House) -> None:
    told = certify(house, "haeundae")
    typed = told["code"].lower().replace("-", " ")
    for code in (told["code"], typed.replace(" ", ""), told["code"].replace("0", "O").replace("1", "l")):
        found = house.get("", f"{CERTIFICATES}/check/{code}").json["certificate"]
        assert (found["id"], found["status"], found["posted"]) == (told["id"], "valid", told["posted"])
    wrong = told["code"][:-3] + ("2" if told["code"][-3] != "2" else "3") + told["code"][-2:]
    answers = [house.get("", f"{CERTIFICATES}/check/{code}") for code in (wrong, "not-a-code")]
    assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(404, "certificate_code_unknown")}
    assert told["code"].encode() not in house.get("council", f"{CERTIFICATES}/{told['id']}").data


def test_a_certificate_holds_offline_and_no_changed_one_does(house: House) -> None:
    told = certify(house, "haeundae")
    text = house.get("haeundae", f"{CERTIFICATES}/{told['id']}").text
    key = parse_verifier_key(house.get("", "/api/v1/log/vkey").text.strip())
    certified = check_certificate(text, key, is_good, told["code"])
    assert (certified.certificate, certified.points["available"]) == (told["id"], told["posted"])
    assert (certified.as_of, certified.position, certified.revoked_at) == (told["as_of"], told["position"], "")
    file = json.loads(text)
    richer = json.loads(json.dumps(file))
    richer["certificate"]["posted"] += 1
    forged = {**file, "entry": file["entry"].replace('"available":', '"available":1')}
    other = json.loads(house.get("haeundae", f"{CERTIFICATES}/{certify(house, 'haeundae')['id']}").text)
    for changed in (
        richer,
        forged,
        {**file, "tlog_proof": other["tlog_proof"]},
        {**file, "entry": other["entry"], "tlog_proof": other["tlog_proof"]},
        {**file, "revocation": {"entry": file["entry"], "tlog_proof": file["tlog_proof"]}},
        {**file, "tlog_proof": None},
        {},
        [],
    ):
        with pytest.raises(CertificateRefused):
            check_certificate(json.dumps(changed), key, is_good)
    names_and_reasons = {"name_ko", "name_en", "revoked_because"}
    for name in file["certificate"].keys() - names_and_reasons:
        told_otherwise = 2 if isinstance(file["certificate"][name], int) else "2026-09-03"
        with pytest.raises(CertificateRefused, match=f"the entry says {name} "):
            check_certificate(
                json.dumps({**file, "certificate": file["certificate"] | {name: told_otherwise}}), key, is_good
            )
    for text_of_none in ("", "{", "[" * 100_000, '{"entry":' + "1" * 5_000 + "}"):
        with pytest.raises(CertificateRefused, match="expected JSON"):
            check_certificate(text_of_none, key, is_good)
    with pytest.raises(CertificateRefused, match="code"):
        check_certificate(text, key, is_good, "2ZQ4K-8H0WD-1M7XA-RT5N2-9EJ3B-W")
    with pytest.raises(CertificateRefused):
        check_certificate(text, replace(key, name="another.example/log"), is_good)


def test_what_is_revoked_says_so_everywhere(house: House) -> None:
    told = certify(house, "haeundae")
    path = f"{CERTIFICATES}/{told['id']}"
    before = house.get("haeundae", path, {"Accept": PDF}).data
    revoked = house.post("haeundae", f"{path}/revoke", {"reason": "a wrong day was asked for"}).json
    assert revoked["status"] == "revoked"
    assert revoked["revoked_at"] is not None
    with house.unchanged():
        again = house.post("operator", f"{path}/revoke", {"reason": "once more"})
    assert (again.status_code, again.json["code"]) == (409, "certificate_already_revoked")
    file = house.get("haeundae", path)
    assert file.json["certificate"]["revoked_because"] == "a wrong day was asked for"
    public = house.get("", f"{CERTIFICATES}/check/{told['code']}").json["certificate"]
    assert (public["status"], public["revoked_because"]) == ("revoked", None)
    key = parse_verifier_key(house.get("", "/api/v1/log/vkey").text.strip())
    assert check_certificate(file.text, key, is_good).revoked_at == revoked["revoked_at"]
    hidden = {**file.json, "revocation": None}
    with pytest.raises(CertificateRefused):
        check_certificate(json.dumps(hidden), key, is_good)
    assert house.get("haeundae", path, {"Accept": PDF}).data != before
    kinds = [item["kind"] for item in house.get("haeundae", "/api/v1/events").json["items"]]
    assert {"certificate", "certificate_revoked"} <= set(kinds)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_certificate_is_printed_with_its_code_in_the_same_bytes_each_time(house: House, language: str) -> None:
    told = certify(house, "haeundae", language=language)
    path = f"{CERTIFICATES}/{told['id']}"
    first, again = (house.get("haeundae", path, {"Accept": PDF}) for _ in range(2))
    assert (first.mimetype, first.data == again.data) == (PDF, True)
    assert f"/Lang ({language})".encode() in first.data
    other = "en" if language == "ko" else "ko"
    assert f"/Lang ({other})".encode() in house.get("haeundae", f"{path}?lang={other}", {"Accept": PDF}).data


@pytest.mark.parametrize(
    ("language", "valid", "revoked", "unknown"),
    [
        ("ko", "유효한 확인서입니다", "취소된 확인서입니다", "발급되지 않은 확인번호입니다"),
        ("en", "This certificate is valid", "This certificate was revoked", "No certificate has this code"),
    ],
)
def test_the_page_tells_anyone_in_both_languages_without_javascript(
    house: House, language: str, valid: str, revoked: str, unknown: str
) -> None:
    client, told = _from(house, f"203.0.113.{LANGUAGES.index(language)}"), certify(house, "haeundae")
    form = client.get(PAGE, headers={"Accept-Language": language})
    assert (form.status_code, form.headers["Content-Language"]) == (200, language)
    assert "script" not in form.text
    assert "default-src 'none'" in form.headers["Content-Security-Policy"]
    assert "unsafe" not in form.headers["Content-Security-Policy"]
    shown = client.post(f"{PAGE}?lang={language}", data={"code": told["code"]})
    assert (shown.status_code, valid in shown.text, told["id"] in shown.text) == (200, True, True)
    assert f"{told['posted']:,} MP" in shown.text
    house.post("haeundae", f"{CERTIFICATES}/{told['id']}/revoke", {"reason": "no longer needed"})
    assert revoked in client.post(f"{PAGE}?lang={language}", data={"code": told["code"]}).text
    missing = client.post(f"{PAGE}?lang={language}", data={"code": "<script>alert(1)</script>"})
    assert (missing.status_code, unknown in missing.text, "<script" in missing.text) == (404, True, False)


def test_who_guesses_codes_has_to_wait(house: House) -> None:
    client, guess = _from(house, "203.0.113.9"), {"code": "2ZQ4K-8H0WD-1M7XA-RT5N2-9EJ3B-W"}
    seen = [client.post(PAGE, data=guess).status_code for _ in range(12)]
    assert (seen[0], seen[-1]) == (404, 429)
    waiting = client.get(f"{CERTIFICATES}/check/{guess['code']}")
    assert (waiting.status_code, waiting.json["code"], int(waiting.headers["Retry-After"]) > 0) == (
        429,
        "too_many_attempts",
        True,
    )
    assert client.get(PAGE).status_code == 200


def test_why_one_was_revoked_is_a_text_whose_reader_is_noted(house: House) -> None:
    told = certify(house, "haeundae")
    path = f"{CERTIFICATES}/{told['id']}"
    assert house.post("haeundae", f"{path}/revoke", {"reason": "Mr Kang asked for the wrong day"}).status_code == 200
    for unexplained in (path, CERTIFICATES):
        refused = house.get("council", unexplained, {"Access-Reason": " "})
        assert (refused.status_code, refused.json["code"]) == (400, "access_reason_missing")
    read = house.get("council", path).json["certificate"]
    assert read["revoked_because"] == "Mr Kang asked for the wrong day"
    line = house.get("council", f"/api/v1/access-log?organization_id={house.of('haeundae')}").json["items"][-2]
    assert (line["door"], line["subject"], line["about"]) == ("get_certificate", told["id"], house.of("haeundae"))


def test_the_ledger_verifies_with_its_certificates(house: House) -> None:
    assert verify(house.node).findings == ()
