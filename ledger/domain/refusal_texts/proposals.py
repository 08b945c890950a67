"""What declines acts that take two persons."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "proposal_unknown": Text(
        "No such proposal",
        "없는 안건입니다",
        "There is no proposal {proposal_id} that you may see.",
        "조회할 수 있는 안건 {proposal_id}이(가) 없습니다.",
    ),
    "proposal_already_decided": Text(
        "The proposal is already decided",
        "이미 처리된 안건입니다",
        "Proposal {proposal_id} is {status}; a proposal is decided once.",
        "안건 {proposal_id}의 상태는 {status}입니다. 안건은 한 번만 처리됩니다.",
    ),
    "proposal_expired": Text(
        "The proposal has expired",
        "처리 기한이 지난 안건입니다",
        "Proposal {proposal_id} could be decided until {act_by}.",
        "안건 {proposal_id}의 처리 기한은 {act_by}까지였습니다.",
    ),
    "bound_exceeded": Text(
        "More points than one act may move",
        "한 번에 처리할 수 있는 점수를 넘었습니다",
        "An act of kind {act} moves at most {points_max} points; {asked} asked for make {together} with what counts.",
        "{act} 안건은 {points_max}점까지 처리할 수 있는데 {asked}점을 요청해 합산 {together}점이 됩니다.",
    ),
    "organization_holds_no_points": Text(
        "The organization holds no points",
        "점수를 보유하지 않는 기관입니다",
        "Organization {organization_id} is of kind {kind}; companies and universities hold points.",
        "기관 {organization_id}의 유형은 {kind}입니다. 점수는 기업과 대학만 보유합니다.",
    ),
    "last_day_is_over": Text(
        "The last day is over",
        "만료일이 이미 지났습니다",
        "Points that last until {expires_on} would have lapsed by {today}.",
        "만료일이 {expires_on}이면 {today} 현재 이미 소멸한 점수입니다.",
    ),
    "exceeds_arrears": Text(
        "More than is owed",
        "미회수 포인트보다 많습니다",
        "{asked} points were to be given up; {organization_id} owes {arrears}.",
        "{asked}점을 면제하려 했지만 {organization_id}의 미회수 포인트는 {arrears}점입니다.",
    ),
    "exceeds_lapsed": Text(
        "More than has lapsed",
        "소멸한 점수보다 많습니다",
        "{asked} points were to come back; {lapsed} of lot {lot_id} have lapsed and not come back.",
        "{asked}점을 되살리려 했지만 적립건 {lot_id}에서 소멸한 점수는 {lapsed}점입니다.",
    ),
    "expires_on_not_for_debit": Text(
        "A debit has no last day",
        "차감에는 만료일이 없습니다",
        "expires_on is for points that are granted; a debit takes away those that lapse soonest.",
        "expires_on은 부여하는 점수에만 씁니다. 차감은 만료일이 가까운 점수부터 처리합니다.",
    ),
    "expires_on_missing": Text(
        "A credit needs a last day",
        "부여에는 만료일이 필요합니다",
        "expires_on says until when the granted points last.",
        "expires_on에 부여하는 점수의 만료일을 적어야 합니다.",
    ),
}
