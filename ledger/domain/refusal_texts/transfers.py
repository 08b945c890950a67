"""What declines a merger, a succession, an affiliation or a closure."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "lot_not_available": Text(
        "Nothing of the lot is available",
        "가용한 적립건이 아닙니다",
        "{organization_id} has nothing available of lot {lot}.",
        "{organization_id}에 적립건 {lot}의 가용 점수가 없습니다.",
    ),
    "merger_takes_everything": Text(
        "A merger takes everything",
        "합병은 전부를 승계합니다",
        "All that is {organization_id}'s is handed over by a merger; leave points and lots out.",
        "합병 시 {organization_id}의 모든 점수가 승계되므로 점수나 적립건을 지정하지 않습니다.",
    ),
    "not_affiliated": Text(
        "The company counts alone already",
        "이미 단독으로 계산되는 기업입니다",
        "{organization_id} counts as one with nobody.",
        "{organization_id}은(는) 다른 기업과 합산되지 않습니다.",
    ),
    "nothing_to_transfer": Text(
        "There is nothing to hand over",
        "승계할 점수가 없습니다",
        "{organization_id} has nothing available.",
        "{organization_id}의 가용 잔액이 없습니다.",
    ),
    "organization_closed": Text(
        "The organization is closed",
        "폐업 처리된 기관입니다",
        "{organization_id} was closed; it earns, spends and acts no more.",
        "{organization_id}은(는) 폐업 처리되어 더 이상 적립·사용·처리를 할 수 없습니다.",
    ),
    "organization_merged": Text(
        "The organization was merged into another",
        "다른 기관에 합병된 기관입니다",
        "{organization_id} was merged into {successor_id}, which has all that was its.",
        "{organization_id}은(는) {successor_id}에 합병되었습니다.",
    ),
    "points_and_lots_told": Text(
        "Either points or lots are handed over",
        "점수와 적립건 중 하나만 지정합니다",
        "Lots of {organization_id} are named, which are handed over whole; leave the points out.",
        "{organization_id}의 적립건을 지정하면 전부 승계되므로 점수를 지정하지 않습니다.",
    ),
    "too_many_affiliates": Text(
        "Too many companies would count as one",
        "합산되는 기업이 너무 많습니다",
        "At most {maximum} companies count as one, those that were merged into them too, found {found}.",
        "합병된 기업을 포함하여 최대 {maximum}개 기업까지 합산됩니다. 받은 값: {found}.",
    ),
    "transfer_to_itself": Text(
        "A company cannot hand over to itself",
        "같은 기업으로는 승계할 수 없습니다",
        "{organization_id} is both the source and the target.",
        "{organization_id}이(가) 양도 기업이면서 양수 기업입니다.",
    ),
    "wallet_not_empty": Text(
        "Something is left of the company",
        "정리되지 않은 항목이 남아 있습니다",
        "{organization_id} cannot be closed yet: what is left first is of kind {what} ({points} points).",
        "{organization_id}에 {what}({points}점)이(가) 남아 있어 폐업 처리할 수 없습니다.",
    ),
}
