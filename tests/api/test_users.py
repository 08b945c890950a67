"""Users over HTTP: invited once, logged in for a while, and never locked out by somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.services import secrets
from ledger.services.verification import verify
from tests.api.house import House
from tests.api.logging_in import FAR, PASSWORD, SESSIONS, USERS, accept, invite, knock, let_in, log_in

ORGANIZATIONS = "/api/v1/organizations"


def test_an_invited_user_chooses_a_password_logs_in_and_acts(house: House) -> None:
    invited = invite(house)
    listed = house.get("pukyong", f"{ORGANIZATIONS}/{house.of('pukyong')}/users").json["items"]
    (told,) = (user for user in listed if user["user_id"] == invited["user_id"])
    assert (told["status"], told["name"], told["login"]) == ("invited", "Kim Haneul", invited["login"].lower())
    assert accept(house, invited).json["user_id"] == invited["user_id"]
    opened = log_in(house, invited["login"].upper()).json
    authority = {"Authorization": f"Bearer {opened['access_token']}"}
    posted = house.post("", "/api/v1/accruals", house.activity(), authority)
    assert posted.status_code == 201, posted.json
    moved = house.get("council", f"/api/v1/transactions/{posted.json['transaction_id']}").json
    assert invited["user_id"] in str(moved["actor"])
    clients = house.get("pukyong", f"{ORGANIZATIONS}/{house.of('pukyong')}/clients").json["items"]
    assert not any(client["client_id"].startswith("usr_") for client in clients)


def test_a_repeated_invitation_shows_the_same_code_and_a_dry_run_none(house: House) -> None:
    path = f"{ORGANIZATIONS}/{house.of('pukyong')}/users"
    body = {"login": f"{house.unique('lee')}@pukyong.example", "role": "university", "person_name": "Lee"}
    with house.unchanged():
        assert "invitation_code" not in house.post("operator", f"{path}?dry_run=true", body, key=None).json
    key = house.unique("key")
    first, again = (house.post("operator", path, body, key=key) for _ in range(2))
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json == again.json
    assert first.json["invitation_code"]


def test_an_invitation_holds_once_and_for_its_days_only(own_house: House) -> None:
    house = own_house
    used, late = invite(house), invite(house)
    for password, code in (("short", "password_too_short"), (used["login"], "password_guessable")):
        assert accept(house, used, password).json["code"] == code
    assert accept(house, used).status_code == 200
    house.clock.pass_by(days=14)
    for invited in (used, late, {**late, "login": "nobody@pukyong.example"}):
        refused = accept(house, invited)
        assert (refused.status_code, refused.json["code"]) == (401, "invitation_not_usable")
    path = f"{USERS}/{late['user_id']}/renew"
    renewed = {**late, **house.post("operator", path).json}
    assert accept(house, late).json["code"] == "invitation_not_usable"
    assert accept(house, renewed).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password!2026",
        "aaaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "qwertyuiopasdf",
        "마일리지마일리지마일리지",
    ],
)
def test_what_is_guessed_first_is_no_password(house: House, password: str) -> None:
    assert accept(house, invite(house), password).json["code"] == "password_guessable"


def test_a_password_is_the_same_however_its_letters_are_composed(house: House) -> None:
    invited = invite(house)
    assert accept(house, invited, "ﬁfteen gulls of Busan 부산").status_code == 200
    assert log_in(house, invited["login"], "fifteen gulls of Busan 부산").status_code == 201


def test_a_login_belongs_to_one_user_in_force(house: House) -> None:
    invited = invite(house)
    path = f"{ORGANIZATIONS}/{house.of('dong-a')}/users"
    body = {"login": invited["login"].upper(), "role": "university", "person_name": "Another"}
    with house.unchanged():
        refused = house.post("operator", path, body)
    assert (refused.status_code, refused.json["code"]) == (409, "login_taken")
    assert house.post("operator", f"{USERS}/{invited['user_id']}/revoke").status_code == 200
    assert house.post("operator", path, body).status_code == 201


def test_no_answer_tells_whether_a_login_exists_and_each_hashes_one_password(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, opened = let_in(house)
    pending = invite(house)
    hashed = []

    class Counting:
        """Counts how often a password is compared with a hash."""

        def __init__(self, hasher: Any) -> None:
            self.hasher = hasher

        def verify(self, known: str, plain: str) -> bool:
            hashed.append(plain)
            return bool(self.hasher.verify(known, plain))

    monkeypatch.setattr(secrets, "_HASHER", Counting(secrets._HASHER))
    known = next(name for name, client in house.clients.items() if client.client_id == opened["user_id"])
    answers = [
        log_in(house, login, "a guess of a password", address=f"198.51.100.{at}").json
        for at, login in enumerate((known, pending["login"], "nobody@pukyong.example", "no address at all"))
    ]
    assert len(hashed) == 4
    assert len({(answer["code"], answer["detail"]) for answer in answers}) == 1


def test_a_stranger_cannot_lock_the_true_user_out_of_a_known_device(house: House) -> None:
    name, opened = let_in(house)
    statuses = [log_in(house, name, "a stranger's guess").status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    stranger = log_in(house, name, address="198.51.100.77")
    assert (stranger.status_code, stranger.json["code"]) == (429, "too_many_attempts")
    assert 1 <= int(stranger.headers["Retry-After"]) <= 60
    again = log_in(house, name, address=FAR, device=opened["device_token"])
    assert (again.status_code, again.json["device_token"]) == (201, opened["device_token"])
    guesses = [log_in(house, name, "a thief's guess", device=opened["device_token"]).status_code for _ in range(4)]
    assert guesses == [401, 401, 401, 429]


def test_a_device_token_is_of_one_login(house: House) -> None:
    _, opened = let_in(house)
    victim, _ = let_in(house)
    for _ in range(3):
        log_in(house, victim, "a guess", device=opened["device_token"])
    assert log_in(house, victim, device=opened["device_token"]).json["code"] == "too_many_attempts"


def test_an_address_has_one_budget_for_all_logins(house: House) -> None:
    statuses = [
        log_in(house, f"user{at}@gijang.example", "guess", address="192.0.2.55").status_code for at in range(26)
    ]
    assert set(statuses[:25]) == {401}
    assert statuses[25] == 429


def test_who_must_change_the_password_can_do_nothing_else(house: House) -> None:
    name, opened = let_in(house)
    asked = house.post("operator", f"{USERS}/{opened['user_id']}/require-password-change", key=None)
    assert asked.json["must_change_password"] is True
    with house.unchanged():
        for refused in (house.get(name, SESSIONS), house.post(name, "/api/v1/accruals", house.activity())):
            assert (refused.status_code, refused.json["code"]) == (403, "password_change_required")
    assert log_in(house, name).json["must_change_password"] is True
    path = f"{USERS}/me/password"
    for old, new, code in (
        ("wrong", "nine herons over Eulsukdo", "password_wrong"),
        (PASSWORD, PASSWORD, "password_not_new"),
        (PASSWORD, "short", "password_too_short"),
        (PASSWORD, "long" * 100, "password_too_long"),
    ):
        assert house.post(name, path, {"old": old, "new": new}, key=None).json["code"] == code
    new = "nine herons over Eulsukdo"
    assert house.post(name, path, {"old": PASSWORD, "new": new}, key=None).status_code == 200
    assert len(house.get(name, SESSIONS).json["items"]) == 1
    assert log_in(house, name).json["code"] == "login_or_password_wrong"
    assert log_in(house, name, new).json["must_change_password"] is False


def test_who_has_a_session_alone_cannot_try_out_passwords_by_changing_them(house: House) -> None:
    name, opened = let_in(house)
    path, new = f"{USERS}/me/password", "nine herons over Eulsukdo"
    guesses = [house.post(name, path, {"old": f"guess {at}", "new": new}, key=None) for at in range(4)]
    assert [answer.json["code"] for answer in guesses] == [*["password_wrong"] * 3, "too_many_attempts"]
    right = house.post(name, path, {"old": PASSWORD, "new": new}, key=None)
    assert (right.status_code, int(right.headers["Retry-After"]) >= 1) == (429, True)
    assert log_in(house, name, device=opened["device_token"]).status_code == 201, "nothing was changed"
    bearer = {"Authorization": f"Bearer {opened['access_token']}"}
    elsewhere = house.app.test_client().post(
        path, json={"old": PASSWORD, "new": new}, headers=bearer, environ_base={"REMOTE_ADDR": FAR}
    )
    assert elsewhere.status_code == 200, "who guesses from elsewhere keeps nobody from changing it"


def test_a_session_ends_when_its_user_logs_out(house: House) -> None:
    name, opened = let_in(house)
    log_in(house, name)
    assert sorted(one["current"] for one in house.get(name, SESSIONS).json["items"]) == [False, True]
    ended = house.delete(name, f"{SESSIONS}/current")
    assert (ended.status_code, ended.json["session_id"]) == (200, opened["session_id"])
    assert house.get(name, SESSIONS).json["code"] == "client_not_active"
    assert house.post(name, "/api/v1/accruals", house.activity()).json["code"] == "client_not_active"
    refused = knock(house, f"{SESSIONS}/renew", {"session_token": opened["session_token"]})
    assert (refused.status_code, refused.json["code"]) == (401, "session_not_live")


def test_a_session_ends_for_idleness_and_at_its_time(own_house: House) -> None:
    house = own_house
    name, opened = let_in(house)
    renewing = {"session_token": opened["session_token"]}
    for _ in range(12):
        house.clock.pass_by(minutes=59)
        renewed = knock(house, f"{SESSIONS}/renew", renewing)
        assert renewed.status_code == 200, renewed.json
    house.clients[name].token = renewed.json["access_token"]
    assert house.get(name, SESSIONS).status_code == 200
    house.clock.pass_by(minutes=59)
    assert knock(house, f"{SESSIONS}/renew", renewing).json["code"] == "session_not_live"
    idle, opened = let_in(house)
    house.clock.pass_by(hours=1)
    assert house.get(idle, SESSIONS).json["code"] == "client_not_active"


@pytest.mark.parametrize("how", ["revoke", "renew"])
def test_a_revoked_or_renewed_user_is_out_at_once(house: House, how: str) -> None:
    name, opened = let_in(house)
    assert house.get(name, SESSIONS).status_code == 200
    assert house.post("operator", f"{USERS}/{opened['user_id']}/{how}").status_code == 200
    with house.unchanged():
        assert house.get(name, SESSIONS).json["code"] == "client_not_active"
        assert house.post(name, "/api/v1/accruals", house.activity()).json["code"] == "client_not_active"
    assert knock(house, f"{SESSIONS}/renew", {"session_token": opened["session_token"]}).status_code == 401
    assert log_in(house, name).json["code"] == "login_or_password_wrong"


def test_a_machine_has_no_session_and_a_user_no_client_secret(house: House) -> None:
    answer = house.get("pukyong", SESSIONS)
    assert (answer.status_code, answer.json["code"]) == (403, "caller_is_no_user")
    _, opened = let_in(house)
    form = {"grant_type": "client_credentials", "client_id": opened["user_id"], "client_secret": PASSWORD}
    assert house.app.test_client().post("/oauth/token", data=form).json["code"] == "client_credentials_invalid"


def test_one_person_with_many_clients_and_users_is_one_person(house: House) -> None:
    client = house.clients["operator"].client_id
    body = {"organization_id": house.of("operator"), "role": "operator_approver", "same_person_as": client}
    login = f"{house.unique('kim')}@centre.example"
    proposed = house.post("operator", "/api/v1/grants", {**body, "login": login, "reason": "he works at two desks"})
    with house.unchanged():
        refused = house.post("operator", f"/api/v1/proposals/{proposed.json['id']}/approve")
        assert refused.json["code"] == "permission_missing"
    approved = house.post("approver", f"/api/v1/proposals/{proposed.json['id']}/approve").json["result"]
    first, second = proposed.json["first_half"], approved["second_half"]
    for code in (first, second):
        assert accept(house, {"login": login, "invitation_code": code}).json["code"] == "invitation_not_usable"
    assert accept(house, {"login": login, "invitation_code": first + second}).status_code == 200
    authority = {"Authorization": f"Bearer {log_in(house, login).json['access_token']}"}
    allotted = {"university_id": house.of("pukyong"), "year": 2030, "points_max": 5}
    wanted = house.post("operator", "/api/v1/allotments", allotted)
    with house.unchanged():
        refused = house.post("", f"/api/v1/allotments/{wanted.json['id']}/approve", headers=authority)
    assert refused.json["code"] == "same_person_approval"
    listed = house.get("council", f"{ORGANIZATIONS}/{house.of('operator')}/users").json["items"]
    assert login in {user["login"] for user in listed}


def test_nobody_makes_himself_a_second_person(house: House) -> None:
    operator = house.of("operator")
    grant = {"role": "operator_approver", "person_name": "Nobody Real"}
    with house.unchanged():
        for path, body in (("clients", grant), ("users", {**grant, "login": "nobody@centre.example"})):
            refused = house.post("operator", f"{ORGANIZATIONS}/{operator}/{path}", body)
            assert (refused.status_code, refused.json["code"]) == (409, "grant_needs_two_persons")
    dry = house.post(
        "operator", "/api/v1/grants?dry_run=true", {**grant, "organization_id": operator, "reason": "x"}, key=None
    )
    assert "first_half" not in dry.json


def test_the_halves_of_a_secret_are_shown_again_to_whom_they_were_shown(house: House) -> None:
    body = {"organization_id": house.of("operator"), "role": "operator", "person_name": "Choi", "reason": "more hands"}
    key = house.unique("key")
    proposed, again = (house.post("operator", "/api/v1/grants", body, key=key) for _ in range(2))
    assert proposed.json == again.json
    path = f"/api/v1/proposals/{proposed.json['id']}"
    assert "second_half" not in house.post("approver", f"{path}/approve?dry_run=true", key=None).text
    approved, again = (house.post("approver", f"{path}/approve", key=key) for _ in range(2))
    assert approved.json == again.json
    halves = (proposed.json["first_half"], approved.json["result"]["second_half"])
    shown = house.get("council", path).text
    assert not any(half in shown for half in halves)


def test_the_halves_of_a_secret_are_shown_to_nobody_else_who_knows_the_key_of_the_request(house: House) -> None:
    """One person has both roles, and learns the key under which another approved or proposed."""
    same, colleague = house.unique("the operator, approving"), house.unique("a colleague")
    house.grant(same, "operator", "operator_approver", same_person_as="operator")
    house.grant(colleague, "operator", "operator")
    body = {"organization_id": house.of("operator"), "role": "operator", "person_name": "Choi", "reason": "more hands"}
    key = house.unique("key")
    proposed = house.post("operator", "/api/v1/grants", body, key=key)
    path = f"/api/v1/proposals/{proposed.json['id']}/approve"
    approved = house.post("approver", path, key=key)
    with house.unchanged():
        repeated = house.post(same, path, key=key)
        peeped = house.post(colleague, "/api/v1/grants", body, key=key)
    assert (repeated.status_code, peeped.status_code) == (200, 201)
    assert repeated.json["result"]["client_id"] == approved.json["result"]["client_id"]
    assert "second_half" not in repeated.json["result"]
    assert "first_half" not in peeped.json


def test_the_last_approver_stays(own_house: House) -> None:
    house = own_house
    operator, approver = house.of("operator"), house.clients["approver"].client_id
    house.grant("second", "operator", "operator_approver")
    second = house.clients["second"].client_id
    assert house.post("operator", f"/api/v1/api-clients/{second}/revoke").status_code == 200
    with house.unchanged():
        refused = house.post("operator", f"/api/v1/api-clients/{approver}/revoke")
    assert (refused.status_code, refused.json["code"]) == (409, "last_approver")
    listed = house.get("council", f"{ORGANIZATIONS}/{operator}/clients").json["items"]
    assert {one["client_id"] for one in listed if one["role"] == "operator_approver"} == {approver, second}
    assert verify(house.node).findings == ()


def test_two_persons_stay_who_let_others_in_however_many_clients_they_have(own_house: House) -> None:
    house = own_house
    house.grant("the approver again", "operator", "operator_approver", same_person_as="approver")
    house.grant("the approver, proposing", "operator", "operator", same_person_as="approver")
    house.grant("colleague", "operator", "operator")

    def revoke(who: str, by: str = "operator") -> str:
        answer = house.post(by, f"/api/v1/api-clients/{house.clients[who].client_id}/revoke")
        return str(answer.json.get("code", answer.status_code))

    assert [revoke("the approver again"), revoke("operator", "colleague")] == ["200", "200"]
    with house.unchanged():
        assert revoke("colleague", "the approver, proposing") == "last_two_persons"
        assert revoke("approver", "colleague") == "last_approver"
    house.clients["operator"] = house.clients["colleague"]
    house.grant("newcomer", "operator", "operator_approver")
    assert revoke("colleague", "the approver, proposing") == "200"
    house.clients["operator"] = house.clients["the approver, proposing"]
    with house.unchanged():
        assert revoke("newcomer") == "last_two_persons"
    assert verify(house.node).findings == ()
