"""What declines a hold, a capture, a release or a cancellation."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
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
    "exceeds_available_balance": Text(
        "The balance is too small",
        "가용 잔액이 부족합니다",
        "{asked} points were asked for; {organization_id} has {available} available.",
        "{asked}점을 요청했으나 {organization_id}의 가용 잔액은 {available}점입니다.",
    ),
    "hold_already_settled": Text(
        "The hold has ended",
        "이미 종료된 예약입니다",
        "Redemption {redemption_id} is {status}; a hold ends once.",
        "사용 {redemption_id}의 상태는 {status}입니다. 예약은 한 번만 종료됩니다.",
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
}
