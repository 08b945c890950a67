"""What declines a step of a claim, a document, or a report of several holders."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "accrual_not_posted": Text(
        "The activity has no points yet",
        "아직 적립되지 않은 활동입니다",
        "Accrual {accrual_id} is {status}: it is withdrawn, not reversed.",
        "적립 {accrual_id}의 상태는 {status}입니다. 회수가 아니라 철회하십시오.",
    ),
    "activity_follows_others": Text(
        "The activity is not reported by itself",
        "단독으로 신고하지 않는 활동입니다",
        "Rule {activity} follows {follows}: its points are posted together with theirs.",
        "규칙 {activity}은(는) {follows}에 따라 함께 적립됩니다.",
    ),
    "award_in_too_many_lots": Text(
        "The award would fall into too many parts",
        "적립이 너무 많은 건으로 나뉩니다",
        "Shares and what follows them would make {found} lots, expected at most {maximum}.",
        "배분과 추가 적립으로 {found}건이 되며 최대 {maximum}건까지 가능합니다.",
    ),
    "claim_not_open": Text(
        "The activity waits for nobody",
        "처리를 기다리지 않는 활동입니다",
        "Accrual {accrual_id} is {status}; there is no step to take.",
        "적립 {accrual_id}의 상태는 {status}이며 처리할 단계가 없습니다.",
    ),
    "claim_not_returned": Text(
        "The activity was not returned",
        "반려된 활동이 아닙니다",
        "Accrual {accrual_id} is {status}; only what was returned is submitted again.",
        "적립 {accrual_id}의 상태는 {status}입니다. 반려된 활동만 다시 제출합니다.",
    ),
    "documents_too_many": Text(
        "There are too many documents",
        "증빙서류가 너무 많습니다",
        "Accrual {accrual_id} would have {found} documents, expected at most {maximum}.",
        "적립 {accrual_id}의 증빙서류가 {found}건이 되며 최대 {maximum}건까지 가능합니다.",
    ),
    "evidence_missing": Text(
        "Documents are missing",
        "증빙서류가 없습니다",
        "Activity {activity} needs these documents, and it is too late for them to come: {expected}.",
        "활동 {activity}에 필요한 증빙서류가 없고 제출 기한도 지났습니다: {expected}.",
    ),
    "share_holders_unsound": Text(
        "The holders of the shares do not fit",
        "배분 대상이 올바르지 않습니다",
        "Each company has one share, and {organization_id} is among them.",
        "기업마다 한 번씩만 배분하며 {organization_id}이(가) 포함되어야 합니다.",
    ),
    "shares_do_not_add_up": Text(
        "The shares do not add up",
        "배분율의 합이 맞지 않습니다",
        "The shares add up to {found} basis points, expected {expected}.",
        "배분율의 합은 {expected}베이시스포인트여야 합니다. 받은 값: {found}.",
    ),
    "started_after_it_occurred": Text(
        "The activity started after it occurred",
        "시작일이 발생일보다 늦습니다",
        "The activity started on {started_on} and occurred on {occurred_on}.",
        "활동의 시작일은 {started_on}, 발생일은 {occurred_on}입니다.",
    ),
    "step_not_due": Text(
        "This step is not due",
        "지금 처리할 단계가 아닙니다",
        "Accrual {accrual_id} is to be {due} next, and that is for the {who}.",
        "적립 {accrual_id}의 다음 단계는 {due}이며 담당은 {who}입니다.",
    ),
}
