"""What declines an application for a program: eligibility, pools, selections."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "amount_out_of_range": Text(
        "The amount is out of range",
        "지원 금액이 범위를 벗어났습니다",
        "The program pays an amount in {expected} KRW, found {found}.",
        "사업의 지원 금액은 {expected}원 범위여야 합니다. 받은 값: {found}.",
    ),
    "arrears_stand": Text(
        "Points are owed",
        "미회수 포인트가 있습니다",
        "{organization_id} owes {arrears} points; the program is open to those who owe none.",
        "{organization_id}의 미회수 포인트가 {arrears}점입니다. 미회수 포인트가 없어야 신청할 수 있습니다.",
    ),
    "balance_below_minimum": Text(
        "The balance is below the program's minimum",
        "최소 보유 점수에 미달합니다",
        "Program {program} asks for {expected} points in the wallet; {organization_id} has {available} available.",
        "사업 {program}은(는) {expected}점 이상 보유해야 합니다. {organization_id}의 가용 잔액은 {available}점입니다.",
    ),
    "capture_is_for_the_owner": Text(
        "The capture is for the program's owner",
        "사업 담당 기관이 확정합니다",
        "Redemption {redemption_id} was selected; the owner of program {program} captures it.",
        "사용 {redemption_id}은(는) 선정된 신청이므로 사업 {program}의 담당 기관이 확정합니다.",
    ),
    "company_already_in_pool": Text(
        "The company applies in this pool already",
        "이미 공동 신청에 참여한 기업입니다",
        "{organization_id} holds points behind redemption {pool} already.",
        "{organization_id}은(는) 이미 사용 {pool}의 공동 신청에 참여하고 있습니다.",
    ),
    "documents_missing": Text(
        "Documents are missing",
        "제출 서류가 부족합니다",
        "The program asks for these documents as well: {expected}.",
        "다음 서류가 더 필요합니다: {expected}.",
    ),
    "nobody_applied": Text(
        "Nobody applied in this call",
        "신청이 없는 공모입니다",
        "Call {call} of program {program} has no open application.",
        "사업 {program} 공모 {call}에 처리할 신청이 없습니다.",
    ),
    "organization_not_eligible": Text(
        "The company is not eligible",
        "신청 자격이 없습니다",
        "Program {program} is for companies whose {because} is one of {expected}; found {found}.",
        "사업 {program}의 신청 자격({because})은 {expected}입니다. 확인된 값: {found}.",
    ),
    "pool_closed": Text(
        "Nobody can join any more",
        "공동 신청이 마감되었습니다",
        "Redemption {pool} is {status}; others join its first company before it hands in.",
        "사용 {pool}의 상태는 {status}입니다. 공동 신청은 제출 전에 대표 기업의 신청에만 참여할 수 있습니다.",
    ),
    "pool_full": Text(
        "The pool is full",
        "공동 신청 기업 수가 찼습니다",
        "At most {maximum} companies apply together behind redemption {pool}.",
        "사용 {pool}의 공동 신청은 최대 {maximum}개 기업입니다.",
    ),
    "pool_too_small": Text(
        "Too few companies apply together",
        "공동 신청 기업 수가 부족합니다",
        "Redemption {redemption_id} has {found} companies; the program asks for {minimum}.",
        "사용 {redemption_id}의 공동 신청 기업은 {found}개이며 {minimum}개 이상이어야 합니다.",
    ),
    "pool_unknown": Text(
        "There is nobody to apply together with",
        "공동 신청을 찾을 수 없습니다",
        "There is no redemption {pool} of program {program} in its present terms.",
        "사업 {program}의 현행 조건으로 신청된 사용 {pool}이(가) 없습니다.",
    ),
    "pooled_capture_must_be_whole": Text(
        "Who applies together is captured whole",
        "공동 신청은 전부 확정해야 합니다",
        "Redemption {redemption_id} is one of several companies; leave the points out.",
        "사용 {redemption_id}은(는) 공동 신청이므로 일부만 확정할 수 없습니다.",
    ),
    "program_not_pooled": Text(
        "Companies do not apply together for this program",
        "공동 신청을 받지 않는 사업입니다",
        "Each company applies for program {program} by itself.",
        "사업 {program}은(는) 기업별로 신청합니다.",
    ),
    "program_selects_nobody": Text(
        "The program does not select",
        "선정 절차가 없는 사업입니다",
        "Program {program} does not select among applications; redemption {redemption_id} is captured or released.",
        "사업 {program}에는 선정 절차가 없습니다. 사용 {redemption_id}은(는) 확정하거나 해제합니다.",
    ),
    "redemption_already_fulfilled": Text(
        "The benefit has been delivered",
        "이미 제공이 완료되었습니다",
        "Redemption {redemption_id} is fulfilled; only the program's owner can undo it.",
        "사용 {redemption_id}은(는) 제공이 완료되어 사업 담당 기관만 취소할 수 있습니다.",
    ),
    "redemption_already_selected": Text(
        "The application is selected already",
        "이미 선정된 신청입니다",
        "Redemption {redemption_id} is selected; it is captured or released.",
        "사용 {redemption_id}은(는) 이미 선정되었습니다. 확정하거나 해제합니다.",
    ),
    "redemption_already_submitted": Text(
        "The application is handed in already",
        "이미 제출된 신청입니다",
        "Redemption {redemption_id} was handed in; an application is handed in once.",
        "사용 {redemption_id}은(는) 이미 제출되었습니다. 신청은 한 번만 제출합니다.",
    ),
    "redemption_named_twice": Text(
        "A redemption is named twice",
        "같은 사용이 두 번 나옵니다",
        "The report names redemption {redemption_id} more than once.",
        "결과 보고에 사용 {redemption_id}이(가) 두 번 이상 나옵니다.",
    ),
    "redemption_not_in_call": Text(
        "The redemption is not in this call",
        "해당 공모의 신청이 아닙니다",
        "Redemption {redemption_id} is no application in call {call} of program {program}.",
        "사용 {redemption_id}은(는) 사업 {program} 공모 {call}의 신청이 아닙니다.",
    ),
    "redemption_not_selected": Text(
        "The application is not selected",
        "선정되지 않은 신청입니다",
        "Redemption {redemption_id} is {status}; its points are captured once it is selected.",
        "사용 {redemption_id}의 상태는 {status}입니다. 선정된 뒤에 확정할 수 있습니다.",
    ),
    "redemption_not_submitted": Text(
        "The application is not handed in",
        "제출되지 않은 신청입니다",
        "Redemption {redemption_id} is to be handed in with its documents first.",
        "사용 {redemption_id}은(는) 먼저 서류와 함께 제출해야 합니다.",
    ),
    "redemption_pooled": Text(
        "The redemption belongs to a pool",
        "공동 신청에 속한 사용입니다",
        "Redemption {redemption_id} applies together with {pool}; name that one.",
        "사용 {redemption_id}은(는) {pool}의 공동 신청에 속합니다. 대표 신청을 지정하십시오.",
    ),
    "selection_incomplete": Text(
        "The report leaves applications open",
        "결과 보고에 빠진 신청이 있습니다",
        "Call {call} of program {program} has redemption {redemption_id}, which the report does not name.",
        "사업 {program} 공모 {call}의 신청 {redemption_id}이(가) 결과 보고에 없습니다.",
    ),
}
