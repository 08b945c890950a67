"""What declines a file of activities, as a whole or row by row.

A row's refusal stands beside its row and column, which it therefore does not name.
"""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

_FILE: Final = {
    "import_columns_missing": Text(
        "Columns are missing",
        "필요한 열이 없습니다",
        "The file has no column for {missing}; its columns are {found}.",
        "파일에 {missing}에 해당하는 열이 없습니다. 있는 열: {found}.",
    ),
    "import_column_repeated": Text(
        "Two columns say the same",
        "같은 뜻의 열이 둘입니다",
        "Columns {first} and {second} both give {field}; a mapping chooses one.",
        "열 {first}와(과) {second}이(가) 모두 {field}입니다. 매핑 파일로 하나를 고르십시오.",
    ),
    "import_file_unreadable": Text(
        "The file cannot be read",
        "파일을 읽을 수 없습니다",
        "Expected {expected}, found {found}.",
        "{expected}이어야 하는데 {found}입니다.",
    ),
    "import_header_not_found": Text(
        "The header row is not found",
        "머리글 행을 찾을 수 없습니다",
        "None of the first {rows} rows names known columns, such as {expected}.",
        "처음 {rows}개 행에 {expected} 같은 열 이름이 없습니다.",
    ),
    "import_mapping_invalid": Text(
        "The mapping is not valid",
        "매핑 파일이 올바르지 않습니다",
        "The mapping cannot be used: {reason}.",
        "매핑 파일을 쓸 수 없습니다: {reason}.",
    ),
    "import_unknown": Text(
        "No such import",
        "없는 가져오기입니다",
        "There is no import {import_id} that you may see.",
        "조회할 수 있는 가져오기 {import_id}이(가) 없습니다.",
    ),
}

_ROW: Final = {
    "cell_missing": Text(
        "A cell is empty",
        "빈 칸입니다",
        "Expected {field}, found an empty cell.",
        "{field} 값이 필요한데 비어 있습니다.",
    ),
    "cell_not_a_code": Text(
        "The cell holds no activity code",
        "활동코드가 아닙니다",
        "Expected an activity code such as INT-STD, or one that the mapping translates; found {found}.",
        "INT-STD 같은 활동코드나 매핑에 있는 값이어야 하는데 {found}입니다.",
    ),
    "cell_not_a_date": Text(
        "The cell holds no date",
        "날짜가 아닙니다",
        "Expected a date such as 2026-08-31, 2026.8.31 or 20260831, found {found}.",
        "2026-08-31, 2026.8.31, 20260831 같은 날짜여야 하는데 {found}입니다.",
    ),
    "cell_not_a_digest": Text(
        "The cell holds no digest",
        "SHA-256 값이 아닙니다",
        "Expected a SHA-256 in hexadecimal, found {found}.",
        "16진수 SHA-256 값이어야 하는데 {found}입니다.",
    ),
    "cell_not_a_text": Text(
        "The cell holds no usable text",
        "쓸 수 없는 문자열입니다",
        "Expected at most {characters_max} characters without control characters, found {found}.",
        "제어문자 없이 {characters_max}자 이하여야 하는데 {found}입니다.",
    ),
    "cell_not_a_whole_number": Text(
        "The cell holds no whole number",
        "정수가 아닙니다",
        "Expected a whole number from 0 to {maximum}, found {found}.",
        "0 이상 {maximum} 이하의 정수여야 하는데 {found}입니다.",
    ),
    "cell_not_an_id": Text(
        "The cell holds no organization id",
        "기관 식별자가 아닙니다",
        "Expected an id such as org_01a0551da00070008000000000000000, found {found}.",
        "org_01a0551da00070008000000000000000 같은 식별자여야 하는데 {found}입니다.",
    ),
    "companies_differ": Text(
        "Two companies are named",
        "서로 다른 기업입니다",
        "Expected one company: the registration number is that of {organization_id}, the other column names {found}.",
        "한 기업이어야 하는데 사업자등록번호는 {organization_id}, 다른 열은 {found}입니다.",
    ),
    "evidence_not_uploaded": Text(
        "The document was not handed in",
        "등록되지 않은 증빙입니다",
        "Expected a document that you handed in before, found the digest {sha256}.",
        "먼저 등록한 증빙이어야 하는데 {sha256} 문서가 없습니다.",
    ),
    "registration_number_unknown": Text(
        "No company has this registration number",
        "등록된 기업이 아닙니다",
        "Expected the registration number of a registered company, found {found}.",
        "등록된 기업의 사업자등록번호여야 하는데 {found}입니다.",
    ),
    "source_event_repeated": Text(
        "The file names the event twice",
        "파일 안에서 되풀이된 활동입니다",
        "Row {row} of the same file carries this event id already; an activity counts once.",
        "같은 파일의 {row}행에 이미 있는 고유번호입니다. 활동은 한 번만 적립됩니다.",
    ),
}

TEXTS: Final[dict[str, Text]] = _FILE | _ROW

ROW_CODES: Final = frozenset(_ROW)
"""The codes that stand beside a row and never answer a request."""
