"""Door texts: the words of what the HTTP door itself refuses, in English and Korean.

A door code speaks of the form of a request (its token, headers, JSON and fields), never of the books; those codes
stand in ``ledger.domain.refusal_texts``. No code stands in both, and every code has an HTTP status in
``ledger.api.conventions.statuses``: tests walk all of them.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts import TEXTS, Text
from ledger.domain.refusals import Refusal

_REQUEST: Final = {
    "request_malformed": Text(
        "The request is malformed",
        "요청 형식이 잘못되었습니다",
        "The request cannot be read as HTTP: {reason}.",
        "요청을 HTTP로 읽을 수 없습니다: {reason}.",
    ),
    "resource_unknown": Text(
        "There is nothing here",
        "없는 주소입니다",
        "No resource has the path {path}.",
        "{path} 경로에 해당하는 자원이 없습니다.",
    ),
    "method_not_allowed": Text(
        "This method is not allowed here",
        "허용되지 않는 메서드입니다",
        "Expected one of {allowed}, found {method}.",
        "허용되는 메서드는 {allowed}인데 {method} 요청을 받았습니다.",
    ),
    "representation_not_available": Text(
        "There is no such representation",
        "제공하지 않는 표현 형식입니다",
        "This resource is available as {offered}, but Accept is {found}.",
        "이 자원은 {offered} 형식으로만 제공되는데 Accept는 {found}입니다.",
    ),
    "media_type_unsupported": Text(
        "The body's media type is not supported",
        "본문의 미디어 유형을 지원하지 않습니다",
        "Expected Content-Type {expected}, found {found}.",
        "Content-Type은 {expected}이어야 하는데 {found}입니다.",
    ),
    "body_too_large": Text(
        "The body is too large",
        "본문이 너무 큽니다",
        "A body may have at most {bytes_max} bytes.",
        "본문은 최대 {bytes_max}바이트입니다.",
    ),
    "body_missing": Text(
        "The body is missing",
        "본문이 없습니다",
        "Expected a JSON object as the body, found nothing.",
        "본문으로 JSON 객체가 필요한데 비어 있습니다.",
    ),
    "json_malformed": Text(
        "The body is not JSON",
        "본문이 JSON이 아닙니다",
        "Expected JSON (RFC 8259, UTF-8, each name once), found {reason}.",
        "RFC 8259에 맞는 UTF-8 JSON이어야 합니다(이름은 한 번씩만): {reason}.",
    ),
    "too_many_attempts": Text(
        "Too many failed attempts",
        "실패한 시도가 너무 많습니다",
        "This client failed too often from this address; try again in {retry_after_seconds} seconds.",
        "이 주소에서 이 클라이언트의 실패가 너무 많습니다. {retry_after_seconds}초 뒤에 다시 시도하십시오.",
    ),
    "internal_error": Text(
        "Something went wrong in the service",
        "서비스에 오류가 발생했습니다",
        "The request was not carried out; tell the operator the trace id.",
        "요청이 처리되지 않았습니다. 운영자에게 추적 번호(trace_id)를 알려 주십시오.",
    ),
    "signing_key_missing": Text(
        "The log's new key is missing",
        "로그의 새 서명 키가 없습니다",
        "The journal names a key that signs from now on, and the signer does not have it; an operator has to act.",
        "원장이 지정한 새 서명 키를 서명자가 가지고 있지 않습니다. 운영자의 조치가 필요합니다.",
    ),
    "history_not_extended": Text(
        "The log refuses to sign",
        "로그가 서명을 거부했습니다",
        "The journal does not extend what was signed before; an operator has to explain it first.",
        "원장이 이전에 서명한 내용을 이어가지 않습니다. 운영자의 확인이 필요합니다.",
    ),
    "store_unavailable": Text(
        "The ledger cannot be reached right now",
        "지금은 원장에 접근할 수 없습니다",
        "Try again with the same Idempotency-Key: what was done is not done twice.",
        "같은 Idempotency-Key로 다시 시도하십시오. 이미 처리된 것은 두 번 처리되지 않습니다.",
    ),
}

_AUTHORITY: Final = {
    "token_missing": Text(
        "A token is required",
        "토큰이 필요합니다",
        "Expected the header Authorization: Bearer <token>; POST /oauth/token gives one.",
        "Authorization: Bearer <토큰> 헤더가 필요합니다. 토큰은 POST /oauth/token에서 받습니다.",
    ),
    "token_invalid": Text(
        "The token is not valid",
        "유효하지 않은 토큰입니다",
        "The token was not issued by this service for this use; ask POST /oauth/token for one.",
        "이 서비스가 이 용도로 발급한 토큰이 아닙니다. POST /oauth/token에서 새로 받으십시오.",
    ),
    "token_expired": Text(
        "The token has expired",
        "만료된 토큰입니다",
        "The token's time is over; ask POST /oauth/token for another.",
        "토큰의 유효 시간이 지났습니다. POST /oauth/token에서 새로 받으십시오.",
    ),
    "client_credentials_invalid": Text(
        "The client could not be authenticated",
        "클라이언트를 인증할 수 없습니다",
        "The client is unknown or revoked, or the secret is wrong.",
        "알 수 없거나 폐지된 클라이언트이거나 비밀값이 틀립니다.",
    ),
    "grant_type_unsupported": Text(
        "The grant type is not supported",
        "지원하지 않는 권한 부여 방식입니다",
        "Expected grant_type client_credentials.",
        "grant_type은 client_credentials이어야 합니다.",
    ),
    "token_request_invalid": Text(
        "The token request is not valid",
        "토큰 요청이 올바르지 않습니다",
        "Expected grant_type, and the client's credentials once: by HTTP Basic or in the form.",
        "grant_type과, HTTP Basic 또는 폼 중 한 곳에만 클라이언트 자격 증명이 있어야 합니다.",
    ),
}

_CONVENTIONS: Final = {
    "idempotency_key_missing": Text(
        "An Idempotency-Key is required",
        "Idempotency-Key가 필요합니다",
        "Expected the header Idempotency-Key: the same key makes the same request have one effect.",
        "Idempotency-Key 헤더가 필요합니다. 같은 키로 다시 보낸 요청은 한 번만 처리됩니다.",
    ),
    "idempotency_key_malformed": Text(
        "The Idempotency-Key is malformed",
        "Idempotency-Key 형식이 잘못되었습니다",
        "Expected 1 to {characters_max} printable ASCII characters, found {found}.",
        "출력 가능한 ASCII 문자 1~{characters_max}자여야 하는데 {found}입니다.",
    ),
    "cursor_invalid": Text(
        "The cursor does not belong to this list",
        "이 목록의 커서가 아닙니다",
        "Expected the next_cursor of an answer to the same path with the same filters.",
        "같은 경로와 같은 조건의 응답에 있던 next_cursor여야 합니다.",
    ),
    "validation_failed": Text(
        "The request is not valid",
        "요청이 올바르지 않습니다",
        "{errors} values are not as expected; errors tells which.",
        "값 {errors}개가 올바르지 않습니다. errors에서 확인하십시오.",
    ),
}

_FIELDS: Final = {
    "unknown_field": Text(
        "There is no such field",
        "없는 필드입니다",
        "Expected only the documented fields, found {found}.",
        "문서에 있는 필드만 쓸 수 있는데 {found}이(가) 있습니다.",
    ),
    "unknown_parameter": Text(
        "There is no such query parameter",
        "없는 질의 매개변수입니다",
        "Expected only the documented query parameters, found {found}.",
        "문서에 있는 질의 매개변수만 쓸 수 있는데 {found}이(가) 있습니다.",
    ),
    "parameter_repeated": Text(
        "A parameter is given twice",
        "매개변수가 두 번 주어졌습니다",
        "Expected each parameter once, found {found} again.",
        "매개변수는 한 번씩만 쓸 수 있는데 {found}이(가) 반복됩니다.",
    ),
    "field_missing": Text(
        "A required value is missing",
        "필수 값이 없습니다",
        "Expected {found}, found nothing.",
        "{found} 값이 필요한데 없습니다.",
    ),
    "field_is_null": Text(
        "A value is null",
        "null은 쓸 수 없습니다",
        "Expected a value, found null.",
        "값이 필요한데 null입니다.",
    ),
    "not_an_object": Text(
        "Not an object",
        "객체가 아닙니다",
        "Expected a JSON object, found {found}.",
        "JSON 객체여야 하는데 {found}입니다.",
    ),
    "not_a_list": Text(
        "Not a list",
        "배열이 아닙니다",
        "Expected a JSON array, found {found}.",
        "JSON 배열이어야 하는데 {found}입니다.",
    ),
    "list_length_out_of_range": Text(
        "Too few or too many items",
        "항목 수가 범위를 벗어났습니다",
        "Expected {minimum} to {maximum} items, found {found}.",
        "항목은 {minimum}~{maximum}개여야 하는데 {found}개입니다.",
    ),
    "not_text": Text(
        "Not a text",
        "문자열이 아닙니다",
        "Expected a text, found {found}.",
        "문자열이어야 하는데 {found}입니다.",
    ),
    "text_length_out_of_range": Text(
        "The text is too short or too long",
        "문자열 길이가 범위를 벗어났습니다",
        "Expected {minimum} to {maximum} characters, found {found}.",
        "{minimum}~{maximum}자여야 하는데 {found}자입니다.",
    ),
    "text_not_normalized": Text(
        "The text is not in Unicode NFC",
        "유니코드 NFC 형식이 아닌 문자열입니다",
        "Expected Unicode normalization form NFC, found another form of {found}.",
        "유니코드 정규화 형식 NFC여야 하는데 다른 형식입니다: {found}.",
    ),
    "text_has_control_characters": Text(
        "The text holds control characters",
        "문자열에 제어 문자가 있습니다",
        "Expected no control characters and no lone surrogates, found U+{found}.",
        "제어 문자나 짝 없는 서로게이트가 없어야 하는데 U+{found}이(가) 있습니다.",
    ),
    "text_shape_unexpected": Text(
        "The text has an unexpected shape",
        "문자열 형식이 올바르지 않습니다",
        "Expected {expected}, found {found}.",
        "{expected} 형식이어야 하는데 {found}입니다.",
    ),
    "not_a_whole_number": Text(
        "Not a whole number",
        "정수가 아닙니다",
        "Expected a whole number, found {found}.",
        "정수여야 하는데 {found}입니다.",
    ),
    "number_out_of_range": Text(
        "The number is out of range",
        "수가 범위를 벗어났습니다",
        "Expected {minimum} to {maximum}, found {found}.",
        "{minimum}~{maximum} 범위여야 하는데 {found}입니다.",
    ),
    "not_a_date": Text(
        "Not a date",
        "날짜가 아닙니다",
        "Expected a date such as 2026-08-31, found {found}.",
        "2026-08-31 같은 날짜여야 하는데 {found}입니다.",
    ),
    "not_an_instant": Text(
        "Not a point in time",
        "시각이 아닙니다",
        "Expected an RFC 3339 time with an offset such as 2026-08-31T15:00:00Z, found {found}.",
        "2026-08-31T15:00:00Z처럼 시간대가 있는 RFC 3339 시각이어야 하는데 {found}입니다.",
    ),
    "not_a_position_or_instant": Text(
        "Neither a position nor a point in time",
        "원장 위치도 시각도 아닙니다",
        "Expected a journal position such as 4711 or an RFC 3339 time, found {found}.",
        "4711 같은 원장 위치나 RFC 3339 시각이어야 하는데 {found}입니다.",
    ),
    "not_a_flag": Text(
        "Neither true nor false",
        "true도 false도 아닙니다",
        "Expected true or false, found {found}.",
        "true 또는 false여야 하는데 {found}입니다.",
    ),
    "not_one_of": Text(
        "Not one of the known values",
        "정해진 값이 아닙니다",
        "Expected one of {expected}, found {found}.",
        "{expected} 중 하나여야 하는데 {found}입니다.",
    ),
}

DOOR_TEXTS: Final[dict[str, Text]] = {**_REQUEST, **_AUTHORITY, **_CONVENTIONS, **_FIELDS}


def text_of(code: str) -> Text | None:
    """Give the words of any code that the door can answer with, its own or the domain's."""
    return DOOR_TEXTS.get(code) or TEXTS.get(code)


def render(refusal: Refusal, language: str) -> tuple[str, str]:
    """Give (title, detail) of a refusal in ``language`` ("ko", anything else is English)."""
    text = DOOR_TEXTS.get(refusal.code) or TEXTS[refusal.code]
    if language == "ko":
        return text.title_ko, text.detail_ko.format_map(refusal.params)
    return text.title_en, text.detail_en.format_map(refusal.params)
