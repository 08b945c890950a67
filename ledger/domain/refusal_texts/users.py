"""What declines a user, an invitation, a login or a password; and a grant that takes two persons."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "caller_is_no_user": Text(
        "This is for users",
        "사용자만 이용할 수 있습니다",
        "{client_id} is a machine client: it has no password and no session.",
        "{client_id}은(는) 시스템용 클라이언트라서 비밀번호와 세션이 없습니다.",
    ),
    "grant_needs_two_persons": Text(
        "This grant takes two persons",
        "두 사람이 필요한 권한 부여입니다",
        "{organization_id} is the operator: who may act for it is proposed by one person and approved by another.",
        "{organization_id}은(는) 운영기관입니다. 운영기관의 권한은 한 사람이 제안하고 다른 사람이 승인해야 합니다.",
    ),
    "invitation_not_usable": Text(
        "This invitation cannot be accepted",
        "사용할 수 없는 초대입니다",
        "No invitation of this login and code is open: it may be mistyped, used, renewed or over.",
        "이 로그인과 코드로 열려 있는 초대가 없습니다. 잘못 입력했거나, 이미 사용·갱신·만료되었을 수 있습니다.",
    ),
    "last_approver": Text(
        "Somebody must be left who approves",
        "승인자가 한 명은 남아 있어야 합니다",
        "{client_id} is the last approver of the operator in force.",
        "{client_id}은(는) 운영기관에 남은 마지막 승인자입니다.",
    ),
    "last_two_persons": Text(
        "Two persons must be left who let others in",
        "권한을 부여할 수 있는 두 사람이 남아 있어야 합니다",
        "Without {client_id} no two persons are left of whom one proposes and the other approves a grant.",
        "{client_id}이(가) 없으면 권한 부여를 제안하고 승인할 서로 다른 두 사람이 남지 않습니다.",
    ),
    "login_not_an_address": Text(
        "The login is an e-mail address",
        "로그인은 전자우편 주소여야 합니다",
        "Expected an e-mail address such as kim@pukyong.example.",
        "kim@pukyong.example과 같은 전자우편 주소가 필요합니다.",
    ),
    "login_or_password_wrong": Text(
        "Login or password is wrong",
        "로그인 또는 비밀번호가 틀렸습니다",
        "No user in force has this login with this password.",
        "이 로그인과 비밀번호를 가진 활성 사용자가 없습니다.",
    ),
    "login_taken": Text(
        "The login is taken",
        "이미 사용 중인 로그인입니다",
        "User {user_id} has this login.",
        "사용자 {user_id}이(가) 이 로그인을 쓰고 있습니다.",
    ),
    "password_change_required": Text(
        "The password must be changed first",
        "먼저 비밀번호를 바꿔야 합니다",
        "User {user_id} may do nothing else before the password is changed.",
        "사용자 {user_id}은(는) 비밀번호를 바꾸기 전에는 다른 일을 할 수 없습니다.",
    ),
    "password_guessable": Text(
        "The password is guessed too easily",
        "너무 쉽게 짐작되는 비밀번호입니다",
        "It holds the login, is among the commonest, or repeats one short piece.",
        "로그인을 포함하거나, 가장 흔한 비밀번호이거나, 짧은 조각을 되풀이합니다.",
    ),
    "password_not_new": Text(
        "The new password is the old one",
        "새 비밀번호가 이전과 같습니다",
        "Expected another password than before.",
        "이전과 다른 비밀번호가 필요합니다.",
    ),
    "password_too_long": Text(
        "The password is too long",
        "비밀번호가 너무 깁니다",
        "Expected at most {characters_max} characters, found {found}.",
        "최대 {characters_max}자여야 합니다. 받은 길이: {found}자.",
    ),
    "password_too_short": Text(
        "The password is too short",
        "비밀번호가 너무 짧습니다",
        "Expected {characters_min} characters or more, found {found}.",
        "{characters_min}자 이상이어야 합니다. 받은 길이: {found}자.",
    ),
    "password_wrong": Text(
        "The old password is wrong",
        "이전 비밀번호가 틀렸습니다",
        "Expected the password that holds until now.",
        "지금까지 쓰던 비밀번호가 필요합니다.",
    ),
    "session_not_live": Text(
        "This session is over",
        "끝난 세션입니다",
        "No live session has this token: it was ended, its time is up, or the user was revoked.",
        "이 토큰의 세션이 없습니다. 종료되었거나, 시간이 다 되었거나, 사용자가 해지되었습니다.",
    ),
    "user_unknown": Text(
        "No such user",
        "없는 사용자입니다",
        "There is no user {user_id} with what this takes.",
        "여기에 해당하는 사용자 {user_id}이(가) 없습니다.",
    ),
}
