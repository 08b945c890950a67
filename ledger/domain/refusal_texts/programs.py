"""What declines a version of a program's terms, its approval or its end."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "program_already_closed": Text(
        "The program closes no later already",
        "이미 그 전에 마감되는 사업입니다",
        "Program {program} closes on {closes_on} as it stands; it was to close on {asked}.",
        "사업 {program}의 마감일은 이미 {closes_on}입니다. 요청한 마감일: {asked}.",
    ),
    "program_draft_unknown": Text(
        "No such draft of a program",
        "사업 초안을 찾을 수 없습니다",
        "There is no draft of version {version} of program {program}.",
        "사업 {program}의 {version}판 초안이 없습니다.",
    ),
    "program_version_already_in_force": Text(
        "The version of the program is in force",
        "이미 시행 중인 사업의 판입니다",
        "Version {version} of program {program} is in force; what is in force never changes.",
        "사업 {program}의 {version}판은 시행 중이며, 시행 중인 판은 바뀌지 않습니다.",
    ),
    "programs_file_invalid": Text(
        "The file does not hold programs",
        "사업 파일이 올바르지 않습니다",
        "The programs cannot be read: {reason}.",
        "사업을 읽을 수 없습니다: {reason}.",
    ),
}
