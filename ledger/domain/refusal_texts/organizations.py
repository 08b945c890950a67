"""What declines an organization or a client."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "client_already_revoked": Text(
        "The client is already revoked",
        "이미 해지된 클라이언트입니다",
        "Client {client_id} was revoked at {revoked_at}.",
        "클라이언트 {client_id}은(는) {revoked_at}에 해지되었습니다.",
    ),
    "client_not_active": Text(
        "This client is no longer active",
        "더 이상 활성 상태가 아닌 클라이언트입니다",
        "Client {client_id} was revoked or never granted.",
        "클라이언트 {client_id}은(는) 해지되었거나 권한을 받은 적이 없습니다.",
    ),
    "client_unknown": Text(
        "No such client",
        "없는 클라이언트입니다",
        "There is no client {client_id}.",
        "클라이언트 {client_id}이(가) 없습니다.",
    ),
    "organization_kind_unknown": Text(
        "No such kind of organization",
        "없는 기관 종류입니다",
        "The kind must be one of {expected}, found {found}.",
        "기관 종류는 {expected} 중 하나여야 합니다. 받은 값: {found}.",
    ),
    "organization_unknown": Text(
        "No such organization",
        "없는 기관입니다",
        "There is no organization {organization_id} that you may use here.",
        "여기서 사용할 수 있는 기관 {organization_id}이(가) 없습니다.",
    ),
    "permission_missing": Text(
        "The permission is missing",
        "권한이 없습니다",
        "Client {client_id} has not been granted {permission}.",
        "클라이언트 {client_id}에게 {permission} 권한이 없습니다.",
    ),
    "registration_number_invalid": Text(
        "The registration number is not valid",
        "사업자등록번호가 올바르지 않습니다",
        "A business registration number has ten digits, the last of which checks the others.",
        "사업자등록번호는 열 자리이며 마지막 자리는 검증 번호입니다.",
    ),
    "registration_number_missing": Text(
        "The registration number is missing",
        "사업자등록번호가 없습니다",
        "An organization of kind {kind} is identified by its registration number.",
        "{kind} 기관은 사업자등록번호로 식별합니다.",
    ),
    "registration_number_taken": Text(
        "The registration number is taken",
        "이미 등록된 사업자등록번호입니다",
        "Organization {organization_id} is registered with this number.",
        "이 번호로 기관 {organization_id}이(가) 등록되어 있습니다.",
    ),
    "role_not_for_kind": Text(
        "The role does not fit the organization",
        "기관에 맞지 않는 역할입니다",
        "An organization of kind {kind} has the roles {expected}, found {found}.",
        "{kind} 기관의 역할은 {expected}입니다. 받은 값: {found}.",
    ),
}
