"""What declines an activity, an award or its reversal."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "activates_after_expiry": Text(
        "The points would have lapsed already",
        "이미 소멸한 포인트가 됩니다",
        "Points of {activity} can be spent until {expires_on}; these would become spendable on {active_on}.",
        "{activity} 포인트는 {expires_on}까지 쓸 수 있으나, 이 활동의 포인트는 {active_on}에 사용 가능해집니다.",
    ),
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
    "cumulative_reversal_must_be_whole": Text(
        "This accrual reverses as a whole",
        "전부만 회수할 수 있는 적립입니다",
        "Accrual {accrual_id} is priced over its agreement; leave points out, the difference is computed.",
        "적립 {accrual_id}은(는) 누계로 산정됩니다. points를 빼면 차액이 계산됩니다.",
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
    "reversal_exceeds_accrual": Text(
        "The reversal exceeds the accrual",
        "적립보다 많은 회수입니다",
        "Of accrual {accrual_id} {standing} points stand; the reversal asks for {asked}.",
        "적립 {accrual_id}의 남은 점수는 {standing}점이며 {asked}점을 회수하려 했습니다.",
    ),
    "source_event_already_posted": Text(
        "The activity is already posted",
        "이미 적립된 활동입니다",
        "Accrual {accrual_id} carries this source_event_id already; an activity counts once.",
        "적립 {accrual_id}이(가) 이미 이 source_event_id로 기록되어 있습니다. 활동은 한 번만 적립됩니다.",
    ),
}
