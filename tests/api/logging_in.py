"""Users through the door: what tests of them have in common."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.api.house import Client, House

SESSIONS, USERS = "/api/v1/sessions", "/api/v1/users"
PASSWORD = "seven gulls over Gwangalli"
HERE, FAR = "127.0.0.1", "203.0.113.9"


def invite(house: House, of: str = "pukyong", role: str = "university", **changes: Any) -> dict[str, Any]:
    """Let the operator invite somebody, and give the answer with the login."""
    login = f"{house.unique('Kim.Haneul')}@pukyong.example"
    body = {"login": login, "role": role, "person_name": "Kim Haneul", **changes}
    answer = house.post("operator", f"/api/v1/organizations/{house.of(of)}/users", body)
    assert answer.status_code == 201, answer.json
    return {**answer.json, "login": body["login"]}


def knock(house: House, path: str, body: dict[str, Any], address: str = HERE) -> TestResponse:
    """Send what asks for no token, from an address."""
    if address == HERE:
        return house.post("", path, body, key=None)
    answer = house.app.test_client().post(path, json=body, environ_base={"REMOTE_ADDR": address})
    return house.description.checked("post", answer)


def accept(house: House, invited: dict[str, Any], password: str = PASSWORD) -> TestResponse:
    """Accept an invitation."""
    body = {"login": invited["login"], "code": invited["invitation_code"], "password": password}
    return knock(house, f"{USERS}/accept", body)


def log_in(house: House, login: str, password: str = PASSWORD, *, address: str = FAR, device: str = "") -> TestResponse:
    """Log in."""
    body = {"login": login, "password": password} | ({"device_token": device} if device else {})
    return knock(house, SESSIONS, body, address)


def let_in(house: House, **changes: Any) -> tuple[str, dict[str, Any]]:
    """Invite a user who accepts and logs in; gives the name to knock under, and what the login answered."""
    invited = invite(house, **changes)
    assert accept(house, invited).status_code == 200
    answer = log_in(house, invited["login"])
    assert answer.status_code == 201, answer.json
    name = invited["login"]
    house.clients[name] = Client(invited["user_id"], "", invited["organization_id"], answer.json["access_token"])
    return name, {**answer.json, "person_id": invited["person_id"]}
