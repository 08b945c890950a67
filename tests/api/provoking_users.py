"""What provokes each refusal of users, sessions and grants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from werkzeug.test import TestResponse

from tests.api.house import Client, House
from tests.api.logging_in import HERE, PASSWORD, SESSIONS, USERS, accept, knock, log_in

Provoke = Callable[[House], TestResponse]
LOGIN: Final = "furnished@gijang.example"
INVITED: Final[dict[str, Any]] = {"login": "invited@gijang.example"}


def furnish_for_users(house: House) -> None:
    """Let one user in, and invite another."""
    for login in (LOGIN, INVITED["login"]):
        body = {"login": login, "role": "company", "person_name": "Seo"}
        invited = house.post("operator", f"/api/v1/organizations/{house.of('gijang')}/users", body).json
        INVITED["invitation_code"] = invited["invitation_code"]
        if login == LOGIN:
            assert accept(house, {"login": LOGIN, **invited}).status_code == 200
            opened = log_in(house, LOGIN, address=HERE).json
            house.clients[LOGIN] = Client(opened["user_id"], "", invited["organization_id"], opened["access_token"])
            house.post("operator", f"{USERS}/{opened['user_id']}/require-password-change", key=None)


def _invite(who: str, role: str, login: str) -> Provoke:
    body = {"login": login, "role": role, "person_name": "Seo"}
    return lambda house: house.post("operator", f"/api/v1/organizations/{house.of(who)}/users", body)


def _change(old: str, new: str) -> Provoke:
    return lambda house: house.post(LOGIN, f"{USERS}/me/password", {"old": old, "new": new}, key=None)


USERS_DECLINED: Final[dict[str, Provoke]] = {
    "caller_is_no_user": lambda house: house.get("pukyong", SESSIONS),
    "grant_needs_two_persons": _invite("operator", "operator", "choi@centre.example"),
    "invitation_not_usable": lambda house: accept(house, {"login": LOGIN, "invitation_code": "guess"}),
    "login_not_an_address": _invite("gijang", "company", "seo"),
    "login_or_password_wrong": lambda house: log_in(house, "nobody@gijang.example", address=HERE),
    "login_taken": _invite("gijang", "company", LOGIN),
    "password_change_required": lambda house: house.get(LOGIN, SESSIONS),
    "password_guessable": lambda house: accept(house, INVITED, "password2026"),
    "password_not_new": _change(PASSWORD, PASSWORD),
    "password_too_long": lambda house: accept(house, INVITED, "long " * 100),
    "password_too_short": lambda house: accept(house, INVITED, "short"),
    "password_wrong": _change("another password", PASSWORD),
    "session_not_live": lambda house: knock(house, f"{SESSIONS}/renew", {"session_token": "guess"}),
    "user_unknown": lambda house: house.post("operator", f"{USERS}/usr_{'0' * 32}/renew"),
}
