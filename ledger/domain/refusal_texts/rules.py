"""What declines a rule version or program terms."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "followed_rule_follows": Text(
        "A rule that follows others cannot be followed",
        "다른 규칙을 따르는 규칙은 따를 수 없습니다",
        "{rule} would follow {followed}, which follows other rules itself.",
        "{rule}이(가) 따르려는 {followed}은(는) 스스로 다른 규칙을 따르고 있습니다.",
    ),
    "followed_rule_unknown": Text(
        "The rule that is followed is not in force",
        "따를 규칙이 시행되고 있지 않습니다",
        "{rule} would follow {followed}, of which no version is in force.",
        "{rule}이(가) 따르려는 {followed}의 시행 중인 판이 없습니다.",
    ),
    "period_ends_before_it_begins": Text(
        "The period ends before it begins",
        "기간의 끝이 시작보다 앞섭니다",
        "The period begins on {begins} and would end on {ends}.",
        "기간이 {begins}에 시작하여 {ends}에 끝날 수는 없습니다.",
    ),
    "rule_changes_whether_it_follows": Text(
        "All versions of a rule follow others, or none does",
        "규칙의 모든 판은 함께 다른 규칙을 따르거나 따르지 않아야 합니다",
        "Version {version} of {rule} is in force; a later one cannot change whether the rule follows others.",
        "{rule}의 {version}판이 시행 중이며, 다른 규칙을 따르는지 여부는 이후의 판에서 바꿀 수 없습니다.",
    ),
    "rule_draft_changed": Text(
        "The draft was replaced meanwhile",
        "그 사이에 초안이 바뀌었습니다",
        "Version {version} of {rule} was drafted anew at position {position}; the simulation was of another draft.",
        "{rule}의 {version}판 초안이 위치 {position}에서 다시 작성되어, 모의 적용한 초안과 다릅니다.",
    ),
    "rule_draft_unknown": Text(
        "No such draft",
        "초안을 찾을 수 없습니다",
        "There is no draft of version {version} of {rule}.",
        "{rule}의 {version}판 초안이 없습니다.",
    ),
    "rule_not_simulated": Text(
        "The draft was not simulated",
        "모의 적용하지 않은 초안입니다",
        "Version {version} of {rule} has not been simulated since it was drafted.",
        "{rule}의 {version}판은 작성된 뒤로 모의 적용되지 않았습니다.",
    ),
    "rule_version_already_in_force": Text(
        "The version is in force",
        "이미 시행 중인 판입니다",
        "Version {version} of {rule} is in force; what is in force never changes.",
        "{rule}의 {version}판은 시행 중이며, 시행 중인 판은 바뀌지 않습니다.",
    ),
    "rule_version_unknown": Text(
        "No such version",
        "해당 판을 찾을 수 없습니다",
        "There is no version {version} of {rule}.",
        "{rule}의 {version}판이 없습니다.",
    ),
    "rules_file_invalid": Text(
        "The file does not hold rules",
        "규칙 파일이 올바르지 않습니다",
        "The rules cannot be read: {reason}.",
        "규칙을 읽을 수 없습니다: {reason}.",
    ),
    "terms_invalid": Text(
        "The terms are not valid",
        "규정 내용이 올바르지 않습니다",
        "The terms cannot be published: {reason}.",
        "규정을 공표할 수 없습니다: {reason}.",
    ),
    "version_not_next": Text(
        "The version is not new",
        "새 판이 아닙니다",
        "{published} stands at version {newest}; a new version must be higher, found {found}.",
        "{published}의 최신 판은 {newest}입니다. 새 판은 더 커야 합니다. 받은 값: {found}.",
    ),
}
