"""Who reads what concerns persons is noted before it is shown; what is shown can be checked; what is erased is gone."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from ledger.domain.access import BEFORE_THE_FIRST, line_behind
from ledger.domain.journal.disclosures import Disclosure, verdict
from ledger.domain.journal.entries import Entry
from ledger.services import access as service
from ledger.services.due import run_due
from ledger.services.verification import verify
from ledger.store.errors import StoreUnavailable
from ledger.store.reads import access, journal, organizations
from tests.api.erasing import ERASURES, erased, erasure, parted_user
from tests.api.house import House

LOG = "/api/v1/access-log"
DISCLOSURES = "/api/v1/disclosures"


@pytest.fixture(scope="module")
def house(own_house: House) -> House:
    """Give a house of this module's own, whose log nobody else reads into."""
    return own_house


def _lines(house: House) -> list[access.AccessLine]:
    with house.node.store.reading() as unit:
        return list(access.every_line(unit))


def _users(house: House) -> str:
    return f"/api/v1/organizations/{house.of('gijang')}/users"


def _why(reason: str) -> dict[str, str]:
    return {"Access-Reason": reason}


def _findings(house: House) -> list[str]:
    return [finding.code for finding in verify(house.node).findings]


def test_an_auditor_reads_nothing_of_persons_without_a_reason(house: House) -> None:
    before = _lines(house)
    for reason in ("", "  ", "x" * 501, "%ff"):
        refused = house.get("council", _users(house), _why(reason))
        assert (refused.status_code, refused.json["code"]) == (400, "access_reason_missing")
    assert _lines(house) == before


def test_what_an_auditor_reads_is_noted_with_who_what_and_why(house: House) -> None:
    assert house.get("council", _users(house), _why("%EC%A0%95%EA%B8%B0%20%EA%B0%90%EC%82%AC 2026")).status_code == 200
    line = house.get("council", LOG).json["items"][-2]
    council = house.clients["council"]
    assert (line["client_id"], line["organization_id"]) == (council.client_id, council.organization_id)
    assert (line["door"], line["subject"], line["about"]) == ("list_users", house.of("gijang"), house.of("gijang"))
    assert line["reason"] == "정기 감사 2026"
    assert len(line["reason_commitment"]) == 64


def test_the_operator_may_read_without_a_reason_and_is_noted_all_the_same(house: House) -> None:
    before = len(_lines(house))
    assert house.get("operator", _users(house), _why("")).status_code == 200
    (line,) = _lines(house)[before:]
    assert (line.access.door, line.access.reason) == ("list_users", "")


