"""What declines an objection."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "grace_out_of_range": Text(
        "So much grace is not granted",
        "유예 일수가 한도를 넘습니다",
        "{found} days of grace are asked for; {days_max} are granted at most.",
        "요청한 유예는 {found}일이며 최대 {days_max}일까지 줄 수 있습니다.",
    ),
    "objection_already_decided": Text(
        "The objection is already decided",
        "이미 처리된 이의신청입니다",
        "Objection {objection_id} is {status}; an objection ends once.",
        "이의신청 {objection_id}의 상태는 {status}입니다. 이의신청은 한 번만 처리됩니다.",
    ),
    "objection_already_open": Text(
        "Somebody objects to this award already",
        "이미 이의신청이 진행 중인 적립입니다",
        "There is an open objection to {accrual_id}; an award is contested by one objection at a time.",
        "적립 {accrual_id}에 대한 이의신청이 진행 중입니다. 한 적립에는 한 번에 한 건의 이의신청만 할 수 있습니다.",
    ),
    "objection_unknown": Text(
        "No such objection",
        "없는 이의신청입니다",
        "There is no objection {objection_id} that you may see.",
        "조회할 수 있는 이의신청 {objection_id}이(가) 없습니다.",
    ),
    "points_without_reversal": Text(
        "Only what is upheld takes points back",
        "인용할 때만 점수를 회수합니다",
        "Objection {objection_id} is to be rejected; points are taken back where it is upheld.",
        "이의신청 {objection_id}을(를) 기각하면 점수를 회수하지 않습니다. 점수는 인용할 때만 회수합니다.",
    ),
    "objection_window_closed": Text(
        "The time to object is over",
        "이의신청 기간이 지났습니다",
        "{accrual_id} could be objected to until {last_day}.",
        "적립 {accrual_id}에 대한 이의신청은 {last_day}까지 할 수 있었습니다.",
    ),
}
