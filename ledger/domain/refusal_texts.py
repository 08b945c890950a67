"""Refusal texts: one title and one message for each refusal code, in English and Korean.

Messages name the id, what was expected and what was found. Placeholders are the refusal's params; every code that
the domain or a service raises stands here, and a test walks all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one refusal code."""

    title_en: str
    title_ko: str
    detail_en: str
    detail_ko: str


TEXTS: Final[dict[str, Text]] = {
    "accrual_already_reversed": Text(
        "The accrual is already reversed",
        "이미 회수된 적립입니다",
        "Accrual {accrual_id} was reversed as a whole; it is not reversed twice.",
        "적립 {accrual_id}은(는) 이미 전부 회수 처리되었으며 두 번 회수하지 않습니다.",
    ),
    "accrual_unknown": Text(
        "No such accrual",
        "없는 적립입니다",
        "There is no accrual {accrual_id} that you may see.",
        "조회할 수 있는 적립 {accrual_id}이(가) 없습니다.",
    ),
    "activity_not_eligible": Text(
        "The activity is not eligible",
        "적립 요건에 미달합니다",
        "Input {name} must be at least {expected} to earn points, found {found}.",
        "입력값 {name}은(는) {expected} 이상이어야 적립됩니다. 받은 값: {found}.",
    ),
    "activity_unknown": Text(
        "No such activity",
        "없는 활동 유형입니다",
        "There is no rule with the code {activity}.",
        "코드가 {activity}인 규칙이 없습니다.",
    ),
    "agreement_reference_missing": Text(
        "The agreement reference is missing",
        "협약 번호가 없습니다",
        "Activity {activity} is priced over its agreement: agreement_reference is required.",
        "활동 {activity}은(는) 협약 누계로 산정하므로 agreement_reference가 필요합니다.",
    ),
    "agreement_reference_not_used": Text(
        "The activity has no agreement",
        "협약이 없는 활동입니다",
        "Activity {activity} is priced event by event: agreement_reference must be left out.",
        "활동 {activity}은(는) 건별로 산정하므로 agreement_reference를 넣지 마십시오.",
    ),
    "batch_refused": Text(
        "Another item refused the batch",
        "묶음의 다른 항목이 거부되었습니다",
        "The batch is atomic and item {index} was refused ({because}); nothing was posted.",
        "전체 처리 묶음에서 {index}번 항목이 거부되어({because}) 아무것도 기록되지 않았습니다.",
    ),
    "cancel_window_closed": Text(
        "The time to cancel is over",
        "취소 기한이 지났습니다",
        "Redemption {redemption_id} could be cancelled until {last_day}; today is {today}.",
        "사용 {redemption_id}의 취소 기한은 {last_day}까지입니다. 오늘: {today}.",
    ),
    "capture_exceeds_hold": Text(
        "The capture exceeds the hold",
        "예약보다 많은 확정입니다",
        "Redemption {redemption_id} holds {held} points; the capture asks for {asked}.",
        "사용 {redemption_id}의 예약은 {held}점이며 {asked}점을 확정하려 했습니다.",
    ),
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
    "cumulative_reversal_must_be_whole": Text(
        "This accrual reverses as a whole",
        "전부만 회수할 수 있는 적립입니다",
        "Accrual {accrual_id} is priced over its agreement; leave points out, the difference is computed.",
        "적립 {accrual_id}은(는) 누계로 산정됩니다. points를 빼면 차액이 계산됩니다.",
    ),
    "exceeds_available_balance": Text(
        "The balance is too small",
        "가용 잔액이 부족합니다",
        "The hold asks for {asked} points; {organization_id} has {available} available.",
        "{asked}점을 예약하려 했으나 {organization_id}의 가용 잔액은 {available}점입니다.",
    ),
    "hold_already_settled": Text(
        "The hold has ended",
        "이미 종료된 예약입니다",
        "Redemption {redemption_id} is {status}; a hold ends once.",
        "사용 {redemption_id}의 상태는 {status}입니다. 예약은 한 번만 종료됩니다.",
    ),
    "idempotency_key_reused": Text(
        "The key belongs to another request",
        "다른 요청에 쓰인 키입니다",
        "This Idempotency-Key was used with another payload; use a new key for a new request.",
        "이 Idempotency-Key는 다른 내용의 요청에 쓰였습니다. 새 요청에는 새 키를 쓰십시오.",
    ),
    "input_missing": Text(
        "An input is missing",
        "입력값이 없습니다",
        "Input {name} ({expected}) is required, found {found}.",
        "입력값 {name}({expected})이(가) 필요합니다. 받은 값: {found}.",
    ),
    "input_out_of_range": Text(
        "An input is out of range",
        "입력값이 범위를 벗어났습니다",
        "Input {name} must lie in {expected}, found {found}.",
        "입력값 {name}은(는) {expected} 범위여야 합니다. 받은 값: {found}.",
    ),
    "input_unknown": Text(
        "An input is not known",
        "알 수 없는 입력값입니다",
        "Input {name} is not one of {expected}.",
        "입력값 {name}은(는) {expected}에 없습니다.",
    ),
    "ledger_already_open": Text(
        "The ledger is already open",
        "이미 개설된 원장입니다",
        "The ledger is open and stands at position {position}.",
        "원장이 이미 개설되어 있으며 현재 위치는 {position}입니다.",
    ),
    "limit_reached": Text(
        "A limit is reached",
        "한도에 도달했습니다",
        "The limit per {limit} is {points_max} points: {used} are used and {asked} more were asked for.",
        "{limit} 한도는 {points_max}점입니다. 사용 {used}점, 요청 {asked}점.",
    ),
    "no_rule_in_force": Text(
        "No rule was in force",
        "적용할 규칙이 없습니다",
        "No version of {activity} was in force on {occurred_on}; versions: {in_force}.",
        "{occurred_on}에 적용되는 {activity} 규칙이 없습니다. 있는 판: {in_force}.",
    ),
    "occurred_in_the_future": Text(
        "The event lies in the future",
        "발생일이 미래입니다",
        "occurred_on is {occurred_on}, after today, {today}.",
        "발생일 {occurred_on}이(가) 오늘({today})보다 뒤입니다.",
    ),
    "organization_is_not_a_company": Text(
        "The organization is not a company",
        "기업이 아닌 기관입니다",
        "Organization {organization_id} is of kind {kind}; expected a company.",
        "기관 {organization_id}의 종류는 {kind}입니다. 기업이어야 합니다.",
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
    "position_unknown": Text(
        "No such position",
        "없는 위치입니다",
        "The journal stands at position {position}; asked for {asked}.",
        "원장의 현재 위치는 {position}입니다. 요청: {asked}.",
    ),
    "program_has_no_price": Text(
        "The program takes no points",
        "점수를 받지 않는 사업입니다",
        "The program grants a status; points are not spent on it.",
        "이 사업은 자격을 부여하며 점수를 차감하지 않습니다.",
    ),
    "program_limit_reached": Text(
        "A limit of the program is reached",
        "사업 한도에 도달했습니다",
        "The {limit} of program {program} is {maximum} ({counts}): {used} are used and {asked} more were asked for.",
        "사업 {program}의 {limit} 한도는 {maximum}({counts})입니다. 사용 {used}, 요청 {asked}.",
    ),
    "program_not_open": Text(
        "The program is not open",
        "신청 기간이 아닙니다",
        "The program is open in {window}; today is {on}.",
        "사업의 신청 기간은 {window}입니다. 오늘: {on}.",
    ),
    "program_unknown": Text(
        "No such program",
        "없는 사업입니다",
        "There is no program with the code {program}.",
        "코드가 {program}인 사업이 없습니다.",
    ),
    "quantity_out_of_range": Text(
        "The quantity is out of range",
        "수량이 범위를 벗어났습니다",
        "The quantity must lie in {expected}, found {found}.",
        "수량은 {expected} 범위여야 합니다. 받은 값: {found}.",
    ),
    "redemption_not_captured": Text(
        "The redemption is not captured",
        "확정된 사용이 아닙니다",
        "Redemption {redemption_id} is {status}; only a captured one can be cancelled.",
        "사용 {redemption_id}의 상태는 {status}입니다. 확정된 것만 취소할 수 있습니다.",
    ),
    "redemption_unknown": Text(
        "No such redemption",
        "없는 사용입니다",
        "There is no redemption {redemption_id} that you may see.",
        "조회할 수 있는 사용 {redemption_id}이(가) 없습니다.",
    ),
    "reference_already_used": Text(
        "The reference is already used",
        "이미 쓰인 참조 번호입니다",
        "Redemption {redemption_id} carries this reference already; a reference is unique for ever.",
        "사용 {redemption_id}에 이미 쓰인 참조 번호입니다. 참조 번호는 영구히 하나뿐입니다.",
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
    "reversal_exceeds_accrual": Text(
        "The reversal exceeds the accrual",
        "적립보다 많은 회수입니다",
        "Of accrual {accrual_id} {standing} points stand; the reversal asks for {asked}.",
        "적립 {accrual_id}의 남은 점수는 {standing}점이며 {asked}점을 회수하려 했습니다.",
    ),
    "role_not_for_kind": Text(
        "The role does not fit the organization",
        "기관에 맞지 않는 역할입니다",
        "An organization of kind {kind} has the roles {expected}, found {found}.",
        "{kind} 기관의 역할은 {expected}입니다. 받은 값: {found}.",
    ),
    "source_event_already_posted": Text(
        "The activity is already posted",
        "이미 적립된 활동입니다",
        "Accrual {accrual_id} carries this source_event_id already; an activity counts once.",
        "적립 {accrual_id}이(가) 이미 이 source_event_id로 기록되어 있습니다. 활동은 한 번만 적립됩니다.",
    ),
    "terms_invalid": Text(
        "The terms are not valid",
        "규정 내용이 올바르지 않습니다",
        "The terms cannot be published: {reason}.",
        "규정을 공표할 수 없습니다: {reason}.",
    ),
    "transaction_unknown": Text(
        "No such transaction",
        "없는 거래입니다",
        "There is no transaction {transaction_id} that you may see.",
        "조회할 수 있는 거래 {transaction_id}이(가) 없습니다.",
    ),
    "version_not_next": Text(
        "The version is not new",
        "새 판이 아닙니다",
        "{published} stands at version {newest}; a new version must be higher, found {found}.",
        "{published}의 최신 판은 {newest}입니다. 새 판은 더 커야 합니다. 받은 값: {found}.",
    ),
}


_WORDS_KO: Final = {
    "event": "건별",
    "agreement": "협약",
    "organization_year": "기업·연도",
    "rule": "규칙",
    "ceiling": "기업별",
    "quota": "사업 전체",
    "points": "점수",
    "quantity": "수량",
}
"""What params say in words, in Korean."""


def render(refusal: Refusal, language: str) -> tuple[str, str]:
    """Give (title, detail) of a refusal in ``language`` ("ko", anything else is English)."""
    text = TEXTS[refusal.code]
    if language == "ko":
        params = {name: _WORDS_KO.get(str(value), value) for name, value in refusal.params.items()}
        return text.title_ko, text.detail_ko.format_map(params)
    return text.title_en, text.detail_en.format_map(refusal.params)