def test_the_log_is_a_file_too(house: House) -> None:
    assert house.get("council", _users(house), _why("yearly audit")).status_code == 200
    told = house.get("council", LOG, {"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(told.text, newline="")))
    assert [int(row["number"]) for row in rows] == list(range(1, len(_lines(house)) + 1)), "this read is in it"
    lines = [
        json.loads(line) for line in house.get("council", LOG, {"Accept": "application/x-ndjson"}).text.splitlines()
    ]
    assert [line["hash"] for line in lines[:-1]] == [row["hash"] for row in rows]
    own = house.get("gijang", LOG, {"Accept": "application/x-ndjson"}).text.splitlines()
    assert own
    assert {json.loads(line)["about"] for line in own} <= {house.of("gijang"), None}


def test_a_line_names_an_id_and_keeps_no_other_words(house: House) -> None:
    """Names are told to a door as easily as ids, and a line never changes."""
    before = len(_lines(house))
    for told in ("%EC%84%9C%EC%A7%80%EC%9B%90", "%E1%84%89%E1%85%A5", "Seo%20Jiwon", "org_1"):
        assert house.get("operator", f"/api/v1/accruals?organization_id={told}").status_code == 422
        assert house.get("operator", f"/api/v1/accruals/{told}").status_code == 404
    assert {line.access.subject for line in _lines(house)[before:]} == {""}
    assert house.get("operator", f"/api/v1/accruals/acr_{'0' * 32}").status_code == 404
    assert _lines(house)[-1].access.subject == f"acr_{'0' * 32}"


def test_who_sees_its_own_alone_is_not_noted(house: House) -> None:
    before = _lines(house)
    assert house.get("gijang", _users(house), _why("")).status_code == 200
    assert house.get("council", "/api/v1/trial-balance", _why("")).status_code == 200
    assert _lines(house) == before


def test_a_statement_names_nobody_until_it_is_printed(house: House) -> None:
    statement = f"/api/v1/organizations/{house.of('gijang')}/statement?period=2026-09"
    before = _lines(house)
    told = house.get("council", statement, _why(""))
    assert (told.status_code, _lines(house)) == (200, before)
    paper = {"Accept": "application/pdf"}
    refused = house.get("council", statement, paper | _why(""))
    assert (refused.status_code, refused.json["code"]) == (400, "access_reason_missing")
    assert house.get("gijang", statement, paper | _why("")).mimetype == "application/pdf"
    assert _lines(house) == before
    assert house.get("council", statement, paper).mimetype == "application/pdf"
    (line,) = _lines(house)[len(before) :]
    assert (line.access.door, line.access.subject) == ("statement", house.of("gijang"))


def test_a_read_that_cannot_be_noted_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> None:
        raise StoreUnavailable("the writer does not listen")

    monkeypatch.setattr(service, "post", lost)
    refused = house.get("council", _users(house))
    assert (refused.status_code, refused.json["code"]) == (503, "store_unavailable")


def test_an_organization_sees_who_read_what_is_its_own(house: House) -> None:
    house.get("council", _users(house))
    house.get("council", f"/api/v1/organizations/{house.of('haeundae')}/users")
    shown = house.get("gijang", LOG).json["items"]
    assert {line["about"] for line in shown} == {house.of("gijang"), None}
    assert {line["reason"] for line in shown} == {None}
    foreign = house.get("gijang", f"{LOG}?organization_id={house.of('haeundae')}")
    assert (foreign.status_code, foreign.json["code"]) == (404, "organization_unknown")
    narrowed = house.get("council", f"{LOG}?organization_id={house.of('haeundae')}").json["items"]
    assert {line["about"] for line in narrowed} == {house.of("haeundae"), None}


def test_lines_are_chained_and_the_journal_notes_how_far_they_came(house: House) -> None:
    house.get("council", _users(house))
    last = BEFORE_THE_FIRST
    for number, line in enumerate(_lines(house), start=1):
        assert line == line_behind(number, last, line.access)
        last = line.hash
    run_due(house.node)
    assert service.anchor(house.node) == 0
    assert verify(house.node).accesses == len(_lines(house))
    assert _findings(house) == []


def test_a_line_that_waits_too_long_is_noted_with_the_next(house: House) -> None:
    service.anchor(house.node)
    house.get("operator", _users(house))
    position = verify(house.node).entries
    house.clock.now += service.WAITING_MAX + timedelta(minutes=1)
    house.get("operator", _users(house))
    assert verify(house.node).entries == position + 1
    assert service.anchor(house.node) == 0


def test_what_is_disclosed_opens_its_commitment_and_nothing_else_does(house: House) -> None:
    award = house.earn()
    told = house.post("council", DISCLOSURES, {"subjects": [award["id"]]}, key=None)
    assert told.mimetype == "application/x-ndjson"
    lines = [Disclosure.from_line(line) for line in told.text.splitlines()]
    assert {line.field for line in lines} == {"source_event_id"}
    with house.node.store.reading() as unit:
        stored = next(iter(journal.entries(unit, lines[0].position)))
    entry = Entry.from_bytes(stored.data)
    assert verdict(lines[0], entry) == "proven"
    for wrong in ({"value": "PKNU-2026-X"}, {"salt": "00" * 16}, {"field": "reason"}, {"subject": "acr_0"}):
        assert verdict(lines[0]._replace(**wrong), entry) == "wrong"
    assert house.get("council", LOG).json["items"][-2]["door"] == "disclose"


def test_only_who_was_granted_it_is_shown_the_vault(house: House) -> None:
    refused = house.post("operator", DISCLOSURES, {}, key=None)
    assert (refused.status_code, refused.json["code"]) == (403, "permission_missing")
    unexplained = house.post("council", DISCLOSURES, {}, _why(""), key=None)
    assert (unexplained.status_code, unexplained.json["code"]) == (400, "access_reason_missing")


def test_a_person_is_erased_by_two_and_every_proof_stays(house: House) -> None:
    user = parted_user(house, "seo.jiwon@gijang.example")
    before = verify(house.node)
    result = erased(house, user["person_id"])
    assert result["texts"] == 2
    (shown,) = (one for one in house.get("council", _users(house)).json["items"] if one["user_id"] == user["user_id"])
    assert (shown["name"], shown["login"], shown["erased_at"]) == (None, None, result["erased_at"])
    after = verify(house.node)
    assert after.findings == ()
    assert after.erased == before.erased + 2
    left = house.post("council", DISCLOSURES, {"subjects": [user["person_id"], user["user_id"]]}, key=None)
    assert left.text == ""
    again = house.post("operator", ERASURES, erasure(user["person_id"]))
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_erase")


def test_what_is_in_force_is_not_erased(house: House) -> None:
    texts = house.post("council", DISCLOSURES, {}, key=None).text
    person = json.loads(house.get("council", "/api/v1/authority").text)["grants"][0]["person_id"]
    for subject in (house.of("gijang"), person):
        refused = house.post("operator", ERASURES, erasure(subject))
        assert (refused.status_code, refused.json["code"]) == (409, "texts_in_use")
    assert house.post("council", DISCLOSURES, {}, key=None).text == texts


def test_what_is_in_force_is_not_erased_under_another_of_its_ids(house: House) -> None:
    body = {"login": "ahn.yuna@gijang.example", "role": "company", "person_name": "Ahn Yuna"}
    user = house.post("operator", _users(house), body).json
    grant = {"organization_id": house.of("operator"), "role": "operator", "person_name": "Baek Dohyun"}
    granted = house.post("operator", "/api/v1/grants", {**grant, "reason": "more hands are needed"}).json["id"]
    assert house.post("approver", f"/api/v1/proposals/{granted}/approve").status_code == 200
    with house.node.store.reading() as unit:
        (registered, *_) = organizations.registrations_of(unit, house.of("gijang"))
    for subject, code in ((user["user_id"], "texts_in_use"), (registered[1], "nothing_to_erase")):
        refused = house.post("operator", ERASURES, erasure(subject))
        assert (refused.status_code, refused.json["code"]) == (409, code), subject
    assert erased(house, granted)["texts"] == 1, "why it was proposed, and not the name of who acts by it"
    left = house.post("council", DISCLOSURES, {"subjects": [granted]}, key=None).text
    assert {Disclosure.from_line(line).field for line in left.splitlines()} == {"name", "other_half"}
    assert _findings(house) == []


def test_a_person_who_came_to_act_again_meanwhile_is_not_erased(house: House) -> None:
    user = parted_user(house, "yoo.hana@gijang.example", "Yoo Hana")
    proposed = house.post("operator", ERASURES, erasure(user["person_id"])).json
    body = {"login": "yoo.hana@gijang.example", "role": "company", "same_person_as": user["user_id"]}
    assert house.post("operator", _users(house), body).status_code == 201
    with house.unchanged():
        refused = house.post("approver", f"/api/v1/proposals/{proposed['id']}/approve")
    assert (refused.status_code, refused.json["code"]) == (409, "texts_in_use")
