"""What is wrong with an agency's report of a selection; each stands beside the row and the column it is about."""

from __future__ import annotations

from typing import Final

from ledger.domain.refusal_texts.text import Text

_EXPECTED_EN: Final = "Expected {expected}, found {found}."
_EXPECTED_KO: Final = "필요한 값: {expected}. 받은 값: {found}."

TEXTS: Final[dict[str, Text]] = {
    "selection_cell_unreadable": Text("A cell cannot be read", "칸을 읽을 수 없습니다", _EXPECTED_EN, _EXPECTED_KO),
    "selection_columns_missing": Text("Columns are missing", "필요한 열이 없습니다", _EXPECTED_EN, _EXPECTED_KO),
    "selection_column_repeated": Text(
        "Two columns say the same", "같은 뜻의 열이 둘입니다", _EXPECTED_EN, _EXPECTED_KO
    ),
    "selection_file_unreadable": Text("The file cannot be read", "파일을 읽을 수 없습니다", _EXPECTED_EN, _EXPECTED_KO),
    "selection_redemption_unknown": Text(
        "Nobody applied with this reference", "해당 신청이 없습니다", _EXPECTED_EN, _EXPECTED_KO
    ),
    "selection_result_unknown": Text("No such result", "알 수 없는 선정 결과입니다", _EXPECTED_EN, _EXPECTED_KO),
    "selection_row_repeated": Text(
        "The report names the application twice", "되풀이된 신청입니다", _EXPECTED_EN, _EXPECTED_KO
    ),
}

ROW_CODES: Final = frozenset(TEXTS)
"""The codes that stand beside a row and never answer a request."""
